// SPDX-License-Identifier: Apache-2.0
// Two tables: metrics, and the units in which their values are shown.
#include "sim/html/metrics.h"

#include <cmath>

namespace hashiflex {
namespace {

constexpr auto kSmaller = Better::smaller;
constexpr auto kLarger = Better::larger;

// A larger unit is taken where the largest value makes at least `from` of the key's unit.
struct Step {
    const char* of;
    double from;
    double factor;
    const char* unit;
};
const std::vector<Step> kSteps{
    {"images/s", 1e3, 1e3, "k images/s"},
    {"images/s", 1e6, 1e6, "M images/s"},
    {"µm²", 1e4, 1e6, "mm²"},
    {"pJ", 1e3, 1e3, "nJ"},
    {"pJ", 1e6, 1e6, "µJ"},
    {"pJ", 1e9, 1e9, "mJ"},
    {"mW", 1e3, 1e3, "W"},
    {"µs", 1e3, 1e3, "ms"},
    {"share", 0, 0.01, "%"},
};

struct Ending {
    const char* text;
    const char* unit;
    std::optional<Better> direction;
};
const std::vector<Ending> kEndings{
    {"_um2", "µm²", kSmaller}, {"_pj", "pJ", kSmaller},  {"_mw", "mW", kSmaller},    {"_mhz", "MHz", {}},
    {".us", "µs", kSmaller},   {"gb_per_s", "GB/s", {}}, {"top1", "share", kLarger}, {".ps", "ps", kSmaller},
};

bool ends_with(const std::string& text, const std::string& ending) {
    return text.size() >= ending.size() && text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

}  // namespace

const std::vector<ReportMetric>& known_metrics() {
    static const std::vector<ReportMetric> table{
        {"throughput.images_per_s", "throughput", "images/s", kLarger, true},
        {"latency.us", "latency", "µs", kSmaller, true},
        {"area.total_um2", "area", "µm²", kSmaller, true},
        {"energy.per_image_pj", "energy per image", "pJ", kSmaller, true},
        {"power.total_mw", "power", "mW", kSmaller, true},
        {"accuracy.top1", "top-1 accuracy", "share", kLarger, true},
        {"critical_path.max_clock_mhz", "maximum clock", "MHz", kLarger, true},
        {"money.die_usd", "silicon of a chip", "USD", kSmaller, false},
        {"money.mask_set_usd", "mask set", "USD", kSmaller, false},
        {"money.weight_masks_usd", "weight masks", "USD", kSmaller, false},
        {"money.break_even_chips", "NPU pays up to", "chips", kLarger, false},
        {"clock_mhz", "clock", "MHz", {}, false},
        {"io.input_gb_per_s", "input port", "GB/s", {}, true},
        {"cycles.per_image", "cycles per image", "cycles", kSmaller, true},
        {"cycles.first_image", "first image", "cycles", kSmaller, false},
        {"cycles.needed", "cycles needed", "cycles", kSmaller, false},
        {"cycles.target", "target", "cycles", {}, false},
        {"cycles.target_met", "target met", "", {}, false},
        {"cycles.total", "cycles simulated", "cycles", {}, false},
        {"images", "images", "", {}, false},
        {"bottleneck", "bottleneck", "", {}, true},
        {"limiting_buffer", "limiting buffer", "", {}, true},
        {"critical_path.met", "clock met", "", {}, false},
    };
    return table;
}

ReportMetric metric_of(const std::string& key) {
    for (const auto& metric : known_metrics())
        if (metric.key == key) return metric;
    for (const auto& ending : kEndings)
        if (ends_with(key, ending.text)) return {key, key, ending.unit, ending.direction, false};
    return {key, key, "", {}, false};
}

UnitScale scale_of(const ReportMetric& metric, double largest) {
    UnitScale scale{1, metric.unit};
    for (const auto& step : kSteps)
        if (metric.unit == step.of && std::abs(largest) >= step.from) scale = {step.factor, step.unit};
    return scale;
}

std::string direction_text(const ReportMetric& metric) {
    if (!metric.direction) return metric.label;
    return metric.label + (*metric.direction == Better::larger ? ", larger is better" : ", smaller is better");
}

}  // namespace hashiflex
