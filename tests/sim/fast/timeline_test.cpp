// SPDX-License-Identifier: Apache-2.0
// Does a timeline show what happened, from either engine, and is it valid wherever it ends?
#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "modules/core/timing/recurrence.h"
#include "sim/config/load.h"
#include "sim/fast/simulate_fast.h"
#include "tests/sim/trace/perfetto_reader.h"
#include "tests/sim/trace/vcd_reader.h"
#include "tests/support/in_child.h"
#include "tests/support/random.h"
#include "tests/support/random_design.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

namespace fs = std::filesystem;

struct Folder {
    fs::path path;
    Folder() {
        std::string name = (fs::temp_directory_path() / "hashiflex_timeline_XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
    std::string file(const std::string& name) const { return (path / name).string(); }
};

std::string slurp(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    REQUIRE(in);
    return {std::istreambuf_iterator<char>(in), {}};
}

struct Case {
    core::Design design;
    ImageSet images;
    SimulateOptions options;
};

// Stalls, small depths with deadlocks, reprogramming, windows and limits, each in some of them.
Case make_case(std::uint64_t seed) {
    Random pick(seed);
    RandomOptions random_options;
    random_options.explicit_depths = pick.chance(70);
    RandomDesign random = random_design(seed, random_options);
    Case made{core::resolve(core::build_network(random.network, random.weights), random.hardware), random.images, {}};
    const int images = pick.between(1, 9);
    made.options.images = static_cast<std::uint64_t>(images);
    if (made.design.npu && pick.chance(60))
        made.options.reprogram_at = static_cast<std::uint64_t>(pick.between(0, images));
    if (pick.chance(30)) {
        made.options.chip.source_open = [=](std::uint64_t t) { return stall_pattern(seed, t, 60); };
        made.options.chip.sink_ready = [=](std::uint64_t t) { return stall_pattern(~seed, t, 50); };
    }
    made.options.chip.values = {0, 0};
    if (pick.chance(70)) {
        const auto first = static_cast<std::uint64_t>(pick.between(0, 400));
        made.options.timeline.window = CycleWindow{first, first + static_cast<std::uint64_t>(pick.between(0, 300))};
    }
    if (pick.chance(20)) made.options.timeline.most_bytes = static_cast<std::uint64_t>(pick.between(500, 20000));
    return made;
}

core::RecurrenceTimes times_of(const core::Design& design, std::uint64_t images) {
    core::RecurrenceOptions options;
    options.images = static_cast<std::int64_t>(images);
    return core::solve(design, options);
}

std::uint64_t start_of(const core::Design& design, std::int64_t cycle) {
    return static_cast<std::uint64_t>(std::llround(static_cast<double>(cycle) * 1e6 / design.clock.mhz));
}

std::vector<PerfettoSlice> at_depth(const std::vector<PerfettoSlice>& slices, int depth) {
    std::vector<PerfettoSlice> found;
    std::copy_if(slices.begin(), slices.end(), std::back_inserter(found),
                 [&](const PerfettoSlice& slice) { return slice.depth == depth; });
    return found;
}

void require_slice(const core::Design& design, const PerfettoSlice& slice, const std::string& name, std::int64_t first,
                   std::int64_t last) {
    REQUIRE(slice.name == name);
    REQUIRE(slice.begin == start_of(design, first));
    REQUIRE(slice.end == start_of(design, last + 1));
}

// The value of a signal or counter at a time.
template <class Value>
Value value_at(const std::vector<std::pair<std::uint64_t, Value>>& changes, std::uint64_t time) {
    const auto after = std::upper_bound(changes.begin(), changes.end(), time,
                                        [](std::uint64_t t, const auto& change) { return t < change.first; });
    REQUIRE(after != changes.begin());
    return std::prev(after)->second;
}

bool skipped() {
    if (can_read_perfetto()) return false;
    WARN("skipped: protoc (package protobuf-compiler) is not installed");
    return true;
}

}  // namespace

TEST_CASE("both engines write the same bytes of a timeline", "[random]") {
    const Folder folder;
    int deadlocks = 0, reprogrammed = 0, cut = 0;
    for (std::uint64_t seed = 20000; seed < 20150; ++seed) {
        INFO("seed " << seed);
        Case given = make_case(seed);
        const std::string systemc = folder.file("systemc"), fast = folder.file("fast");
        const auto text_of = [](const Measured& measured, const std::string& warnings) {
            return std::to_string(measured.total_cycles) + ' ' + warnings;
        };
        given.options.timeline.file = systemc;
        const std::string said = in_child([&] {
            std::string warnings;
            given.options.warn = [&](const std::string& warning) { warnings += warning; };
            const Measured measured = simulate(given.design, given.images, given.options);
            return text_of(measured, warnings);
        });
        given.options.timeline.file = fast;
        std::string warnings;
        given.options.warn = [&](const std::string& warning) { warnings += warning; };
        const Measured measured = simulate_fast(given.design, given.images, given.options);
        REQUIRE(text_of(measured, warnings) == said);
        REQUIRE(slurp(fast) == slurp(systemc));
        REQUIRE(fs::file_size(fast) > 100);
        deadlocks += measured.deadlock ? 1 : 0;
        reprogrammed += measured.reprogram && measured.reprogram->first_image ? 1 : 0;
        cut += warnings.empty() ? 0 : 1;
        if (seed % 10 == 0 && can_read_perfetto()) read_perfetto(fast);
    }
    CHECK(deadlocks > 1);
    CHECK(reprogrammed > 3);
    CHECK(cut > 5);
}

TEST_CASE("slices of a timeline are the images and rows that were computed") {
    if (skipped()) return;
    const Folder folder;
    for (std::uint64_t seed = 20200; seed < 20220; ++seed) {
        INFO("seed " << seed);
        Case given = make_case(seed);
        const core::Design& design = given.design;
        const std::uint64_t images = given.options.images;
        SimulateOptions options;
        options.images = images;
        options.chip.values = {0, 0};
        options.timeline.file = folder.file("timeline");
        options.timeline.window = CycleWindow{20, 70};
        if (simulate_fast(design, given.images, options).deadlock) continue;
        const Perfetto seen = read_perfetto(options.timeline.file);
        CHECK(seen.root.find("1 ns here is 1 ps") != std::string::npos);
        const core::RecurrenceTimes times = times_of(design, images);
        std::vector<std::string> tracks{"host source"};
        for (const auto& stage : design.stages) tracks.push_back(stage.name);
        tracks.emplace_back("host sink");
        CHECK(seen.tracks == tracks);
        for (const std::string& track : tracks) {
            const auto shown = at_depth(seen.slices.at(track), 0);
            REQUIRE(shown.size() == images);
            for (std::uint64_t i = 0; i < images; ++i) {
                CHECK(shown[i].name == "image " + std::to_string(i));
                CHECK(shown[i].flows == std::vector<std::uint64_t>{i});
                CHECK(shown[i].flow_ends == (track == "host sink"));
            }
        }
        for (std::size_t s = 0; s < design.stages.size(); ++s) {
            const core::StageDesign& stage = design.stages[s];
            INFO(stage.name);
            const auto& slices = seen.slices.at(stage.name);
            const auto shown = at_depth(slices, 0);
            const auto steps = static_cast<std::uint64_t>(stage.program.steps());
            for (std::uint64_t i = 0; i < images; ++i)
                require_slice(design, shown[i], "image " + std::to_string(i), times.steps[s][i * steps],
                              times.steps[s][(i + 1) * steps - 1]);
            const bool with_rows = stage.grid.rows > 1;
            std::vector<PerfettoSlice> rows = with_rows ? at_depth(slices, 1) : std::vector<PerfettoSlice>();
            std::vector<PerfettoSlice> beats = at_depth(slices, with_rows ? 2 : 1);
            std::size_t row_at = 0, beat_at = 0;
            int beat = 0;
            std::int64_t row_begins = -1;
            for (std::size_t j = 0; j < times.steps[s].size(); ++j) {
                const std::size_t step = j % steps;
                if (step == 0) beat = 0;
                const std::int64_t t = times.steps[s][j];
                const int row = beat / stage.grid.beats_per_row();
                if (row_begins < 0) row_begins = t;
                const bool emits = stage.program.emits[step] != 0;
                if (t >= 20 && t <= 70) {
                    REQUIRE(beat_at < beats.size());
                    require_slice(design, beats[beat_at++],
                                  emits ? "beat " + std::to_string(beat) : "step " + std::to_string(step), t, t);
                }
                if (emits) ++beat;
                if (step + 1 < steps && beat / stage.grid.beats_per_row() == row) continue;
                if (with_rows) {
                    REQUIRE(row_at < rows.size());
                    require_slice(design, rows[row_at++], "row " + std::to_string(row), row_begins, t);
                }
                row_begins = -1;
            }
            CHECK(row_at == rows.size());
            CHECK(beat_at == beats.size());
        }
    }
}

TEST_CASE("counters of a timeline are the fills of the waveform") {
    if (skipped()) return;
    const Folder folder;
    const LoadedDesign loaded = load(HASHIFLEX_SOURCE_DIR "/configs/designs/digits.yaml", {});
    const core::Design& design = loaded.design;
    SimulateOptions options;
    options.images = 4;
    options.reprogram_at = 1;
    options.waveform.file = folder.file("trace.vcd");
    options.timeline.file = folder.file("timeline");
    options.timeline.window = CycleWindow{60, 110};
    const Measured measured = simulate(design, ImageSet(1, std::vector<std::uint8_t>(64, 3)), options);
    const Vcd vcd = read_vcd(slurp(options.waveform.file));
    const Perfetto seen = read_perfetto(options.timeline.file);
    const auto number = [](const std::string& value) { return std::stoull(value.substr(1), nullptr, 2); };
    int compared = 0;
    for (const core::StageDesign& stage : design.stages) {
        INFO(stage.name);
        std::vector<std::pair<std::string, std::string>> pairs{{stage.fifo.name + " fill", "fifo_fill"}};
        for (std::size_t k = 0; k < stage.inputs.size(); ++k)
            pairs.emplace_back(stage.inputs[k].name + " fill",
                               stage.inputs.size() == 1 ? "in_fill" : "in" + std::to_string(k) + "_fill");
        std::vector<std::uint64_t> looks;
        for (int t = 60; t <= 110; ++t) looks.push_back(start_of(design, t));
        for (const PerfettoSlice& slice : seen.slices.at(stage.name))
            if (slice.depth == (stage.grid.rows > 1 ? 1 : 0)) looks.push_back(slice.begin);
        for (const auto& [counter, signal] : pairs) {
            CHECK(seen.counter_of.at(counter) == stage.name);
            for (const std::uint64_t time : looks) {
                INFO(counter << " at " << time);
                CHECK(value_at(seen.counters.at(counter), time) ==
                      number(value_at(vcd.values.at("chip.stages." + stage.name + "." + signal), time)));
                ++compared;
            }
        }
    }
    CHECK(compared > 1000);

    const ReprogramMeasured& reprogram = *measured.reprogram;
    const auto& writes = seen.slices.at("NPU weights");
    REQUIRE(writes.size() == 1);
    CHECK(writes[0].begin == start_of(design, static_cast<std::int64_t>(reprogram.start_cycle)));
    CHECK(writes[0].end == (reprogram.completed
                                ? start_of(design, static_cast<std::int64_t>(reprogram.commit_cycle) + 1)
                                : start_of(design, static_cast<std::int64_t>(measured.total_cycles))));
}

TEST_CASE("the switch to new weights is shown where the NPU begins the first image with them") {
    if (skipped()) return;
    const Folder folder;
    const LoadedDesign loaded = load(HASHIFLEX_SOURCE_DIR "/configs/designs/digits.yaml", {});
    SimulateOptions options;
    options.images = 60;
    options.reprogram_at = 2;
    options.chip.values = {0, 0};
    options.timeline.file = folder.file("timeline");
    const Measured measured = simulate_fast(loaded.design, ImageSet(1, std::vector<std::uint8_t>(64, 3)), options);
    const Perfetto seen = read_perfetto(options.timeline.file);
    REQUIRE(measured.reprogram->first_image);
    const std::uint64_t first = *measured.reprogram->first_image;
    const auto& switches = seen.instants.at("NPU weights");
    REQUIRE(switches.size() == 1);
    CHECK(switches[0].second == "image " + std::to_string(first) + " is the first with the new weights");
    CHECK(switches[0].first == at_depth(seen.slices.at("fc"), 0)[first].begin);
}

TEST_CASE("a timeline at its limit is whole; with one byte less it ends with a word, valid") {
    const Folder folder;
    Case given = make_case(20300);
    given.options.timeline = {};
    given.options.timeline.file = folder.file("timeline");
    std::string warnings;
    given.options.warn = [&](const std::string& warning) { warnings += warning; };
    const auto bytes_with = [&](std::uint64_t most_bytes) {
        warnings.clear();
        given.options.timeline.most_bytes = most_bytes;
        const Measured measured = simulate_fast(given.design, given.images, given.options);
        CHECK(measured.images.size() == given.options.images);
        return fs::file_size(given.options.timeline.file);
    };
    const std::uint64_t whole = bytes_with(kTraceLimitBytes);
    REQUIRE(warnings.empty());
    std::uint64_t too_small = 0, enough = whole + 10000;
    while (enough - too_small > 1) {
        const std::uint64_t middle = too_small + (enough - too_small) / 2;
        bytes_with(middle);
        (warnings.empty() ? enough : too_small) = middle;
    }
    CHECK(bytes_with(enough) == whole);
    CHECK(enough >= whole);
    CHECK(enough < whole + 500);  // room for the ends of open slices
    CHECK(bytes_with(enough - 1) < whole);
    CHECK(warnings.find("limit of " + std::to_string(enough - 1) + " bytes (--trace-limit)") != std::string::npos);
    if (can_read_perfetto()) read_perfetto(given.options.timeline.file);
    for (const std::uint64_t limit : {whole / 2, whole / 3, std::uint64_t{1}}) {
        bytes_with(limit);
        CHECK_FALSE(warnings.empty());
        if (can_read_perfetto()) read_perfetto(given.options.timeline.file);
    }
}
