// SPDX-License-Identifier: Apache-2.0
// Does the SystemVerilog of a chip move every beat, with its data, when the recurrence and the network say?
#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "sim/config/load.h"
#include "tests/rtl/expected.h"
#include "tests/rtl/tools.h"
#include "tests/support/random.h"
#include "tests/support/random_design.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;
using Catch::Matchers::Contains;

namespace {

Images random_images(const core::Design& design, int count) {
    Random random(5);
    Images images;
    for (int i = 0; i < count; ++i) {
        images.emplace_back(static_cast<std::size_t>(design.source.type.shape.elements()));
        for (auto& pixel : images.back()) pixel = static_cast<std::uint8_t>(random.between(0, 255));
    }
    return images;
}

core::Design shipped(const std::string& name) {
    return load(std::string(HASHIFLEX_SOURCE_DIR) + "/configs/designs/" + name + ".yaml").design;
}

void require_pass(const core::Design& design, const Images& images, const Stall& stall, bool with_lint) {
    const TempDir folder;
    const rtl::Emission emission = rtl::emit_chip(design);
    const core::Cycle cycles = write_bench((folder / "").string(), emission, design, images, stall);
    REQUIRE_THAT(simulate(folder, emission, cycles), Contains("PASS: "));
    if (with_lint) {
        REQUIRE(lint(folder, emission) == "");
        REQUIRE(lint_top(folder, emission) == "");
    }
}

void require_random(std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        INFO("seed " << seed);
        RandomOptions options;
        options.explicit_depths = seed % 2 == 1;  // some of these deadlock: then both must
        const auto random = random_design(seed, options);
        const auto design = core::resolve(core::build_network(random.network, random.weights), random.hardware);
        require_pass(design, random.images, {seed, seed % 3 == 0 ? 100 : 70, seed % 3 == 1 ? 100 : 60}, seed % 6 == 0);
    }
}

}  // namespace

TEST_CASE("random chips in Icarus, 1 to 12", "[rtl]") {
    require_random(1, 12);
}
TEST_CASE("random chips in Icarus, 13 to 24", "[rtl]") {
    require_random(13, 24);
}
TEST_CASE("random chips in Icarus, 25 to 36", "[rtl]") {
    require_random(25, 36);
}

TEST_CASE("the digits chip, as fast as it goes and clean in every compiler", "[rtl]") {
    const auto design = shipped("digits");
    require_pass(design, random_images(design, 3), {}, true);
}

TEST_CASE("the digits chip with stalls", "[rtl]") {
    const auto design = shipped("digits");
    require_pass(design, random_images(design, 4), {11, 60, 50}, false);
}

TEST_CASE("the hardwired digits chip with stalls, clean in every compiler", "[rtl]") {
    const auto design = shipped("digits_hardwired");
    require_pass(design, random_images(design, 3), {12, 80, 50}, true);
}

TEST_CASE("one wrong digit or cycle in the expected log is a failure", "[rtl]") {
    const auto random = random_design(3, {});
    const auto design = core::resolve(core::build_network(random.network, random.weights), random.hardware);
    const TempDir folder;
    const rtl::Emission emission = rtl::emit_chip(design);
    write_bench((folder / "").string(), emission, design, random.images, {});
    const std::string log = TempDir::read(folder / "expected.log");
    const std::size_t line = log.find('\n', log.size() / 2) + 1;
    std::string data = log;
    const std::size_t digit = data.find('\n', line) - 1;
    data[digit] = data[digit] == '0' ? '1' : '0';
    folder.write("expected.log", data);
    CHECK_THAT(simulate(folder, emission), Contains("FAIL: ") && Contains(" 1 mismatches"));
    folder.write("expected.log", log.substr(0, line));
    CHECK_THAT(simulate(folder, emission), Contains("FAIL: "));
    folder.write("expected.log", log);
    CHECK_THAT(simulate(folder, emission), Contains("PASS: "));
}

TEST_CASE("two chips with prefixes compile together", "[rtl]") {
    const auto random = random_design(4, {});
    const auto design = core::resolve(core::build_network(random.network, random.weights), random.hardware);
    const TempDir folder;
    std::string list;
    for (const std::string prefix : {"a_", "b_"}) {
        const rtl::Emission emission = rtl::emit_chip(design, prefix);
        CHECK(emission.top == prefix + "chip");
        for (const auto& file : emission.files) {
            folder.write(file.name, file.text);
            const bool shared = file.name.rfind("hf_", 0) == 0;
            if (file.name.rfind(".sv") != std::string::npos && file.name != "tb.sv" && (!shared || prefix == "a_"))
                list += file.name + " ";
        }
    }
    CHECK(output_of(folder, "iverilog -g2012 -Wall -t null " + list) == "");
}
