// SPDX-License-Identifier: Apache-2.0
// The times of a row of events, by their number since the start of a run; the oldest may be forgotten.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <utility>
#include <vector>

namespace hashiflex::core {

using Cycle = std::int64_t;

// A ring that grows only in make_room(): push_back() and [] are a store and a load.
class Times {
 public:
    std::int64_t size() const { return size_; }  // events so far, the forgotten ones included
    Cycle operator[](std::int64_t n) const {
        assert(n >= first_ && n < size_);
        return ring_[slot(n)];
    }
    Cycle back() const { return (*this)[size_ - 1]; }
    // Needs room.
    void push_back(Cycle time) {
        assert(size_ - first_ < static_cast<std::int64_t>(ring_.size()));
        ring_[slot(size_++)] = time;
    }

    // For loops that know there is room: the ring itself, and how many events there are afterwards.
    struct Ring {
        Cycle* times;
        std::size_t mask;
        Cycle& operator[](std::int64_t n) const { return times[static_cast<std::size_t>(n) & mask]; }
    };
    Ring ring() { return {ring_.data(), ring_.size() - 1}; }
    void set_size(std::int64_t size) {
        assert(size >= size_ && size - first_ <= static_cast<std::int64_t>(ring_.size()));
        size_ = size;
    }

    void forget_before(std::int64_t n) { first_ = std::clamp(n, first_, size_); }
    // For so many events beyond those that are remembered.
    void make_room(std::int64_t events) {
        const std::int64_t wanted = size_ - first_ + events;
        if (wanted <= static_cast<std::int64_t>(ring_.size())) return;
        std::size_t capacity = 16;
        while (static_cast<std::int64_t>(capacity) < wanted) capacity *= 2;
        std::vector<Cycle> ring(capacity);
        for (std::int64_t n = first_; n < size_; ++n) ring[static_cast<std::size_t>(n) & (capacity - 1)] = (*this)[n];
        ring_ = std::move(ring);
    }

 private:
    std::size_t slot(std::int64_t n) const { return static_cast<std::size_t>(n) & (ring_.size() - 1); }

    std::vector<Cycle> ring_;  // a power of two long
    std::int64_t first_ = 0;
    std::int64_t size_ = 0;
};

}  // namespace hashiflex::core
