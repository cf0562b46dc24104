// SPDX-License-Identifier: Apache-2.0
// Design files for an imported network: one with an NPU, one with everything hardwired.
#pragma once

#include "modules/core/network/spec.h"

#include <optional>
#include <string>

namespace hashiflex::importing {

struct NpuSize {
    int rows = 1, columns = 1;
};
// ceil(inputs / rows) * ceil(classes / columns) <= cycles with the fewest multipliers; of those the fewest rows.
NpuSize smallest_npu(int inputs, int classes, int cycles);

// `tech` is a file beside the design. Without `npu` the classifier is hardwired, if there is one.
std::string design_text(const core::NetworkSpec& network, const std::string& name, const std::string& tech,
                        const std::optional<NpuSize>& npu, bool has_classifier);

}  // namespace hashiflex::importing
