// SPDX-License-Identifier: Apache-2.0
// A second opinion on what an ONNX graph computes: a naive interpreter of tensors, written from the operators'
// specification. It shares no code with sim/import and knows nothing of layouts or layers.
#pragma once

#include "sim/import/onnx_messages.h"

#include <cstdint>
#include <string>
#include <vector>

namespace hashiflex::test {

struct ReferenceTensor {
    std::vector<std::int64_t> shape;
    std::vector<double> values;
};

// The first graph output for one input. Throws std::runtime_error for operators that it does not know.
ReferenceTensor evaluate_onnx(const onnx::ModelProto& model, const ReferenceTensor& input);

}  // namespace hashiflex::test
