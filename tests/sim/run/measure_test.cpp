// SPDX-License-Identifier: Apache-2.0
// Is the limiting buffer looked for where, and only where, one can limit?
#include "sim/run/measure.h"

#include "modules/core/design/resolve.h"
#include "tests/core/sample_network.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::core;
using namespace hashiflex::test;

namespace {

Design with_half_rate_fifo() {
    SampleNetwork network(6, 6);
    network.point("a").conv("b", 3);
    HardwareSpec hardware;
    hardware.stages["a"].fifo_depth = 1;
    return core::resolve(network.build(), hardware);
}

Measured measured_at(std::int64_t numerator, std::int64_t denominator) {
    Measured measured;
    measured.cycles_per_image = Rational{numerator, denominator};
    return measured;
}

}  // namespace

TEST_CASE("a measured rate beyond the ideal one, or an unknown one, has a limiting buffer") {
    const Design design = with_half_rate_fifo();
    const std::int64_t ideal = design.ideal_cycles_per_image();
    CHECK(limiting_buffer(design, measured_at(3 * ideal + 1, 3)) == "a.out");
    CHECK(limiting_buffer(design, Measured{}) == "a.out");
}

TEST_CASE("at the ideal rate nothing limits, and in a deadlock there is no rate") {
    const Design design = with_half_rate_fifo();
    const std::int64_t ideal = design.ideal_cycles_per_image();
    CHECK_FALSE(limiting_buffer(design, measured_at(3 * ideal, 3)));
    Measured stuck;
    stuck.deadlock = "b.in never empties";
    CHECK_FALSE(limiting_buffer(design, stuck));
}
