// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/sweep_file.h"

#include "sim/config/file_path.h"
#include "sim/config/path.h"
#include "sim/config/reader.h"
#include "sim/config/scalar.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hashiflex {
namespace {

AxisSpec read_axis(const Place& place) {
    AxisSpec axis;
    axis.where = place.node.where();
    if (place.node.kind == Node::Kind::map) {
        read(place, axis.range.emplace(), Mapping{});
    } else {
        if (place.node.kind != Node::Kind::sequence || place.node.items.empty())
            throw rejected(place, allowed(AxisValues{}));
        axis.values = place.node.items;
    }
    return axis;
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(separator, at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

// Nothing that a key can be begins with a number and two dots.
bool looks_like_range(const std::string& text) {
    const std::size_t dots = text.find("..");
    return dots != std::string::npos && parse_real(text.substr(0, dots)).has_value();
}

const char* const kAxisForms =
    "PATH=VALUE,VALUE,... or PATH=FROM..TO[:STEP] or PATH=FROM..TO[:STEP]:log2, STEP above 0";

// "500..900:100" or "8..128:log2".
RangeSpec range_of(const std::string& text, const std::string& where) {
    const auto refuse = [&]() { return config_error({where, "", "'" + text + "'", kAxisForms, ""}); };
    std::vector<std::string> parts = split(text, ':');
    const std::size_t dots = parts[0].find("..");
    if (dots == std::string::npos) throw refuse();
    RangeSpec range;
    const auto from = parse_real(parts[0].substr(0, dots)), to = parse_real(parts[0].substr(dots + 2));
    if (!from || !to || !std::isfinite(*from) || !std::isfinite(*to)) throw refuse();
    range.from = *from, range.to = *to;
    if (parts.size() > 1 && parts.back() == "log2") {
        range.scale = Scale::log2;
        parts.pop_back();
    }
    if (parts.size() > 2) throw refuse();
    if (parts.size() == 2) {
        const auto step = parse_real(parts[1]);
        if (!step || *step <= 0 || !std::isfinite(*step)) throw refuse();
        range.step = *step;
    }
    return range;
}

AxisSpec option_axis(const std::string& option) {
    const std::size_t equals = option.find('=');
    AxisSpec axis;
    axis.path = option.substr(0, equals);
    axis.where = "--axis " + shortened(axis.path, 200);
    const std::string text = equals == std::string::npos ? "" : option.substr(equals + 1);
    axis.values = parse_value("[" + text + "]", axis.where).items;
    if (axis.values.empty()) throw config_error({axis.where, "", "no value", kAxisForms, ""});
    const auto is_range = [](const Node& value) {
        return value.kind == Node::Kind::scalar && !value.quoted && looks_like_range(value.text);
    };
    if (std::none_of(axis.values.begin(), axis.values.end(), is_range)) return axis;
    axis.range = range_of(text, axis.where);
    axis.values.clear();
    return axis;
}

void check_range(const AxisSpec& axis) {
    if (!axis.range) return;
    const RangeSpec& range = *axis.range;
    const auto refuse = [&](const std::string& found, const std::string& allowed) {
        throw config_error({axis.where, axis.path, found, allowed, ""});
    };
    if (range.to < range.from) refuse("a range whose end is before its beginning", "from <= to");
    if (range.scale == Scale::linear) return;
    if (range.from <= 0) refuse("a log2 range from 0 or less", "from > 0");
    if (range.step != std::floor(range.step) || range.step > 64)
        refuse("a log2 range with a step that is not a number of doublings", "step: a whole number from 1 to 64");
}

void check_path(const std::string& path, const std::string& where) {
    if (parse_path(path).empty())
        throw config_error({where, "", "'" + path + "'", "a dotted path of the design file, as npu.rows", ""});
}

void check_axes(const std::vector<AxisSpec>& axes) {
    for (const auto& axis : axes) {
        check_path(axis.path, axis.where);
        check_range(axis);
    }
}

void check_block(const AxisBlock& block, const Node& node, const std::string& path) {
    const int kinds = !block.grid.empty() + !block.zip.empty() + !block.list.empty() + block.random.has_value();
    if (kinds != 1)
        throw config_error({node.where(), path, kinds == 0 ? "no axes" : "more than one kind of axes",
                            "exactly one of grid, zip, list, random, with axes in it", ""});
    check_axes(block.grid);
    check_axes(block.zip);
    if (block.random) check_axes(block.random->axes);
    if (block.random && block.random->axes.empty())
        throw config_error({node.where(), path + ".random.axes", "no axes", "keys of the design file", ""});
}

SweepFile sweep_of_design(const Document& document) {
    SweepFile sweep;
    sweep.design = std::filesystem::path(document.file).filename();
    const Node* name = document.root.find("name");
    if (name != nullptr) read(Place{*name, "name"}, sweep.name, Text{Text::Form::name});
    return sweep;
}

}  // namespace

std::string allowed(const AxisValues&) {
    return "a list of values, or a map of from, to, step, scale";
}
std::string allowed(const Axes&) {
    return "a map from keys of the design file to lists of values";
}
std::string allowed(const SettingsRule&) {
    return "a map from keys of the design file to values";
}

void read(const Place& place, std::vector<AxisSpec>& axes, const Axes& rule) {
    if (place.node.kind != Node::Kind::map) throw rejected(place, allowed(rule));
    axes.clear();
    for (const auto& entry : place.node.entries) {
        axes.push_back(read_axis({entry.value, child_path(place.path, "'" + entry.key + "'")}));
        axes.back().path = entry.key;
    }
}

void read(const Place& place, Settings& settings, const SettingsRule& rule) {
    if (place.node.kind != Node::Kind::map) throw rejected(place, allowed(rule));
    settings.clear();
    for (const auto& entry : place.node.entries) settings.push_back({entry.key, entry.value});
}

SweepFile read_sweep(Document document, const std::vector<std::string>& axis_options) {
    SweepFile sweep;
    const bool is_design = document.root.find("network") != nullptr && document.root.find("design") == nullptr;
    if (is_design)
        sweep = sweep_of_design(document);
    else
        read(Place{document.root, ""}, sweep, Mapping{});
    sweep.path = document.file;
    sweep.design = beside(sweep.path, sweep.design);
    if (!is_design) require_file(document.root, "design", sweep.design);
    const Node* blocks = document.root.find("axes");
    for (std::size_t i = 0; i < sweep.axes.size(); ++i)
        check_block(sweep.axes[i], blocks->items[i], item_path("axes", i));
    if (!axis_options.empty()) {
        AxisBlock block;
        for (const auto& option : axis_options) block.grid.push_back(option_axis(option));
        check_axes(block.grid);
        sweep.axes.push_back(std::move(block));
    }
    if (sweep.axes.empty())
        throw config_error({document.file, "", "a design file", "a sweep file, or a design file with --axis", ""});
    sweep.document = std::move(document);
    return sweep;
}

SweepFile load_sweep(const std::filesystem::path& path, const std::vector<std::string>& axis_options) {
    return read_sweep(read_document(path), axis_options);
}

}  // namespace hashiflex
