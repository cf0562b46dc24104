// SPDX-License-Identifier: Apache-2.0
// A sweep file over the digits design; few points are expanded, the conditions of many are read.
#include "sim/sweep/plan.h"
#include "sim/sweep/value.h"
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/target.h"

namespace hashiflex::fuzz {
namespace {

// Of a block, or more.
double points_of(const AxisBlock& block) {
    double points = 1;
    for (const auto& axis : block.grid) points *= static_cast<double>(values_of(axis).size());
    if (!block.zip.empty()) points = static_cast<double>(values_of(block.zip.front()).size());
    if (!block.list.empty()) points = static_cast<double>(block.list.size());
    return block.random ? block.random->count : points;
}

}  // namespace

void sweep(const std::string& bytes) {
    static const Document design = read_document(repository_file("configs/designs/digits.yaml"));
    const SweepFile file = read_sweep(parse_document(bytes, repository_file("configs/sweeps/input.yaml").string()));
    double points = 1;
    for (const auto& block : file.axes) points *= points_of(block);
    constexpr double kFew = 1000;
    if (points > kFew) return;
    for (const auto& point : expand(file, design.root).points)
        for (const auto& setting : point) json_of(setting.value);
}

}  // namespace hashiflex::fuzz
