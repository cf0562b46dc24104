// SPDX-License-Identifier: Apache-2.0
// Weights must be numbers.
#pragma once

#include "sim/import/lowering_context.h"

namespace hashiflex::importing {

// Reports NaN and infinity.
void judge_finite(Lowering& context, const std::string& what, const Tensor& tensor);
// [channels], of one value for each or one for all; zeros without one. Throws Unsupported.
std::vector<double> bias_of(Lowering& context, const Tensor* bias, int channels);

}  // namespace hashiflex::importing
