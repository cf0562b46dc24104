// SPDX-License-Identifier: Apache-2.0
// A sweep file: which keys of a design file take which values.
#pragma once

#include "sim/config/describe.h"
#include "sim/config/document.h"
#include "sim/config/rules.h"
#include "sim/run/engine.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex {

enum class Scale { linear, log2 };

// from, from + step, ... or from, from * 2^step, ...; nothing beyond `to`.
struct RangeSpec {
    double from = 0;
    double to = 0;
    double step = 1;
    Scale scale = Scale::linear;
};

// A key of the design file, and what it becomes in turn. A null node removes the key.
struct AxisSpec {
    std::string path;
    std::string where;  // file and line
    std::vector<Node> values;
    std::optional<RangeSpec> range;  // instead of values
};

struct Setting {
    std::string path;
    Node value;
};
using Settings = std::vector<Setting>;

struct RandomSpec {
    int count = 1;
    std::int64_t seed = 1;
    std::vector<AxisSpec> axes;
};

// Exactly one of the four.
struct AxisBlock {
    std::vector<AxisSpec> grid;
    std::vector<AxisSpec> zip;
    std::vector<Settings> list;
    std::optional<RandomSpec> random;
};

struct SweepFile {
    std::filesystem::path path;
    std::string name;
    std::filesystem::path design;
    Engine engine = Engine::fast;
    std::optional<int> images;
    bool accuracy = true;
    std::vector<AxisBlock> axes;
    std::vector<Settings> exclude;
    std::vector<std::string> constraints;
    Document document;  // for positions
};

// A list of values, or a range.
struct AxisValues {};
// A map from dotted paths of the design file to AxisValues, in file order.
struct Axes {};
// A map from dotted paths of the design file to a value each.
struct SettingsRule {};

inline const Choices<Scale> kScales{{{"linear", Scale::linear}, {"log2", Scale::log2}}};
inline const Choices<Engine> kEngines{{{"fast", Engine::fast}, {"systemc", Engine::systemc}}};

template <class V>
void describe(V& v, RangeSpec& range) {
    v.required("from", range.from, Reals{-1e12, 1e12, false}, "First value.");
    v.required("to", range.to, Reals{-1e12, 1e12, false}, "No value is beyond it.");
    v.optional("step", range.step, Reals{0, 1e12, true},
               "From one value to the next: a difference, or on a log2 scale a whole number of doublings.");
    v.optional("scale", range.scale, kScales, "linear adds the step, log2 multiplies by 2^step.");
}

template <class V>
void describe(V& v, RandomSpec& random) {
    v.required("count", random.count, Integers{1, 1000000}, "Points to draw; equal ones count once.");
    v.optional("seed", random.seed, Integers{0, 2147483647}, "Another seed draws other points.");
    v.required("axes", random.axes, Axes{}, "Each value is drawn from those of its key, all equally likely.");
}

template <class V>
void describe(V& v, AxisBlock& block) {
    v.optional("grid", block.grid, Axes{}, "Every combination of the values; the last key changes fastest.");
    v.optional("zip", block.zip, Axes{}, "First values together, second values together, ...; equally many of each.");
    v.optional("list", block.list, ListOf<SettingsRule>{{}, 1}, "Points one by one.");
    v.optional("random", block.random, Mapping{}, "Points drawn at random, the same ones for the same seed.");
}

template <class V>
void describe(V& v, SweepFile& sweep) {
    v.required("name", sweep.name, Text{Text::Form::name}, "Names the sweep.");
    v.required("design", sweep.design, Text{}, "The design file that all points start from, relative to this one.");
    v.optional("engine", sweep.engine, kEngines, "fast: the recurrence engine; systemc: the reference, much slower.");
    v.optional("images", sweep.images, OrAuto<Integers>{{1, 1000000000}},
               "Images per point; auto: the test set of the network once, without one 32 synthetic images.");
    v.optional("accuracy", sweep.accuracy, Flag{}, "Compute values and so the accuracy, if the images have labels.");
    v.required("axes", sweep.axes, ListOf<Mapping>{{}, 1},
               "Blocks of one of grid, zip, list, random; every point of a block with every point of the others.");
    v.optional("exclude", sweep.exclude, ListOf<SettingsRule>{},
               "Leaves out points on which all keys have the value, or one of a list of values.");
    v.optional("constraints", sweep.constraints, ListOf<Text>{},
               "Comparisons of keys that all points must fulfil: npu.rows * npu.columns <= 2048.");
}

std::string allowed(const AxisValues& rule);
std::string allowed(const Axes& rule);
std::string allowed(const SettingsRule& rule);

struct Place;
void read(const Place& place, std::vector<AxisSpec>& axes, const Axes& rule);
void read(const Place& place, Settings& settings, const SettingsRule& rule);

// Reads a sweep file. A design file is taken for a sweep of it without axes: they come from `axis_options`, each
// "PATH=VALUE,VALUE,..." or "PATH=FROM..TO[:STEP][:log2]", a grid block more. Throws ConfigError.
SweepFile load_sweep(const std::filesystem::path& path, const std::vector<std::string>& axis_options = {});
SweepFile read_sweep(Document document, const std::vector<std::string>& axis_options = {});

}  // namespace hashiflex
