// SPDX-License-Identifier: Apache-2.0
#include "modules/stages/clock_domain.h"

#include "modules/stages/clocked.h"

#include <algorithm>
#include <map>

namespace hashiflex {

std::shared_ptr<ClockDomain> ClockDomain::of(const sc_core::sc_interface* clock) {
    static std::map<const sc_core::sc_interface*, std::weak_ptr<ClockDomain>> domains;
    auto domain = domains[clock].lock();
    if (!domain) domains[clock] = domain = std::make_shared<ClockDomain>();
    return domain;
}

std::size_t ClockDomain::join(Clocked& block) {
    const std::size_t place = blocks_.size();
    blocks_.push_back(&block);
    for (BlockSet* set : {&awake_, &reached_}) set->resize(blocks_.size());
    for (BlockSet& set : alarms_) set.resize(blocks_.size());
    awake_.insert(place);
    return place;
}

void ClockDomain::tick() {
    awake_.take(alarms_[cycle_ % kHorizon]);
    ticked_ = true;
    awake_.for_each([this](std::size_t block) { blocks_[block]->tick(); });
}

void ClockDomain::commit() {
    ticked_ = false;
    awake_.take(reached_);
    awake_.for_each([this](std::size_t block) {
        const std::uint64_t next = blocks_[block]->commit_edge(cycle_);
        if (next <= cycle_ + 1) return;
        awake_.erase(block);
        if (next != kNever) set_alarm(block, next);
    });
    ++cycle_;
}

void ClockDomain::set_alarm(std::size_t block, std::uint64_t cycle) {
    alarms_[std::min<std::uint64_t>(cycle, cycle_ + kHorizon - 1) % kHorizon].insert(block);
}

}  // namespace hashiflex
