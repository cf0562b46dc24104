// SPDX-License-Identifier: Apache-2.0
#include "sim/html/sensitivity_table.h"

#include "sim/report/format.h"
#include "sim/report/text_table.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace hashiflex {
namespace {

using Align = TextTable::Align;

// What a point changes: a knob of all layers, or of one.
struct Change {
    std::string layer;  // empty: all
    std::string knob;
    std::string value;
    const DesignPoint* point = nullptr;

    std::optional<double> top1() const { return number_of(*point, "accuracy.top1"); }
};

std::optional<Change> change_of(const DesignPoint& point) {
    const std::string all = "weights.quantize.", one = all + "layers.";
    for (const auto& [path, value] : point.axes.items()) {
        if (value.is_null() || path.rfind(all, 0) != 0) continue;
        const std::size_t knob = path.rfind('.') + 1;
        const bool of_layer = path.rfind(one, 0) == 0;
        return Change{of_layer ? path.substr(one.size(), knob - 1 - one.size()) : "", path.substr(knob), value.dump(),
                      &point};
    }
    return std::nullopt;
}

std::string percent(const std::optional<double>& share) {
    return share ? with_decimals(100 * *share, 2) : "unknown";
}

std::string number(const DesignPoint& point, const char* key, double factor) {
    const auto value = number_of(point, key);
    return value ? readable(factor * *value) : "unknown";
}

TextTable table_of(const std::string& first, const std::string& second) {
    return TextTable({{first, Align::left},
                      {second},
                      {"top-1 % ="},
                      {"change, points ="},
                      {"area mm2 ~"},
                      {"energy uJ ~"},
                      {"M images/s ="}});
}

void add(TextTable& table, const std::string& first, const std::string& second, const Change& change,
         const std::optional<double>& base) {
    const auto& point = *change.point;
    if (!point.error.empty()) return table.add({first, second, "failed", "", "", "", ""});
    const auto top1 = change.top1();
    table.add({first, second, percent(top1), top1 && base ? with_decimals(100 * (*top1 - *base), 2) : "unknown",
               number(point, "area.total_um2", 1e-6), number(point, "energy.per_image_pj", 1e-6),
               number(point, "throughput.images_per_s", 1e-6)});
}

}  // namespace

std::string sensitivity_text(const ReportInput& input, const std::string& base_levels) {
    std::vector<Change> changes;
    for (const auto& point : input.points)
        if (auto change = change_of(point)) changes.push_back(*std::move(change));
    std::optional<double> base_top1;
    for (const auto& change : changes)
        if (change.layer.empty() && change.knob == "levels" && change.value == base_levels) base_top1 = change.top1();

    TextTable all = table_of("all layers", "value");
    std::vector<std::string> knobs;
    for (const auto& change : changes) {
        if (change.layer.empty())
            add(all, change.knob, change.value, change, base_top1);
        else if (std::find(knobs.begin(), knobs.end(), change.knob) == knobs.end())
            knobs.push_back(change.knob);
    }
    std::string text = all.empty() ? "" : all.text();
    for (const auto& knob : knobs) {
        std::vector<Change> layers;
        for (const auto& change : changes)
            if (!change.layer.empty() && change.knob == knob) layers.push_back(change);
        std::stable_sort(layers.begin(), layers.end(), [](const Change& a, const Change& b) {
            return a.top1().value_or(2) < b.top1().value_or(2);  // what is unknown comes last
        });
        TextTable table = table_of("layer", knob);
        for (const auto& change : layers) add(table, change.layer, change.value, change, base_top1);
        text += "\n" + table.text();
    }
    return text;
}

}  // namespace hashiflex
