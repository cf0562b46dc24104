// SPDX-License-Identifier: Apache-2.0
// All blocks of one clock: which of them an edge concerns, and the two phases of that edge.
#pragma once

#include <systemc>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace hashiflex {

class Clocked;

// Set of blocks by their place in the domain.
class BlockSet {
 public:
    void resize(std::size_t blocks) { words_.resize((blocks + kBits - 1) / kBits); }
    void insert(std::size_t block) { words_[block / kBits] |= std::uint64_t{1} << block % kBits; }
    void erase(std::size_t block) { words_[block / kBits] &= ~(std::uint64_t{1} << block % kBits); }
    bool contains(std::size_t block) const { return (words_[block / kBits] >> block % kBits & 1) != 0; }
    // Takes all of `other` over, and leaves it empty.
    void take(BlockSet& other) {
        for (std::size_t w = 0; w < words_.size(); ++w) {
            words_[w] |= other.words_[w];
            other.words_[w] = 0;
        }
    }
    // Calls f(block) for each, lowest first. f may erase the block it is called with.
    template <class F>
    void for_each(const F& f) const {
        for (std::size_t w = 0; w < words_.size(); ++w)
            for (std::uint64_t left = words_[w]; left != 0; left &= left - 1)
                f(w * kBits + static_cast<std::size_t>(__builtin_ctzll(left)));
    }

 private:
    static constexpr std::size_t kBits = 64;
    std::vector<std::uint64_t> words_;
};

// One process and one update request per edge for all blocks. Blocks that would do nothing sleep (see Clocked).
class ClockDomain {
 public:
    static constexpr std::uint64_t kNever = ~std::uint64_t{0};

    // The domain of the blocks whose clock port is bound to `clock`; it lives as long as one of them.
    static std::shared_ptr<ClockDomain> of(const sc_core::sc_interface* clock);

    // Returns the place of the block. All must have joined before the first edge.
    std::size_t join(Clocked& block);
    std::uint64_t cycle() const { return cycle_; }  // edges committed so far

    void tick();    // evaluation phase of an edge
    void commit();  // its update phase

    // Something has reached the block: it takes part in the commit of the edge that is being evaluated, if any, and in
    // the whole next one.
    void wake(std::size_t block) { (ticked_ ? reached_ : awake_).insert(block); }

 private:
    static constexpr std::size_t kHorizon = 64;  // an alarm farther away rings early, which changes nothing

    void set_alarm(std::size_t block, std::uint64_t cycle);

    std::vector<Clocked*> blocks_;
    std::uint64_t cycle_ = 0;
    bool ticked_ = false;                    // between the two phases of an edge
    BlockSet awake_;                         // whom the next edge concerns
    BlockSet reached_;                       // since tick()
    std::array<BlockSet, kHorizon> alarms_;  // by cycle
};

}  // namespace hashiflex
