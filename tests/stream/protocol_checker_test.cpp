// SPDX-License-Identifier: Apache-2.0
// Does the protocol checker catch every violation, and let right transactions pass?
#include "tests/support/protocol_checker.h"

#include <catch2/catch.hpp>

#include <functional>
#include <memory>
#include <vector>

using namespace tlm;
using hashiflex::test::ProtocolChecker;

namespace {

struct Memory : tlm_mm_interface {
    void free(tlm_generic_payload*) override {}
};

// An initiator and a target that do whatever the test says, with a checker between them.
struct Link : sc_core::sc_module, tlm_bw_transport_if<>, tlm_fw_transport_if<> {
    explicit Link(const sc_core::sc_module_name& name) : sc_module(name) {
        from.bind(*this);
        to.bind(*this);
        from.bind(checker.in);
        checker.out.bind(to);
    }

    // As an initiator.
    tlm_sync_enum send(tlm_generic_payload& payload, tlm_phase phase) {
        sc_core::sc_time delay;
        return from->nb_transport_fw(payload, phase, delay);
    }
    void send_blocking(tlm_generic_payload& payload) {
        sc_core::sc_time delay;
        from->b_transport(payload, delay);
    }
    // As a target.
    tlm_sync_enum reply(tlm_generic_payload& payload, tlm_phase phase) {
        sc_core::sc_time delay;
        return to->nb_transport_bw(payload, phase, delay);
    }

    tlm_sync_enum nb_transport_fw(tlm_generic_payload& payload, tlm_phase& phase, sc_core::sc_time&) override {
        if (at_target) at_target(payload);
        phase = target_phase;
        return target_status;
    }
    tlm_sync_enum nb_transport_bw(tlm_generic_payload&, tlm_phase& phase, sc_core::sc_time&) override {
        phase = initiator_phase;
        return initiator_status;
    }
    void b_transport(tlm_generic_payload& payload, sc_core::sc_time&) override {
        if (at_target) at_target(payload);
    }
    bool get_direct_mem_ptr(tlm_generic_payload&, tlm_dmi&) override { return false; }
    unsigned transport_dbg(tlm_generic_payload&) override { return 0; }
    void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

    tlm_initiator_socket<> from{"from"};
    tlm_target_socket<> to{"to"};
    ProtocolChecker checker{"checker"};
    std::function<void(tlm_generic_payload&)> at_target;
    tlm_sync_enum target_status = TLM_ACCEPTED, initiator_status = TLM_ACCEPTED;
    tlm_phase target_phase = END_REQ, initiator_phase = END_RESP;
    Memory memory;
    unsigned char data[4] = {};
    tlm_generic_payload a, b;
};

void prepare(tlm_generic_payload& payload, Link& link) {
    payload.set_mm(&link.memory);
    payload.acquire();
    payload.set_command(TLM_WRITE_COMMAND);
    payload.set_data_ptr(link.data);
    payload.set_data_length(4);
    payload.set_streaming_width(4);
}

void ok(tlm_generic_payload& payload) {
    payload.set_response_status(TLM_OK_RESPONSE);
}

using Use = std::function<void(Link&)>;

// Runs each use on a link of its own; returns what the checker said ("": nothing).
std::vector<std::string> complaints(const std::vector<Use>& uses) {
    std::vector<std::unique_ptr<Link>> links;
    for (std::size_t i = 0; i < uses.size(); ++i)
        links.push_back(std::make_unique<Link>(("link" + std::to_string(i)).c_str()));
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    std::vector<std::string> said;
    for (std::size_t i = 0; i < uses.size(); ++i) {
        prepare(links[i]->a, *links[i]);
        prepare(links[i]->b, *links[i]);
        said.emplace_back();
        try {
            uses[i](*links[i]);
        } catch (const std::logic_error& error) {
            said.back() = error.what();
        }
    }
    return said;
}

}  // namespace

TEST_CASE("Right transactions pass the protocol checker") {
    const std::vector<Use> uses = {
        [](Link& l) { l.at_target = ok, l.target_status = TLM_COMPLETED, l.send(l.a, BEGIN_REQ), l.at_target(l.a); },
        [](Link& l) {
            l.send(l.a, BEGIN_REQ), l.reply(l.a, END_REQ), ok(l.a), l.reply(l.a, BEGIN_RESP), l.send(l.a, END_RESP);
        },
        [](Link& l) {  // BEGIN_RESP implies END_REQ, and the initiator ends at once
            l.initiator_status = TLM_COMPLETED, l.send(l.a, BEGIN_REQ), ok(l.a), l.reply(l.a, BEGIN_RESP);
            l.send(l.b, BEGIN_REQ), ok(l.b), l.reply(l.b, BEGIN_RESP);
        },
        [](Link& l) {  // the next request before the response of this one
            l.initiator_status = TLM_UPDATED, l.target_status = TLM_UPDATED, l.send(l.a, BEGIN_REQ);
            l.send(l.b, BEGIN_REQ), ok(l.b), l.reply(l.b, BEGIN_RESP), ok(l.a), l.reply(l.a, BEGIN_RESP);
        },
        [](Link& l) {
            l.target_status = TLM_UPDATED, l.target_phase = BEGIN_RESP, l.at_target = ok, l.send(l.a, BEGIN_REQ);
            l.target_status = TLM_COMPLETED, l.send(l.a, END_RESP);
        },
        [](Link& l) { l.at_target = ok, l.send_blocking(l.a); },
    };
    for (const auto& said : complaints(uses)) CHECK(said.empty());
}

TEST_CASE("The protocol checker catches every violation") {
    const std::vector<std::pair<std::string, Use>> cases = {
        {"no initiator may send", [](Link& l) { l.send(l.a, END_REQ); }},
        {"no initiator may send", [](Link& l) { l.send(l.a, BEGIN_RESP); }},
        {"not in flight", [](Link& l) { l.send(l.a, END_RESP); }},
        {"not after BEGIN_RESP", [](Link& l) { l.send(l.a, BEGIN_REQ), l.send(l.a, END_RESP); }},
        {"is in flight", [](Link& l) { l.send(l.a, BEGIN_REQ), l.reply(l.a, END_REQ), l.send(l.a, BEGIN_REQ); }},
        {"another request", [](Link& l) { l.send(l.a, BEGIN_REQ), l.send(l.b, BEGIN_REQ); }},
        {"not in flight", [](Link& l) { l.reply(l.a, END_REQ); }},
        {"not in flight", [](Link& l) { ok(l.a), l.reply(l.a, BEGIN_RESP); }},
        {"END_REQ not after", [](Link& l) { l.send(l.a, BEGIN_REQ), l.reply(l.a, END_REQ), l.reply(l.a, END_REQ); }},
        {"no target may send", [](Link& l) { l.send(l.a, BEGIN_REQ), l.reply(l.a, END_RESP); }},
        {"second BEGIN_RESP",
         [](Link& l) { l.send(l.a, BEGIN_REQ), ok(l.a), l.reply(l.a, BEGIN_RESP), l.reply(l.a, BEGIN_RESP); }},
        {"another response",
         [](Link& l) {
             l.send(l.a, BEGIN_REQ), l.reply(l.a, END_REQ), l.send(l.b, BEGIN_REQ), ok(l.a), ok(l.b);
             l.reply(l.a, BEGIN_RESP), l.reply(l.b, BEGIN_RESP);
         }},
        {"a response is INCOMPLETE", [](Link& l) { l.send(l.a, BEGIN_REQ), l.reply(l.a, BEGIN_RESP); }},
        {"transaction is INCOMPLETE", [](Link& l) { l.target_status = TLM_COMPLETED, l.send(l.a, BEGIN_REQ); }},
        {"request is not INCOMPLETE", [](Link& l) { ok(l.a), l.send(l.a, BEGIN_REQ); }},
        {"data pointer", [](Link& l) { l.a.set_data_ptr(nullptr), l.send(l.a, BEGIN_REQ); }},
        {"data length", [](Link& l) { l.a.set_data_length(0), l.send(l.a, BEGIN_REQ); }},
        {"streaming width", [](Link& l) { l.a.set_streaming_width(0), l.send(l.a, BEGIN_REQ); }},
        {"DMI", [](Link& l) { l.a.set_dmi_allowed(true), l.send(l.a, BEGIN_REQ); }},
        {"byte enables", [](Link& l) { l.a.set_byte_enable_ptr(l.data), l.send(l.a, BEGIN_REQ); }},
        {"memory manager", [](Link& l) { l.a.set_mm(nullptr), l.send(l.a, BEGIN_REQ); }},
        {"reference", [](Link& l) { l.a.release(), l.send(l.a, BEGIN_REQ); }},
        {"reference", [](Link& l) { l.send(l.a, BEGIN_REQ), l.a.release(), l.reply(l.a, END_REQ); }},
        {"changed", [](Link& l) { l.send(l.a, BEGIN_REQ), l.a.set_address(4), l.reply(l.a, END_REQ); }},
        {"changed", [](Link& l) { l.send(l.a, BEGIN_REQ), l.a.set_command(TLM_READ_COMMAND), l.reply(l.a, END_REQ); }},
        {"changed", [](Link& l) { l.send(l.a, BEGIN_REQ), l.a.set_data_ptr(l.data + 1), l.reply(l.a, END_REQ); }},
        {"changed", [](Link& l) { l.send(l.a, BEGIN_REQ), l.a.set_streaming_width(2), l.reply(l.a, END_REQ); }},
        {"changed", [](Link& l) { l.send(l.a, BEGIN_REQ), l.a.set_data_length(2), ok(l.a), l.reply(l.a, BEGIN_RESP); }},
        {"further phase",
         [](Link& l) { l.initiator_status = TLM_UPDATED, l.send(l.a, BEGIN_REQ), l.reply(l.a, END_REQ); }},
        {"than END_RESP",
         [](Link& l) {
             l.initiator_status = TLM_UPDATED, l.initiator_phase = BEGIN_REQ;
             l.send(l.a, BEGIN_REQ), ok(l.a), l.reply(l.a, BEGIN_RESP);
         }},
        {"further phase",
         [](Link& l) {
             l.send(l.a, BEGIN_REQ), ok(l.a), l.reply(l.a, BEGIN_RESP);
             l.target_status = TLM_UPDATED, l.send(l.a, END_RESP);
         }},
        {"no target may send",
         [](Link& l) { l.target_status = TLM_UPDATED, l.target_phase = END_RESP, l.send(l.a, BEGIN_REQ); }},
        {"transaction is INCOMPLETE", [](Link& l) { l.send_blocking(l.a); }},
        {"request is not INCOMPLETE", [](Link& l) { ok(l.a), l.send_blocking(l.a); }},
        {"streaming width", [](Link& l) { l.a.set_streaming_width(0), l.send_blocking(l.a); }},
        {"changed",
         [](Link& l) {
             l.at_target = [](auto& payload) { ok(payload), payload.set_address(8); };
             l.send_blocking(l.a);
         }},
    };
    std::vector<Use> uses;
    for (const auto& entry : cases) uses.push_back(entry.second);
    const auto said = complaints(uses);
    for (std::size_t i = 0; i < cases.size(); ++i) {
        INFO("case " << i);
        CHECK_THAT(said[i],
                   Catch::StartsWith("link" + std::to_string(i) + ".checker: ") && Catch::Contains(cases[i].first));
    }
}
