// SPDX-License-Identifier: Apache-2.0
// Is the page that a run prints the expected one, letter by letter?
#include "sim/report/to_text.h"

#include "modules/core/design/resolve.h"
#include "sim/report/bill_of_hardware.h"
#include "sim/report/hardware_result.h"
#include "tests/core/sample_network.h"
#include "tests/sim/report/sample.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>

using namespace hashiflex;

namespace {

// The numbers come from the sample's made-up measurement; areas are counts of cells. With HASHIFLEX_RENEW_GOLDEN set
// the files are written anew: look at the difference before it is committed.
void check_golden(const std::string& text, const std::string& name) {
    const std::string path = std::string(HASHIFLEX_SOURCE_DIR) + "/tests/sim/report/golden/" + name;
    if (std::getenv("HASHIFLEX_RENEW_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << text;
    std::ifstream in(path, std::ios::binary);
    CHECK(text == std::string(std::istreambuf_iterator<char>(in), {}));
}

RunResult sample(bool known) {
    const auto design = test::sample_design();
    auto measured = test::sample_measurement(design);
    auto info = test::sample_info();
    if (known) return test::assembled(design, test::unit_technology(), measured, info);
    measured.cycles_per_image.reset();
    measured.cycles_per_image_reason = "simulate more";
    measured.interrupted = true;
    info.images = 9;
    auto tech = test::unit_technology();
    tech.flop_bit.area_um2 = {std::nullopt, "not measured"};
    return test::assembled(design, tech, measured, info);
}

std::string bill(const DesignRate& rate) {
    const auto design = test::sample_design();
    const auto tech = test::unit_technology();
    return bill_of_hardware(design, tech, stage_costs(design, tech), rate);
}

}  // namespace

TEST_CASE("the text of a run") {
    check_golden(to_text(sample(true)), "run.txt");
}

TEST_CASE("the text of a run in which much is unknown") {
    check_golden(to_text(sample(false)), "run_unknown.txt");
}

TEST_CASE("the bill of hardware") {
    const DesignRate known{{Rational{16, 1}, ""}, false, std::nullopt};
    check_golden(bill(known), "bill.txt");
}

TEST_CASE("the bill of a design that deadlocks has no rate, and says why") {
    const DesignRate unknown{{std::nullopt, "deadlock: a buffer"}, true, std::nullopt};
    const std::string text = bill(unknown);
    for (const char* line : {"cycles per image         = unknown (deadlock: a buffer)",
                             "images per second        = unknown (deadlock: a buffer)",
                             "power                    ~ unknown (deadlock: a buffer)"})
        CHECK(text.find(line) != std::string::npos);
}

TEST_CASE("the bill says how many classes a hardwired classifier compares in a step") {
    core::HardwareSpec hardware;
    hardware.classifier = core::ClassifierSite::hardwired;
    hardware.target_cycles_per_image = 4;
    core::Network network = test::SampleNetwork(4, 4).classifier("c", 10, 16).build();
    std::get<core::Classifier>(network.layers.back().op).multiplier.assign(10, 7);
    const auto design = core::resolve(network, hardware);
    const auto argmax = argmax_hardware(design);
    REQUIRE(argmax.has_value());
    CHECK(argmax->stage == "c_argmax");
    CHECK(argmax->classes == 10);
    CHECK(argmax->classes_per_step == 3);
    CHECK(argmax->scaled);
    CHECK(argmax->cycles_per_image == 4);
    const auto tech = test::unit_technology();
    CHECK_THAT(
        bill_of_hardware(design, tech, stage_costs(design, tech), {{Rational{4, 1}, ""}, false, std::nullopt}),
        Catch::Contains("argmax c_argmax: 3 of 10 classes a step, each with a 16-bit multiplier, 4 cycles per image"));
    CHECK_FALSE(argmax_hardware(test::sample_design()).has_value());
}

TEST_CASE("an unknown number says why") {
    CHECK(shown(Quantity::known(2e6), 1e-6) == "2.000");
    CHECK(shown(Quantity::unknown("no price")) == "unknown (no price)");
}
