// SPDX-License-Identifier: Apache-2.0
// A synchronous block: reads the state of before the edge in tick(), changes it in commit().
#pragma once

#include "modules/stages/clock_domain.h"
#include "modules/stages/cycle_counts.h"
#include "modules/stream/wakes.h"

#include <systemc>

#include <cstdint>
#include <memory>
#include <utility>

namespace hashiflex {

// tick() of all blocks runs in one evaluation phase, in any order; commit() of all in the update phase that follows.
//
// A block that did nothing at an edge, whose state is therefore what it was, would do nothing at the next one either,
// unless something reaches it or a cycle comes that it knows of (next_change). Until then it sleeps: neither function
// is called, and its cycles count as the one before. Whatever reaches a block from outside calls wake(). A block that
// knows nothing of this never sleeps. Results are those without sleep (keep_awake).
class Clocked : public sc_core::sc_module, public stream::Wakes {
 public:
    sc_core::sc_in<bool> clk{"clk"};

    SC_HAS_PROCESS(Clocked);
    explicit Clocked(const sc_core::sc_module_name& name) : sc_module(name), registers_(*this) {}

    // Edges committed so far: during a tick, the cycle it belongs to.
    std::uint64_t cycle() const { return domain_ ? domain_->cycle() : 0; }
    CycleCounts counts() const {
        CycleCounts counts = counts_;
        counts.count(state_, cycle() - counted_);
        return counts;
    }
    CycleState state() const { return state_; }                 // of the last committed cycle
    std::uint64_t last_active() const { return last_active_; }  // the last cycle in which anything moved

    void wake() final {
        reached_ = true;
        if (domain_) domain_->wake(place_);
    }
    void keep_awake() { sleeps_ = false; }

 protected:
    static constexpr std::uint64_t kNever = ClockDomain::kNever;

    virtual void tick() = 0;
    // Returns what this cycle was, and sets `active` if anything moved.
    virtual CycleState commit(bool& active) = 0;
    // After a cycle in which nothing moved: the next one in which something may, although nothing reaches the block.
    virtual std::uint64_t next_change() const { return cycle() + 1; }

 private:
    friend class ClockDomain;

    struct Registers : sc_core::sc_prim_channel {
        explicit Registers(Clocked& block) : owner(block) {}
        void end_of_elaboration() override { owner.join(); }  // a module's own may be overridden
        void update() override { owner.domain_->commit(); }
        void clock() { request_update(); }
        Clocked& owner;
    };

    // The first block of a domain lends it its process and its channel.
    void join() {
        domain_ = ClockDomain::of(clk.get_interface());
        place_ = domain_->join(*this);
        if (place_ > 0) return;
        SC_METHOD(on_edge);
        sensitive << clk->posedge_event();
        dont_initialize();
    }
    void on_edge() {
        domain_->tick();
        registers_.clock();
    }

    // Commits edge `cycle`; returns the next that concerns this block.
    std::uint64_t commit_edge(std::uint64_t cycle) {
        bool active = false;
        const CycleState state = commit(active);
        counts_.count(state_, cycle - counted_);  // asleep
        counts_.count(state, 1);
        state_ = state;
        counted_ = cycle + 1;
        if (active) last_active_ = cycle;
        const bool moved = std::exchange(reached_, false) || active;
        return moved || !sleeps_ ? cycle + 1 : next_change();
    }

    Registers registers_;
    std::shared_ptr<ClockDomain> domain_;
    std::size_t place_ = 0;
    bool sleeps_ = true;
    bool reached_ = false;       // since the last commit
    std::uint64_t counted_ = 0;  // cycles in counts_
    std::uint64_t last_active_ = 0;
    CycleState state_ = CycleState::starved;
    CycleCounts counts_;
};

}  // namespace hashiflex
