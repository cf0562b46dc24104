// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/schedule.h"

#include <algorithm>
#include <utility>

namespace hashiflex {

Schedule::Schedule(std::vector<std::size_t> points, Needs needs)
    : points_(std::move(points)), needs_of_(std::move(needs)) {}

std::optional<std::size_t> Schedule::take() {
    while (const auto place = first_candidate())
        if (begin(*place)) return points_[*place];
    return std::nullopt;
}

// Those that waited come before all that nobody has looked at.
std::optional<Schedule::Place> Schedule::first_candidate() {
    if (!ready_.empty()) {
        const Place place = ready_.top();
        ready_.pop();
        return place;
    }
    if (next_ == points_.size()) return std::nullopt;
    std::vector<std::size_t> needs;
    for (const auto& need : needs_of_(points_[next_])) needs.push_back(number_of(need));
    kept_back_.emplace(next_, std::move(needs));
    return next_++;
}

bool Schedule::begin(Place place) {
    const auto kept = kept_back_.find(place);
    for (const std::size_t need : kept->second) {
        if (needs_[need].state != State::in_the_making) continue;
        needs_[need].waiting.push_back(place);
        ++waiting_;
        return false;
    }
    auto& mine = to_be_made_[points_[place]];
    for (const std::size_t need : kept->second) {
        if (needs_[need].state == State::made) continue;
        needs_[need].state = State::in_the_making;
        mine.push_back(need);
    }
    kept_back_.erase(kept);
    return true;
}

void Schedule::made(const std::string& need) {
    made(number_of(need));
}

void Schedule::made(std::size_t need) {
    needs_[need].state = State::made;
    for (const Place place : std::exchange(needs_[need].waiting, {})) {
        ready_.push(place);
        --waiting_;
    }
}

void Schedule::done(std::size_t point) {
    const auto mine = to_be_made_.find(point);
    if (mine == to_be_made_.end()) return;
    for (const std::size_t need : mine->second) made(need);
    to_be_made_.erase(mine);
}

std::size_t Schedule::number_of(const std::string& need) {
    const auto [entry, is_new] = numbers_.try_emplace(need, needs_.size());
    if (is_new) needs_.emplace_back();
    return entry->second;
}

}  // namespace hashiflex
