// SPDX-License-Identifier: Apache-2.0
// Does every price of a technology file arrive where it belongs, with its source?
#include "sim/config/technology_file.h"

#include "tests/sim/config/error_of.h"
#include "tests/sim/config/samples.h"
#include "tests/sim/config/temp_dir.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

std::string technology_error(const std::string& from, const std::string& to) {
    return error_of([&] { read_technology(parse_document(with(technology_text(), from, to), "t.yaml")); });
}

std::string number(int index) {
    return "0." + std::to_string(100 + index);
}

}  // namespace

TEST_CASE("every price is read into its own field") {
    // A different number for each price, in the order of the file; shares are at most 1.
    std::string text = technology_text();
    int count = 0;
    for (std::size_t at = text.find("0.5"); at != std::string::npos; at = text.find("0.5", at + 4), ++count)
        text.replace(at, 3, number(count));
    REQUIRE(count == 59);
    const TempDir folder;
    const core::Technology tech = load_technology(folder.write("t.yaml", text));
    CHECK(tech.name == "sample");
    CHECK(tech.description == "made up");
    CHECK(tech.corner == "TT, 0.70 V, 25 C");

    std::vector<core::Price> prices;
    for (const auto* resource :
         {&tech.full_adder, &tech.half_adder, &tech.inverter, &tech.compare_bit, &tech.mux_bit, &tech.gate,
          &tech.multiplier_bit, &tech.flop_bit, &tech.latch_bit, &tech.read_bit, &tech.clock_gate})
        prices.insert(prices.end(), {resource->area_um2, resource->energy_fj, resource->leakage_nw});
    prices.insert(prices.end(),
                  {tech.flop_clock_fj, tech.flop_bus_fj, tech.latch_clock_fj, tech.latch_bus_fj, tech.read_select_fj,
                   tech.clock_gate_clock_fj, tech.sram.bit_um2, tech.sram.column_um2, tech.sram.two_port,
                   tech.sram.column_fj, tech.sram.word_fj, tech.sram.energy_factor, tech.sram.leakage_nw, tech.flop_ps,
                   tech.carry_ps, tech.sum_ps, tech.mux_ps, tech.multiplier_bit_ps, tech.sram_read_ps});
    REQUIRE(tech.money);
    const auto& money = *tech.money;
    prices.insert(prices.end(), {money.utilization, money.wafer_usd, money.wafer_diameter_mm, money.defects_per_cm2,
                                 money.mask_set_usd, money.weight_mask_share, money.package_and_test_usd});
    REQUIRE(prices.size() == 59);
    for (std::size_t i = 0; i < prices.size(); ++i) {
        CHECK(prices[i].value == std::stod(number(static_cast<int>(i))));
        CHECK(prices[i].source == "a test");
    }
}

TEST_CASE("a price may be unknown, but not without a reason") {
    const std::string price = "mux_ps: {value: 0.5, source: \"a test\"}";
    const auto unknown = read_technology(
        parse_document(with(technology_text(), price, "mux_ps: {value: null, source: not measured}"), "t.yaml"));
    CHECK_FALSE(unknown.mux_ps.value);
    CHECK(unknown.mux_ps.source == "not measured");

    const std::string allowed = "null, or a number from 0 to 1e+12";
    CHECK(technology_error(price, "mux_ps: {value: -1, source: x}") ==
          "t.yaml:34: delays.mux_ps.value: found -1; allowed: " + allowed);
    CHECK(technology_error(price, "mux_ps: {source: x}") ==
          "t.yaml:34: delays.mux_ps.value: found no such key; allowed: " + allowed);
    CHECK(technology_error(price, "mux_ps: {value: null}") ==
          "t.yaml:34: delays.mux_ps.source: found no such key; allowed: text that is not empty");
    CHECK(technology_error(price, "mux_ps: {value: 1, source: }") ==
          "t.yaml:34: delays.mux_ps.source: found no value; allowed: text that is not empty");
    CHECK(technology_error(price, "mux_ps: {value: 1, source: \"\"}") ==
          "t.yaml:34: delays.mux_ps.source: found \"\"; allowed: text that is not empty");
    CHECK(technology_error("  " + price + "\n", "") == "t.yaml:30: delays.mux_ps: found no such key; allowed: a map");
}

TEST_CASE("money may be left out, and shares are parts of a whole") {
    std::string text = technology_text();
    CHECK_FALSE(read_technology(parse_document(text.substr(0, text.find("money:")), "t.yaml")).money);
    for (const char* key : {"utilization", "weight_mask_share"}) {
        const std::string share = std::string(key) + ": {value: 0.5";
        for (const char* bad : {"0", "1.01", "70"})
            CHECK(technology_error(share, std::string(key) + ": {value: " + bad)
                      .find("money." + std::string(key) + ".value: found " + bad +
                            "; allowed: more than 0, and at most 1") != std::string::npos);
        CHECK(technology_error(share, std::string(key) + ": {value: 1") == "no error");
    }
}

TEST_CASE("a file of an older version gets one error that names all missing keys") {
    std::string text = technology_text();
    for (const char* key : {"latch_bit", "latch_clock_fj", "read_select_fj"}) {
        const std::size_t at = text.find("  " + std::string(key) + ":");
        text.erase(at, text.find('\n', at) + 1 - at);
    }
    const std::string missing = "missing keys: latch_bit, latch_clock_fj, read_select_fj";
    const auto error = [&] { return error_of([&] { read_technology(parse_document(text, "old.yaml")); }); };
    CHECK(error().find("prices.latch_bit: found no such key") != std::string::npos);
    CHECK(error().find(missing) != std::string::npos);
    text.insert(text.find("  clock_gate:"), "  sram_min_words: {value: 16, source: a test}\n");
    CHECK(error().find("prices.sram_min_words: found unknown key") != std::string::npos);
    CHECK(error().find(missing) != std::string::npos);
}
