// SPDX-License-Identifier: Apache-2.0
// Does the waveform show what was simulated, cycle for cycle?
#include "sim/chip/simulate.h"
#include "sim/config/load.h"
#include "tests/sim/trace/vcd_reader.h"
#include "tests/support/in_child.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

constexpr std::uint64_t kImages = 3;

LoadedDesign digits() {
    return load(HASHIFLEX_SOURCE_DIR "/configs/designs/digits.yaml", {});
}

std::string temporary_file(const std::string& name) {
    return (std::filesystem::temp_directory_path() / ("hashiflex_" + std::to_string(::getpid()) + name)).string();
}

Measured simulate_with_trace(const core::Design& design, const std::string& file,
                             std::optional<std::pair<std::uint64_t, std::uint64_t>> window) {
    SimulateOptions options;
    options.images = kImages;
    options.trace_file = file;
    options.trace_window = window;
    return simulate(design, ImageSet(1, std::vector<std::uint8_t>(64, 3)), options);
}

Vcd read_and_remove(const std::string& file) {
    std::ifstream in(file);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    std::filesystem::remove(file);
    return read_vcd(text);
}

// The value in each of the cycles [first, last], from the changes.
std::vector<std::string> by_cycle(const Vcd& vcd, const std::string& name, std::uint64_t first, std::uint64_t last,
                                  double mhz) {
    std::vector<std::string> values;
    const Changes& changes = vcd.values.at(name);
    std::size_t next = 0;
    std::string value = "none";
    for (std::uint64_t cycle = first; cycle <= last; ++cycle) {
        const auto start = static_cast<std::uint64_t>(std::llround(static_cast<double>(cycle) * 1e6 / mhz));
        while (next < changes.size() && changes[next].first <= start) value = changes[next++].second;
        values.push_back(value);
    }
    return values;
}

std::uint64_t count(const std::vector<std::string>& values, const std::string& value) {
    return static_cast<std::uint64_t>(std::count(values.begin(), values.end(), value));
}

}  // namespace

TEST_CASE("states and handshakes in the waveform are those that were counted") {
    const LoadedDesign loaded = digits();
    const core::Design& design = loaded.design;
    const std::string file = temporary_file("full.vcd");
    const Measured measured = simulate_with_trace(design, file, std::nullopt);
    const Vcd vcd = read_and_remove(file);
    const auto all = [&](const std::string& name) {
        return by_cycle(vcd, name, 0, measured.total_cycles - 1, design.clock.mhz);
    };
    for (std::size_t s = 0; s < design.stages.size(); ++s) {
        const std::string& name = design.stages[s].name;
        INFO(name);
        const auto states = all(name + ".state");
        CHECK(count(states, "b0") == measured.stages[s].busy);
        CHECK(count(states, "b1") == measured.stages[s].starved);
        CHECK(count(states, "b10") == measured.stages[s].blocked);
        const auto valid = all(name + ".valid");
        const auto ready = all(name + ".ready");
        std::uint64_t moved = 0;
        for (std::size_t t = 0; t < valid.size(); ++t) moved += valid[t] == "1" && ready[t] == "1" ? 1 : 0;
        CHECK(moved == kImages * static_cast<std::uint64_t>(design.stages[s].grid.beats()));
    }
}

TEST_CASE("a window of the waveform is that part of the whole") {
    const LoadedDesign loaded = digits();
    const double mhz = loaded.design.clock.mhz;
    const std::string whole_file = temporary_file("whole.vcd");
    const std::string part_file = temporary_file("part.vcd");
    // Two simulations: two processes.
    REQUIRE(in_child([&] { return simulate_with_trace(loaded.design, whole_file, std::nullopt), std::string(); }) ==
            "");
    simulate_with_trace(loaded.design, part_file, std::make_pair(std::uint64_t{30}, std::uint64_t{60}));
    const Vcd whole = read_and_remove(whole_file);
    const Vcd part = read_and_remove(part_file);
    REQUIRE(part.bits == whole.bits);
    for (const auto& signal : part.bits) {
        INFO(signal.first);
        CHECK(by_cycle(part, signal.first, 30, 60, mhz) == by_cycle(whole, signal.first, 30, 60, mhz));
    }
    for (const std::uint64_t stamp : part.stamps) CHECK(stamp <= static_cast<std::uint64_t>(std::llround(61e6 / mhz)));
}

TEST_CASE("GTKWave's converter reads the waveform") {
    if (std::system("command -v vcd2fst > /dev/null") != 0) {
        WARN("skipped: vcd2fst (package gtkwave) is not installed");
        return;
    }
    const LoadedDesign loaded = digits();
    const std::string file = temporary_file("gtk.vcd");
    simulate_with_trace(loaded.design, file, std::nullopt);
    CHECK(std::system(("vcd2fst " + file + " " + file + ".fst > /dev/null && test -s " + file + ".fst").c_str()) == 0);
    std::filesystem::remove(file);
    std::filesystem::remove(file + ".fst");
}
