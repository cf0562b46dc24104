// SPDX-License-Identifier: Apache-2.0
// `--axis PATH=VALUES`, one a line, over the digits design.
#include "sim/sweep/plan.h"
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/lines.h"
#include "tests/fuzz/target.h"

namespace hashiflex::fuzz {

void axis(const std::string& bytes) {
    static const Document design = read_document(repository_file("configs/designs/digits.yaml"));
    const SweepFile sweep = read_sweep(design, lines_of(bytes));
    for (const auto& axis : sweep.axes.front().grid) values_of(axis);
}

}  // namespace hashiflex::fuzz
