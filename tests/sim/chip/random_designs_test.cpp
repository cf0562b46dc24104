// SPDX-License-Identifier: Apache-2.0
// Is the whole chip bit-exact and cycle-exact, for every kind of stage and buffer? Random designs against a naive
// reference (values) and the recurrence (every transfer), with the TLM-2.0 base protocol checked on every wire.
#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "tests/support/in_child.h"
#include "tests/support/random.h"
#include "tests/support/random_design.h"
#include "tests/support/record.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

struct Outcome {
    std::string failure;
    bool deadlock = false;
};

// In a child process each, since SystemC elaborates once. A deadlock is reported, not a failure: both engines must
// agree.
Outcome try_design(std::uint64_t seed, const RandomOptions& options, const Stalls& stalls, bool expect_ideal) {
    const std::string message = in_child([&]() -> std::string {
        const RandomDesign random = random_design(seed, options);
        const core::Network network = core::build_network(random.network, random.weights);
        const core::Design design = core::resolve(network, random.hardware);
        const auto count = static_cast<std::uint64_t>(options.images);
        const Recorded recorded = record(design, random.images, count, stalls, random.reprogram_at);
        for (const std::string& failure :
             {compare_times(design, recorded, count, stalls), compare_values(network, recorded, random.images),
              check_counts(design, recorded)})
            if (!failure.empty()) return failure;
        if (recorded.measured.deadlock) return "deadlock";
        if (!expect_ideal) return "";
        const auto& cycles = recorded.measured.cycles_per_image;
        if (!cycles) return recorded.measured.cycles_per_image_reason;
        if (cycles->denominator != 1 || cycles->numerator != design.ideal_cycles_per_image())
            return "cycles per image " + std::to_string(cycles->value()) + " instead of " +
                   std::to_string(design.ideal_cycles_per_image());
        return "";
    });
    return message == "deadlock" ? Outcome{"", true} : Outcome{message, false};
}

}  // namespace

TEST_CASE("with auto buffers every design reaches its cycles per image exactly, bit-exact and cycle-exact",
          "[random]") {
    RandomOptions options;
    options.images = 300;  // full buffers take their time
    options.most_layers = 6;
    for (std::uint64_t seed = 0; seed < 120; ++seed) {
        INFO("seed " << seed);
        const Outcome outcome = try_design(seed, options, {}, true);
        REQUIRE(outcome.failure == "");
        REQUIRE_FALSE(outcome.deadlock);
    }
}

TEST_CASE("random source gaps and sink stalls change no value, and both engines agree on every transfer", "[random]") {
    RandomOptions options;
    options.images = 4;
    for (std::uint64_t seed = 1000; seed < 1200; ++seed) {
        INFO("seed " << seed);
        Random percent(seed);
        const Stalls stalls{seed, percent.between(20, 100), percent.between(20, 100)};
        const Outcome outcome = try_design(seed, options, stalls, false);
        REQUIRE(outcome.failure == "");
        REQUIRE_FALSE(outcome.deadlock);
    }
}

TEST_CASE("explicit depths throttle or deadlock alike in both engines", "[random]") {
    RandomOptions options;
    options.images = 4;
    options.explicit_depths = true;
    int deadlocks = 0;
    for (std::uint64_t seed = 2000; seed < 2200; ++seed) {
        INFO("seed " << seed);
        const Stalls stalls{seed, seed % 2 == 0 ? 100 : 70, seed % 2 == 0 ? 100 : 60};
        const Outcome outcome = try_design(seed, options, stalls, false);
        REQUIRE(outcome.failure == "");
        deadlocks += outcome.deadlock ? 1 : 0;
    }
    CHECK(deadlocks > 0);  // the generator reaches both
    CHECK(deadlocks < 100);
}
