// SPDX-License-Identifier: Apache-2.0
// A memory-mapped bus: one initiator, any number of targets, each behind a window of addresses.
#pragma once

#include <systemc>
#include <tlm>
#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <memory>
#include <vector>

class Bus final : public sc_core::sc_module {
 public:
    tlm_utils::simple_target_socket<Bus> in{"in"};

    explicit Bus(const sc_core::sc_module_name& name) : sc_module(name) {
        in.register_b_transport(this, &Bus::b_transport);
    }

    // Addresses base .. base + size - 1 go to `target`, which sees them from 0 on.
    template <class Target>
    void map(std::uint64_t base, std::uint64_t size, Target& target) {
        windows_.push_back(std::make_unique<Window>(sc_core::sc_gen_unique_name("bus_window"), base, size));
        windows_.back()->out.bind(target);
    }

 private:
    // Initiator side of a blocking bus: nothing ever comes back on the backward path.
    struct Window final : sc_core::sc_module, tlm::tlm_bw_transport_if<> {
        Window(const sc_core::sc_module_name& name, std::uint64_t first, std::uint64_t bytes)
            : sc_module(name), base(first), size(bytes) {
            out.bind(*this);
        }
        tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) override {
            return tlm::TLM_COMPLETED;
        }
        void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

        std::uint64_t base;
        std::uint64_t size;
        tlm::tlm_initiator_socket<> out{"out"};
    };

    void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
        const std::uint64_t address = payload.get_address();
        for (const auto& window : windows_) {
            if (address < window->base || address - window->base >= window->size) continue;
            payload.set_address(address - window->base);
            window->out->b_transport(payload, delay);
            payload.set_address(address);
            return;
        }
        payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    }

    std::vector<std::unique_ptr<Window>> windows_;
};
