// SPDX-License-Identifier: Apache-2.0
// The table of layer kinds: what may stand behind `kind:` in a network file.
#pragma once

#include "modules/core/network/spec.h"

#include <string>
#include <vector>

namespace hashiflex {

struct StageKind {
    std::string name;
    core::LayerKind spec;  // with all defaults
};

const std::vector<StageKind>& stage_kinds();
std::vector<std::string> stage_kind_names();

}  // namespace hashiflex
