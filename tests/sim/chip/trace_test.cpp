// SPDX-License-Identifier: Apache-2.0
// Does the waveform show what was simulated, cycle for cycle?
#include "sim/chip/simulate.h"
#include "sim/config/load.h"
#include "tests/sim/trace/vcd_reader.h"
#include "tests/support/in_child.h"
#include "tests/support/naive.h"

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

// Every value of a digit, and no two neighbours alike.
const std::vector<std::uint8_t> kPicture = [] {
    std::vector<std::uint8_t> pixels;
    for (unsigned i = 0; i < 64; ++i) pixels.push_back(static_cast<std::uint8_t>(i * 5 % 17));
    return pixels;
}();

LoadedDesign digits() {
    return load(HASHIFLEX_SOURCE_DIR "/configs/designs/digits.yaml", {});
}

std::string temporary_file(const std::string& name) {
    return (std::filesystem::temp_directory_path() / ("hashiflex_" + std::to_string(::getpid()) + name)).string();
}

Measured simulate_with_trace(const core::Design& design, const WaveformRequest& request) {
    SimulateOptions options;
    options.images = kImages;
    options.waveform = request;
    return simulate(design, {kPicture}, options);
}

WaveformRequest to(const std::string& file) {
    WaveformRequest request;
    request.file = file;
    return request;
}

Vcd read_and_remove(const std::string& file) {
    std::ifstream in(file);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    std::filesystem::remove(file);
    for (const char* extension : {".gtkw", ".states"})
        std::filesystem::remove(std::filesystem::path(file).replace_extension(extension));
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

// In two's complement.
std::int64_t number(const std::string& wires, int bits, bool is_signed) {
    const std::int64_t value = std::stoll(wires.substr(1), nullptr, 2);
    return is_signed && value >> (bits - 1) != 0 ? value - (std::int64_t{1} << bits) : value;
}

// Whatever moves on the stage's output are these maps, [image][HWC], and lanes beyond the end of a row are unknown.
void check_data(const Vcd& vcd, const Measured& measured, const core::Design& design, const core::StageDesign& stage,
                const std::vector<std::vector<std::int64_t>>& maps) {
    const std::string scope = "chip.stages." + stage.name + ".";
    INFO(scope);
    const auto all = [&](const std::string& name) {
        return by_cycle(vcd, scope + name, 0, measured.total_cycles - 1, design.clock.mhz);
    };
    const auto lanes = static_cast<std::size_t>(stage.lanes());
    const auto channels = static_cast<std::size_t>(stage.values_per_pixel());
    const auto width = static_cast<std::size_t>(stage.grid.width);
    const auto valid = all("valid"), ready = all("ready");
    std::vector<std::vector<std::string>> wires;
    for (std::size_t i = 0; i < lanes * channels; ++i)
        wires.push_back(all("data.p" + std::to_string(i / channels) + "_c" + std::to_string(i % channels)));
    std::vector<std::int64_t> moved;
    std::size_t column = 0;
    for (std::size_t t = 0; t < valid.size(); ++t) {
        if (valid[t] != "1" || ready[t] != "1") continue;
        const std::size_t pixels = std::min(lanes, width - column);
        for (std::size_t i = 0; i < wires.size(); ++i) {
            if (i < pixels * channels)
                moved.push_back(number(wires[i][t], stage.out.bits, stage.out.is_signed));
            else
                CHECK(wires[i][t] == "bx");
        }
        column = (column + pixels) % width;
    }
    std::vector<std::int64_t> expected;
    for (const auto& map : maps) expected.insert(expected.end(), map.begin(), map.end());
    CHECK((moved == expected));
}

std::uint64_t count(const std::vector<std::string>& values, const std::string& value) {
    return static_cast<std::uint64_t>(std::count(values.begin(), values.end(), value));
}

}  // namespace

TEST_CASE("states and handshakes in the waveform are those that were counted") {
    const LoadedDesign loaded = digits();
    const core::Design& design = loaded.design;
    const std::string file = temporary_file("full.vcd");
    const Measured measured = simulate_with_trace(design, to(file));
    const Vcd vcd = read_and_remove(file);
    const auto all = [&](const std::string& name) {
        return by_cycle(vcd, name, 0, measured.total_cycles - 1, design.clock.mhz);
    };
    for (std::size_t s = 0; s < design.stages.size(); ++s) {
        const std::string name = "chip.stages." + design.stages[s].name;
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
    for (const auto& [name, counts] :
         {std::pair("chip.host.source", measured.source), std::pair("chip.host.sink", measured.sink)}) {
        const auto states = all(std::string(name) + ".state");
        CHECK(count(states, "b0") == counts.busy);
        CHECK(count(states, "b1") == counts.starved);
        CHECK(count(states, "b10") == counts.blocked);
    }
    const Changes& clock = vcd.values.at("chip.clk");
    REQUIRE(clock.size() == 2 * measured.total_cycles);
    for (std::size_t i = 0; i < clock.size(); ++i) {
        CHECK(clock[i].second == (i % 2 == 0 ? "1" : "0"));
        CHECK(clock[i].first == static_cast<std::uint64_t>(std::llround(i * 5e5 / design.clock.mhz)));
    }
}

TEST_CASE("data wires carry the values, and nothing beyond the end of a row") {
    const LoadedDesign loaded =
        load(HASHIFLEX_SOURCE_DIR "/configs/designs/digits.yaml", {"npu.rows=8", "npu.columns=4"});
    const core::Design& design = loaded.design;
    const std::string file = temporary_file("data.vcd");
    WaveformRequest request = to(file);
    request.stages = {"head"};
    request.data = {"stem", "fc"};  // values of one byte, and of four
    const Measured measured = simulate_with_trace(design, request);
    const Vcd vcd = read_and_remove(file);
    CHECK(vcd.values.count("chip.stages.head.state") == 1);
    CHECK(vcd.values.count("chip.stages.b1_add.state") == 0);
    CHECK(vcd.values.count("chip.stages.head.data.p0_c0") == 0);
    std::vector<std::vector<std::int64_t>> sums;
    for (const auto& image : measured.images) sums.emplace_back(image.sums.begin(), image.sums.end());
    check_data(vcd, measured, design, design.stages.back(), sums);

    core::Tensor pixels;
    for (const int pixel : kPicture) pixels.push_back(pixel - design.source.offset.of(0));
    const core::StageDesign& stem = design.stages.front();
    const core::Tensor map = naive(stem.op, {pixels});
    check_data(vcd, measured, design, stem, {kImages, std::vector<std::int64_t>(map.begin(), map.end())});
}

TEST_CASE("GTKWave's view names signals of the waveform, and all states") {
    const LoadedDesign loaded = digits();
    const std::string file = temporary_file("view.vcd");
    simulate_with_trace(loaded.design, to(file));
    std::ifstream view(std::filesystem::path(file).replace_extension(".gtkw"));
    std::vector<std::string> lines;
    for (std::string line; std::getline(view, line);) lines.push_back(line);
    const Vcd vcd = read_and_remove(file);
    std::size_t states = 0, signals = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].rfind("chip.", 0) != 0 && lines[i].rfind("+{", 0) != 0) continue;
        ++signals;
        const std::string path = lines[i].substr(lines[i].find("chip."));
        const std::string name = path.substr(0, path.find('['));
        REQUIRE(vcd.bits.count(name) == 1);
        if (vcd.bits.at(name) > 1)
            CHECK(path.substr(name.size()) == "[" + std::to_string(vcd.bits.at(name) - 1) + ":0]");
        if (lines[i][0] != '+') continue;
        ++states;
        CHECK(lines[i - 1].rfind("^1 ./", 0) == 0);
    }
    CHECK(states == loaded.design.stages.size() + 2);
    CHECK(signals == states + vcd.bits.size());
}

TEST_CASE("a waveform at its limit is whole, one byte less ends it with a word; the run is the same") {
    const LoadedDesign loaded = digits();
    const std::string file = temporary_file("limit.vcd");
    const auto traced = [&](std::uint64_t most_bytes) {
        return in_child([&] {
            SimulateOptions options;
            options.images = kImages;
            options.waveform = to(file);
            options.waveform.most_bytes = most_bytes;
            std::string warnings;
            options.warn = [&](const std::string& warning) { warnings += warning; };
            const Measured measured = simulate(loaded.design, ImageSet(1, std::vector<std::uint8_t>(64, 3)), options);
            return std::to_string(measured.total_cycles) + " cycles" + warnings;
        });
    };
    const std::string whole = traced(kTraceLimitBytes);
    // Room for the longest last time stamp is kept: 22 bytes.
    std::uint64_t size = std::filesystem::file_size(file) + 22;
    const Vcd vcd = read_and_remove(file);
    const std::size_t stamps = vcd.stamps.size();
    size -= std::to_string(vcd.stamps.back()).size() + 2;
    CHECK(whole.find("limit") == std::string::npos);
    CHECK(traced(size) == whole);
    CHECK(read_and_remove(file).stamps.size() == stamps);
    const std::string cut = traced(size - 1);
    CHECK(cut.rfind(whole, 0) == 0);
    CHECK(cut.find("limit of " + std::to_string(size - 1) + " bytes (--trace-limit)") != std::string::npos);
    CHECK(std::filesystem::file_size(file) < size);
    CHECK(read_and_remove(file).stamps.size() < stamps);
    // Declarations only.
    CHECK(traced(1).find("before cycle 0") != std::string::npos);
    CHECK(read_and_remove(file).stamps.empty());
}

TEST_CASE("a window of the waveform is that part of the whole") {
    const LoadedDesign loaded = digits();
    const double mhz = loaded.design.clock.mhz;
    const std::string whole_file = temporary_file("whole.vcd");
    const std::string part_file = temporary_file("part.vcd");
    // Two simulations: two processes.
    REQUIRE(in_child([&] { return simulate_with_trace(loaded.design, to(whole_file)), std::string(); }) == "");
    WaveformRequest part_request = to(part_file);
    part_request.window = CycleWindow{30, 60};
    simulate_with_trace(loaded.design, part_request);
    const Vcd whole = read_and_remove(whole_file);
    const Vcd part = read_and_remove(part_file);
    REQUIRE(part.bits == whole.bits);
    for (const auto& signal : part.bits) {
        INFO(signal.first);
        CHECK(by_cycle(part, signal.first, 30, 60, mhz) == by_cycle(whole, signal.first, 30, 60, mhz));
    }
    for (const std::uint64_t stamp : part.stamps) CHECK(stamp <= static_cast<std::uint64_t>(std::llround(61e6 / mhz)));
}

TEST_CASE("FST holds what VCD holds") {
    if (std::system("command -v vcd2fst > /dev/null && command -v fst2vcd > /dev/null") != 0) {
        WARN("skipped: vcd2fst (package gtkwave) is not installed");
        return;
    }
    const LoadedDesign loaded = digits();
    const std::string vcd_file = temporary_file("both.vcd"), fst_file = temporary_file("both.fst");
    const auto write = [&](const std::string& file) {
        return in_child([&] { return simulate_with_trace(loaded.design, to(file)), std::string(); });
    };
    REQUIRE(write(vcd_file) == "");
    REQUIRE(write(fst_file) == "");
    const std::string back = temporary_file("back.vcd");
    REQUIRE(std::system(("fst2vcd -f " + fst_file + " -o " + back + " 2> /dev/null").c_str()) == 0);
    // The converter says who it is and when, and writes vectors with leading zeros.
    std::ifstream in(back);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    text.erase(0, text.find("$timescale"));
    Vcd fst = read_vcd(text);
    Vcd vcd = read_and_remove(vcd_file);
    CHECK(fst.bits == vcd.bits);
    for (auto& [name, changes] : fst.values) {
        INFO(name);
        for (auto& change : changes)
            if (change.second[0] == 'b')
                change.second.erase(1, std::min(change.second.find('1', 1), change.second.size() - 1) - 1);
        CHECK(changes == vcd.values.at(name));
    }
    CHECK(fst.values.size() == vcd.values.size());
    std::filesystem::remove(back);
    for (const char* extension : {".fst", ".gtkw", ".states"})
        std::filesystem::remove(std::filesystem::path(fst_file).replace_extension(extension));
}
