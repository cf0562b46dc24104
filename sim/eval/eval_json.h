// SPDX-License-Identifier: Apache-2.0
// An evaluation as eval.json (docs/eval.md, docs/schema/eval.schema.json).
#pragma once

#include "sim/eval/eval_result.h"

#include <string>

namespace hashiflex {

inline constexpr int kEvalSchemaVersion = 1;

// Equal evaluations give equal bytes; ends in a newline.
std::string to_json(const EvalResult& result);

}  // namespace hashiflex
