// SPDX-License-Identifier: Apache-2.0
#include "sim/import/design_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace hashiflex::importing {
namespace {

int ceil_div(int a, int b) {
    return (a + b - 1) / b;
}

}  // namespace

NpuSize smallest_npu(int inputs, int classes, int cycles) {
    NpuSize best{inputs, classes};
    const auto multipliers = [](const NpuSize& size) { return std::int64_t{size.rows} * size.columns; };
    for (int row_steps = 1; row_steps <= std::min(inputs, cycles); ++row_steps) {
        const int column_steps = std::min(classes, cycles / row_steps);
        const NpuSize size{ceil_div(inputs, row_steps), ceil_div(classes, column_steps)};
        if (multipliers(size) <= multipliers(best)) best = size;
    }
    return best;
}

std::string design_text(const core::NetworkSpec& network, const std::string& name, const std::string& tech,
                        const std::optional<NpuSize>& npu, bool has_classifier) {
    const char* const what = npu              ? "its last layer on a programmable NPU"
                             : has_classifier ? "nothing of it programmable"
                                              : "which has no classifier";
    std::string text = fmt::format("# Imported by hashiflex: {}, {}.\n", network.name, what);
    text += fmt::format("name: {}\nnetwork: network.yaml\ntech: {}\nclock: {{mhz: auto}}\n", name, tech);
    text +=
        fmt::format("target_cycles_per_image: {}    # the least there is: a row of the input takes a cycle or more\n",
                    network.input.height);
    text += "adder_levels_per_stage: 5\nclock_gating: true\n";
    if (has_classifier) text += npu ? "classifier: npu\n" : "classifier: hardwired\n";
    if (npu)
        text += fmt::format("npu: {{rows: {}, columns: {}}}    # the fewest multipliers that meet the target\n",
                            npu->rows, npu->columns);
    return text;
}

}  // namespace hashiflex::importing
