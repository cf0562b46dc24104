// SPDX-License-Identifier: Apache-2.0
// Constants that are added to or multiplied with a map: one value, or one for each channel, whatever their shape.
#pragma once

#include "sim/import/lowering_context.h"

namespace hashiflex::importing {

struct PerChannel {
    std::vector<double> values;  // one for all, or one for each channel
    int input_atom = -1;  // of the graph's input: the atom that the values belong to, not yet known to be channels
};

// `constant` broadcasts to `view` and no further. Throws Unsupported if its values differ by row, column or otherwise.
PerChannel per_channel(Lowering& context, const View& view, const Tensor& constant);

// scale * x + shift behind `input`.
Value affine(Lowering& context, const Activation& input, const PerChannel& scale, const PerChannel& shift,
             bool is_batch_norm = false);

}  // namespace hashiflex::importing
