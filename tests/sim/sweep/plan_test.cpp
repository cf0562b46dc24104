// SPDX-License-Identifier: Apache-2.0
// Which points does a sweep file mean, and in which order?
#include "sim/sweep/plan.h"

#include "sim/sweep/design_keys.h"
#include "sim/sweep/plan_file.h"
#include "sim/sweep/value.h"
#include "tests/sim/config/error_of.h"
#include "tests/sim/config/samples.h"
#include "tests/sim/config/temp_dir.h"

#include <catch2/catch.hpp>

#include <random>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

const char* const kDesign = "name: d\nnetwork: n.yaml\nnpu: {rows: 8, columns: 5}\nclock: {mhz: 100}\n";

Plan plan_of(const std::string& axes, const std::vector<std::string>& options = {}) {
    const TempDir folder;
    folder.write("design.yaml", kDesign);
    const auto file = folder.write("sweep.yaml", "name: s\ndesign: design.yaml\n" + axes);
    return expand(load_sweep(file, options), read_document(folder / "design.yaml").root);
}

// "a=1 b=2" per point.
std::vector<std::string> points(const Plan& plan) {
    std::vector<std::string> lines;
    for (const auto& point : plan.points) {
        std::string line;
        for (const auto& set : overrides(point)) line += (line.empty() ? "" : " ") + set;
        lines.push_back(line);
    }
    return lines;
}

std::vector<std::string> points(const std::string& axes, const std::vector<std::string>& options = {}) {
    return points(plan_of(axes, options));
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("plans are expanded") {
    struct Case {
        const char* name;
        const char* axes;
        Lines expected;
    };
    const std::vector<Case> cases{
        {"grid: the last key changes fastest",
         "axes: [{grid: {a: [1, 2], b: [x, y]}}]",
         {"a=1 b=x", "a=1 b=y", "a=2 b=x", "a=2 b=y"}},
        {"zip", "axes: [{zip: {a: [1, 2], b: [x, y]}}]", {"a=1 b=x", "a=2 b=y"}},
        {"list, of any keys", "axes: [{list: [{a: 1}, {b: 2, c: 3}]}]", {"a=1", "b=2 c=3"}},
        {"blocks: the first one changes slowest",
         "axes: [{zip: {a: [1, 2], b: [3, 4]}}, {grid: {c: [5, 6]}}]",
         {"a=1 b=3 c=5", "a=1 b=3 c=6", "a=2 b=4 c=5", "a=2 b=4 c=6"}},
        {"linear range", "axes: [{grid: {a: {from: 1, to: 6, step: 2}}}]", {"a=1", "a=3", "a=5"}},
        {"linear range of reals reaches its end",
         "axes: [{grid: {a: {from: 0, to: 0.3, step: 0.1}}}]",
         {"a=0", "a=0.1", "a=0.2", "a=0.3"}},
        {"log2 range", "axes: [{grid: {a: {from: 3, to: 24, scale: log2}}}]", {"a=3", "a=6", "a=12", "a=24"}},
        {"log2 range by fours", "axes: [{grid: {a: {from: 1, to: 63, scale: log2, step: 2}}}]", {"a=1", "a=4", "a=16"}},
        {"values of every kind",
         "axes: [{list: [{a: auto}, {a: '8'}, {a: null}, {a: [auto, 4]}, {a: {b: 1, c: x}}]}]",
         {"a=auto", "a=\"8\"", "a=null", "a=[auto, 4]", "a={b: 1, c: x}"}},
        {"equal points count once", "axes: [{list: [{a: 1}, {a: 2}, {a: 1}]}]", {"a=1", "a=2"}},
        {"however they are written", "axes: [{list: [{a: 8}, {a: 8.0}, {a: 0x8}, {a: '8'}]}]", {"a=8", "a=\"8\""}},
        {"neighbours of one map", "axes: [{grid: {a.b: [1], a.bc: [2], ab: [3]}}]", {"a.b=1 a.bc=2 ab=3"}},
        {"exclude: all keys of a pattern",
         "axes: [{grid: {a: [1, 2], b: [3, 4]}}]\nexclude: [{a: 1, b: 3}, {b: [4, 5], a: 2.0}]",
         {"a=1 b=4", "a=2 b=3"}},
        {"constraints on axes",
         "axes: [{grid: {a: [1, 2, 3], b: [1, 2, 3]}}]\nconstraints: [a * b <= 3, a != b]",
         {"a=1 b=2", "a=1 b=3", "a=2 b=1", "a=3 b=1"}},
        {"constraints on keys of the design",
         "axes: [{grid: {a: [1, 2]}}]\nconstraints: ['a * npu.rows > 8']",
         {"a=2"}},
        {"an axis covers the key of the design",
         "axes: [{grid: {npu.rows: [1, 2]}}]\nconstraints: [npu.rows < 2]",
         {"npu.rows=1"}},
    };
    for (const auto& test : cases) {
        INFO(test.name);
        CHECK(points(test.axes) == test.expected);
    }
}

TEST_CASE("axes come from the command line too") {
    CHECK(points("axes: [{grid: {a: [1]}}]", {"npu.rows=16,32", "b=500..700:100"}) ==
          Lines{"a=1 npu.rows=16 b=500", "a=1 npu.rows=16 b=600", "a=1 npu.rows=16 b=700", "a=1 npu.rows=32 b=500",
                "a=1 npu.rows=32 b=600", "a=1 npu.rows=32 b=700"});
    CHECK(points("axes: [{grid: {a: [1]}}]", {"b=8..32:log2"}) == Lines{"a=1 b=8", "a=1 b=16", "a=1 b=32"});
    CHECK(points("axes: [{grid: {a: [1]}}]", {"b=1..100:3:log2"}) == Lines{"a=1 b=1", "a=1 b=8", "a=1 b=64"});
    CHECK(points("axes: [{grid: {a: [1]}}]", {"b={c: 1},auto,[2, 3]"}) ==
          Lines{"a=1 b={c: 1}", "a=1 b=auto", "a=1 b=[2, 3]"});
    const TempDir folder;
    const auto design = folder.write("design.yaml", kDesign);
    const SweepFile sweep = load_sweep(design, {"npu.rows=1,2"});
    CHECK(sweep.name == "d");
    CHECK(sweep.design == design);
    CHECK(expand(sweep, read_document(design).root).points.size() == 2);
}

TEST_CASE("random points are the same for the same seed, and cover their values") {
    const auto axes = [](int count, int seed) {
        return "axes: [{random: {count: " + std::to_string(count) + ", seed: " + std::to_string(seed) +
               ", axes: {a: {from: 1, to: 100}, b: [x, y]}}}]";
    };
    const auto first = points(axes(50, 7));
    CHECK(first.size() >= 40);  // of 200 pairs, with luck a few twice
    CHECK(points(axes(50, 7)) == first);
    CHECK(points(axes(50, 8)) != first);
    CHECK(points(axes(5000, 7)).size() == 200);
    // The generator is the one of the standard: its first numbers after seed 7.
    CHECK(first[0] == "a=" + std::to_string(1 + std::mt19937_64(7)() % 100) + first[0].substr(first[0].find(' ')));
}

TEST_CASE("axis values are JSON numbers where they are numbers") {
    const Plan plan = plan_of("axes: [{list: [{a: 8, b: 0.5, c: true, d: '8', e: auto, f: null, g: [1, x]}]}]");
    nlohmann::ordered_json row;
    for (const auto& setting : plan.points[0]) row[setting.path] = json_of(setting.value);
    CHECK(row.dump() == R"({"a":8,"b":0.5,"c":true,"d":"8","e":"auto","f":null,"g":[1,"x"]})");
    CHECK(plan.axes == Lines{"a", "b", "c", "d", "e", "f", "g"});
}

TEST_CASE("sweep files that mean nothing are refused") {
    struct Case {
        const char* axes;
        const char* complaint;
    };
    const std::vector<Case> cases{
        {"axes: []", "axes: found a list of 0"},
        {"axes: [{}]", "axes[0]: found no axes; allowed: exactly one of grid, zip, list, random"},
        {"axes: [{grid: {a: [1]}, zip: {b: [1]}}]", "found more than one kind of axes"},
        {"axes: [{grid: {a: []}}]", "allowed: a list of values, or a map of from, to, step, scale"},
        {"axes: [{grid: {a: 3}}]", "allowed: a list of values, or a map of from, to, step, scale"},
        {"axes: [{zip: {a: [1, 2], b: [1]}}]", "found 1 values; allowed: as many as 'a' has: 2"},
        {"axes: [{grid: {a: [1]}}, {grid: {a: [2]}}]", "found 'a' a second time"},
        {"axes: [{grid: {a.b: [1]}}, {grid: {a: [{b: 2}]}}]", "sweep.yaml:3: found 'a' beside 'a.b'"},
        {"axes: [{grid: {a: [1], a.b: [1]}}]", "found 'a.b' beside 'a'"},
        {"axes: [{zip: {'a[1].c': [1], 'a[1]': [1]}}]", "found 'a[1]' beside 'a[1].c'"},
        {"axes: [{list: [{a: {b: 1}, a.b: 2}]}]", "found 'a.b' beside 'a'"},
        {"axes: [{random: {count: 2, axes: {a: [1], a.b.c: [1]}}}]", "found 'a.b.c' beside 'a'"},
        {"axes: [{grid: {'a[01]': [1]}}]", "found 'a[01]'; allowed: a dotted path"},
        {"axes: [{grid: {a: {from: 3, to: 1}}}]", "end is before its beginning"},
        {"axes: [{grid: {a: {from: 0, to: 8, scale: log2}}}]", "log2 range from 0 or less"},
        {"axes: [{grid: {a: {from: 1, to: 8, scale: log2, step: 0.5}}}]", "not a number of doublings"},
        {"axes: [{grid: {a: {from: 1, to: 8, scale: log}}}]", "did you mean 'log2'?"},
        {"axes: [{grid: {a..b: [1]}}]", "found 'a..b'; allowed: a dotted path"},
        {"axes: [{grid: {a: {from: 1, to: 2000000}, b: [1]}}]", "too many values"},
        {"axes: [{grid: {a: {from: 1, to: 2000}, b: {from: 1, to: 2000}}}]", "more points than a sweep may have"},
        {"axes: [{grid: {aa: [1]}}]\nexclude: [{aaa: 1}]", "keys of axes: aa; did you mean 'aa'?"},
        {"axes: [{grid: {a: [1, 2], b: [1, 2]}}]\nexclude: [{a: 1}, {a: 2, b: [3, 4]}]",
         "sweep.yaml:4: exclude[1]: found a pattern that fits no point"},
        {"axes: [{grid: {a: [1]}}]\nexclude: [{a: 1}]", "no point that exclude and constraints leave"},
        {"axes: [{grid: {a: [1]}}]\nconstraints: [a < 2, a <]", "sweep.yaml:4: constraints[1]: found the end"},
        {"axes: [{grid: {a: [1]}}]\nconstraints: [b < 2]", "'b' has no single value"},
        {"axes: [{grid: {a: [1]}}]\nconstrains: [b < 2]", "did you mean 'constraints'?"},
    };
    for (const auto& test : cases) {
        INFO(test.axes);
        CHECK_THAT(error_of([&] { plan_of(test.axes); }), Catch::Contains(test.complaint));
    }
    CHECK_THAT(error_of([&] { plan_of("axes: [{grid: {a: [1]}}]", {"b"}); }),
               Catch::Contains("--axis b: found no value"));
    for (const char* option : {"b=1..3:0", "b=1..3:-1", "b=1..3:x", "b=1..3:1:2", "b=1..3:log", "b=1..x", "b=1..3,5",
                               "b=1..", "b=1..3:.inf", "b=1.."}) {
        INFO(option);
        CHECK_THAT(error_of([&] { plan_of("axes: [{grid: {a: [1]}}]", {option}); }),
                   Catch::Contains("--axis b: found '") && Catch::Contains("STEP above 0"));
    }
    CHECK_THAT(error_of([&] {
                   plan_of("axes: [{grid: {a: [1]}}]", {"b=1,2", "b=4"});
               }),
               Catch::Contains("--axis b: found 'b' a second time"));
    CHECK_THAT(error_of([&] { plan_of("axes: [{grid: {a.b: [1]}}]", {"a={b: 1}"}); }),
               Catch::Contains("--axis a: found 'a' beside 'a.b' (") && Catch::Contains("sweep.yaml:3)"));
    const TempDir folder;
    const auto design = folder.write("design.yaml", kDesign);
    CHECK_THAT(error_of([&] { load_sweep(design); }), Catch::Contains("a design file with --axis"));
}

TEST_CASE("keys that no design has are no axes") {
    const TempDir folder;
    const auto network = folder.write("n.yaml", network_text());
    const auto design = folder.write("design.yaml", kDesign);
    const auto error = [&](const std::string& axes) {
        const auto file =
            folder.write("sweep.yaml", "name: s\ndesign: design.yaml\naxes: [{list: [{" + axes + "}]}]\n");
        return error_of([&] { require_design_keys(load_sweep(file), read_document(design)); });
    };
    for (const char* axis : {"name: x", "npu: {rows: 1, columns: 1}", "npu.rows: 1", "clock.mhz: 5", "stages: {}",
                             "stages.stem: {lanes: 2}", "stages.stem.lanes: 2", "'stages.sum.input_depth[1]': 2",
                             "stages.fc_argmax.lanes: 1", "weights.synthetic.seed: 3", "input.lanes: 2",
                             "network: other.yaml", "activity.toggle_rate: .5"}) {
        INFO(axis);
        CHECK(error(axis) == "no error");
    }
    const std::vector<std::pair<const char*, const char*>> wrong{
        {"npu.rowz: 1", "sweep.yaml:3: npu.rowz: found unknown key 'rowz'; allowed: rows, columns, "},
        {"npu.rowz: 1", "did you mean 'rows'?"},
        {"nopu.rows: 1", "nopu.rows: found unknown key 'nopu'"},
        {"npu.rows.x: 1", "npu.rows.x: found unknown key 'x'; allowed: nothing inside this key"},
        {"'npu.rows[0]': 1", "found unknown key '[0]'"},
        {"'clock[0]': 1", "found unknown key '[0]'; allowed: mhz"},
        {"stages.stem.lane: 1", "found unknown key 'lane'"},
        {"stages.stemm.lanes: 1",
         "stages.stemm.lanes: found unknown stage 'stemm'; allowed: layers of the network; did you "
         "mean 'stem'?"},
        {"'stages.sum.input_depth[1].x': 1", "found unknown key 'x'"},
        {"weights.synthetic.sed: 1", "did you mean 'seed'?"},
    };
    for (const auto& [axis, complaint] : wrong) {
        INFO(axis);
        CHECK_THAT(error(axis), Catch::Contains(complaint));
    }
    CHECK(error("network: other.yaml, stages.of_another.lanes: 1") == "no error");
}

TEST_CASE("points that come to the same design count once") {
    const TempDir folder;
    folder.write("n.yaml", network_text());
    folder.write("tech.yaml", technology_text());
    const auto design = folder.write("design.yaml", std::string(kDesign) + "tech: tech.yaml\n");
    const auto file =
        folder.write("sweep.yaml",
                     "name: s\ndesign: design.yaml\n"
                     "axes: [{list: [{npu.rows: 4}, {npu.rows: 8}, {clock.mhz: 100}, {clock.mhz: 200}]}]\n");
    const SweepFile sweep = load_sweep(file);
    const Document document = read_document(design);
    const PlanFile plan = identify(sweep, document, expand(sweep, document.root), "1");
    REQUIRE(plan.points.size() == 3);  // rows 8 and 100 MHz are what the file says
    CHECK(overrides(plan.points[1].settings) == Lines{"npu.rows=8"});
    CHECK(overrides(plan.points[2].settings) == Lines{"clock.mhz=200"});
}

TEST_CASE("a range and a grid may have a million values and points, and not one more") {
    AxisSpec axis;
    axis.path = "a";
    axis.range = RangeSpec{1, 1e6, 1, Scale::linear};
    CHECK(values_of(axis).size() == kMostPoints);
    axis.range->to += 1;
    CHECK_THROWS_AS(values_of(axis), ConfigError);
    const auto grid = [](const std::string& b) {
        return "axes: [{grid: {npu.rows: {from: 1, to: 1000}, npu.columns: {from: 1, to: " + b +
               "}}}]\nconstraints: [npu.rows == 1, npu.columns <= 2]";
    };
    CHECK(plan_of(grid("1000")).points.size() == 2);
    CHECK_THAT(error_of([&] { plan_of(grid("1001")); }), Catch::Contains("more points than a sweep may have"));
}
