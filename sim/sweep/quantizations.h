// SPDX-License-Identifier: Apache-2.0
// Which points of a sweep compute with the same integers, as far as its axes say.
#pragma once

#include "sim/config/document.h"
#include "sim/sweep/plan_file.h"

#include <nlohmann/json.hpp>

#include <string>

namespace hashiflex {

// The axes that integers depend on, of one point: equal texts, equal quantizations.
std::string quantization_of(const nlohmann::ordered_json& axes);

// "12 quantizations, ...\n" of the points of this shard, and what they will take, as the last one of this float model
// on this machine did; empty if no axis is one of the quantizer. `design`: without the axes.
std::string quantizations_text(const PlanFile& plan, const Document& design);

}  // namespace hashiflex
