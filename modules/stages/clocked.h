// SPDX-License-Identifier: Apache-2.0
// A synchronous block: reads the state of before the edge in tick(), changes it in commit().
#pragma once

#include "modules/stages/cycle_counts.h"

#include <systemc>

#include <cstdint>
#include <string>

namespace hashiflex {

// tick() of all blocks runs in one evaluation phase, in any order; commit() of all in the update phase that follows.
class Clocked : public sc_core::sc_module {
 public:
    sc_core::sc_in<bool> clk{"clk"};

    SC_HAS_PROCESS(Clocked);
    explicit Clocked(const sc_core::sc_module_name& name) : sc_module(name), registers_(*this) {
        SC_METHOD(on_edge);
        sensitive << clk.pos();
        dont_initialize();
    }

    std::uint64_t cycle() const { return cycle_; }  // edges committed so far: during a tick, the cycle it belongs to
    const CycleCounts& counts() const { return counts_; }
    CycleState state() const { return state_; }                 // of the last committed cycle
    std::uint64_t last_active() const { return last_active_; }  // the last cycle in which anything moved

 protected:
    virtual void tick() = 0;
    // Returns what this cycle was, and sets `active` if anything moved.
    virtual CycleState commit(bool& active) = 0;

 private:
    struct Registers : sc_core::sc_prim_channel {
        explicit Registers(Clocked& block) : owner(block) {}
        void update() override { owner.on_commit(); }
        void clock() { request_update(); }
        Clocked& owner;
    };

    void on_edge() {
        tick();
        registers_.clock();
    }
    void on_commit() {
        bool active = false;
        state_ = commit(active);
        counts_.count(state_);
        if (active) last_active_ = cycle_;
        ++cycle_;
    }

    Registers registers_;
    std::uint64_t cycle_ = 0;
    std::uint64_t last_active_ = 0;
    CycleState state_ = CycleState::starved;
    CycleCounts counts_;
};

}  // namespace hashiflex
