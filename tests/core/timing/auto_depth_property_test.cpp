// SPDX-License-Identifier: Apache-2.0
// Are `auto` depths the smallest with which no beat moves later? On random designs, one less always delays one.
#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "modules/core/timing/recurrence.h"
#include "tests/support/random_design.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

// The brief's comparison: everything `auto` unbounded, no back-pressure from the NPU, a paced source.
core::RecurrenceOptions unbounded(const core::Design& design) {
    core::RecurrenceOptions options;
    options.images = 40;
    options.auto_unbounded = true;
    options.npu_unbounded = true;
    options.source_pace = design.ideal_cycles_per_image(false);
    return options;
}

bool any_move_later(const core::RecurrenceTimes& times, const core::RecurrenceTimes& reference) {
    for (std::size_t s = 0; s < reference.moves.size(); ++s)
        for (std::size_t k = 0; k < reference.moves[s].size(); ++k) {
            const auto& moves = times.moves[s][k];
            const auto& expected = reference.moves[s][k];
            if (moves.size() < expected.size()) return true;  // never moves: deadlock
            for (std::size_t n = 0; n < expected.size(); ++n)
                if (moves[n] > expected[n]) return true;
        }
    return false;
}

}  // namespace

TEST_CASE("one place less in any auto buffer delays a beat", "[random]") {
    int tried = 0;
    for (std::uint64_t seed = 5000; seed < 5080; ++seed) {
        const RandomDesign random = random_design(seed);
        const core::Design design = core::resolve(core::build_network(random.network, random.weights), random.hardware);
        const auto reference = core::solve(design, unbounded(design));
        for (std::size_t s = 0; s < design.stages.size(); ++s)
            for (std::size_t k = 0; k < design.stages[s].inputs.size(); ++k) {
                core::Design smaller = design;
                core::InputBuffer& buffer = smaller.stages[s].inputs[k];
                if (buffer.kind == core::BufferKind::feature) continue;
                INFO("seed " << seed << ", " << buffer.name << " of depth " << buffer.depth);
                buffer.automatic = false;
                CHECK_FALSE(any_move_later(core::solve(smaller, unbounded(design)), reference));
                if (--buffer.depth == 0) continue;  // nothing is smaller than one
                CHECK(any_move_later(core::solve(smaller, unbounded(design)), reference));
                ++tried;
            }
    }
    CHECK(tried > 100);
}

TEST_CASE("all auto depths together delay no beat", "[random]") {
    for (std::uint64_t seed = 6000; seed < 6100; ++seed) {
        INFO("seed " << seed);
        const RandomDesign random = random_design(seed);
        const core::Design design = core::resolve(core::build_network(random.network, random.weights), random.hardware);
        auto finite = unbounded(design);
        finite.auto_unbounded = false;
        CHECK_FALSE(any_move_later(core::solve(design, finite), core::solve(design, unbounded(design))));
    }
}
