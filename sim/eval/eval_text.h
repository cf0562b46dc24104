// SPDX-License-Identifier: Apache-2.0
// An evaluation as people read it.
#pragma once

#include "sim/eval/eval_result.h"

#include <string>

namespace hashiflex {

std::string to_text(const EvalResult& result);

}  // namespace hashiflex
