// SPDX-License-Identifier: Apache-2.0
// Does the recurrence engine report what SystemC reports, in every field, for every design? On random ones: forks,
// back-pressure from the NPU, reprogramming, small depths, deadlocks, stalls; and is what it skips what it would have
// computed?
#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "sim/fast/simulate_fast.h"
#include "tests/support/compare_measured.h"
#include "tests/support/in_child.h"
#include "tests/support/random.h"
#include "tests/support/random_design.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

struct Case {
    RandomDesign random;
    core::Design design;
    SimulateOptions options;
};

Case make_case(std::uint64_t seed, const RandomOptions& random_options, int most_images) {
    RandomDesign random = random_design(seed, random_options);
    core::Design design = core::resolve(core::build_network(random.network, random.weights), random.hardware);
    Random pick(seed);
    SimulateOptions options;
    options.images = static_cast<std::uint64_t>(pick.between(1, most_images));
    // Sometimes of an image that never comes.
    if (design.npu && pick.chance(60)) options.reprogram_at = static_cast<std::uint64_t>(pick.between(0, most_images));
    return {std::move(random), std::move(design), std::move(options)};
}

void stall(SimulateOptions& options, std::uint64_t seed) {
    Random percent(seed);
    const int open = percent.between(20, 100), ready = percent.between(20, 100);
    options.chip.source_open = [=](std::uint64_t t) { return stall_pattern(seed, t, open); };
    options.chip.sink_ready = [=](std::uint64_t t) { return stall_pattern(~seed, t, ready); };
}

// What one SystemC run said besides being the same.
struct Seen {
    int deadlocks = 0;
    int steady = 0;
    int past_the_run = 0;
    int unknown = 0;
    int blocked_by_npu = 0;
    int reprogrammed = 0;
};

void require_same(std::uint64_t seed, const Case& a, Seen& seen) {
    INFO("seed " << seed << ", " << a.options.images << " images");
    const Measured fast = simulate_fast(a.design, a.random.images, a.options);
    const std::string failure =
        in_child([&] { return difference_of_systemc(a.design, a.random.images, a.options, fast); });
    REQUIRE(failure == "");
    seen.deadlocks += fast.deadlock ? 1 : 0;
    seen.steady += fast.rate_in_run ? 1 : 0;
    seen.past_the_run += fast.cycles_per_image && !fast.rate_in_run ? 1 : 0;
    seen.unknown += !fast.cycles_per_image && !fast.deadlock ? 1 : 0;
    seen.reprogrammed += fast.reprogram && fast.reprogram->first_image ? 1 : 0;
    const std::size_t last = fast.stages.size() - 1;
    seen.blocked_by_npu += a.design.npu && last > 0 && fast.stages[last - 1].blocked > 0 ? 1 : 0;
}

}  // namespace

TEST_CASE("both engines report the same of designs with auto depths", "[random]") {
    Seen seen;
    for (std::uint64_t seed = 10000; seed < 10400; ++seed)
        require_same(seed, make_case(seed, {}, seed % 4 == 0 ? 150 : 12), seen);
    CHECK(seen.deadlocks == 0);
    CHECK(seen.steady > 100);
    CHECK(seen.past_the_run > 50);
    CHECK(seen.unknown == 0);
    CHECK(seen.blocked_by_npu > 5);
    CHECK(seen.reprogrammed > 10);
}

TEST_CASE("both engines report the same of designs with small depths and deadlocks", "[random]") {
    RandomOptions options;
    options.explicit_depths = true;
    Seen seen;
    for (std::uint64_t seed = 20000; seed < 20700; ++seed) require_same(seed, make_case(seed, options, 20), seen);
    CHECK(seen.deadlocks > 20);
    CHECK(seen.steady > 100);
}

TEST_CASE("both engines report the same of designs with stalls of source and sink", "[random]") {
    RandomOptions options;
    Seen seen;
    for (std::uint64_t seed = 30000; seed < 30200; ++seed) {
        options.explicit_depths = seed % 2 == 0;
        Case a = make_case(seed, options, 6);
        stall(a.options, seed);
        require_same(seed, a, seen);
    }
    CHECK(seen.steady == 0);
}

TEST_CASE("what the recurrence engine skips is what it would have computed", "[random]") {
    RandomOptions options;
    int skipped = 0;
    for (std::uint64_t seed = 40000; seed < 40300; ++seed) {
        options.explicit_depths = seed % 2 == 0;
        const Case a = make_case(seed, options, 400);
        INFO("seed " << seed << ", " << a.options.images << " images");
        const Measured fast = simulate_fast(a.design, a.random.images, a.options);
        const Measured full = simulate_fast(a.design, a.random.images, a.options, 1, false);
        REQUIRE(difference(a.design, full, fast) == "");
        skipped += fast.rate_in_run ? 1 : 0;
    }
    CHECK(skipped > 150);
}
