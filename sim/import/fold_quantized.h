// SPDX-License-Identifier: Apache-2.0
// Quantized constants: the values that they stand for.
#pragma once

#include "sim/import/fold_shapes.h"

namespace hashiflex::importing {

Tensor fold_quantize(const Node& node, const Constants& inputs);
Tensor fold_dequantize(const Node& node, const Constants& inputs);

// QONNX's operator (https://github.com/fastmachinelearning/qonnx), of several domains.
bool is_qonnx_quant(const Node& node);
std::optional<Tensor> fold_qonnx_quant(const Node& node, const Constants& inputs);

// The integers that `bits` bits hold; narrow: without the least.
struct IntegerRange {
    double lo = 0, hi = 0;
};
IntegerRange qonnx_range(double bits, bool is_signed, bool narrow);
IntegerRange range_of(Element element);  // Throws Unsupported: no integers

}  // namespace hashiflex::importing
