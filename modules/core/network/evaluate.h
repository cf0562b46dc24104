// SPDX-License-Identifier: Apache-2.0
// The values of an operator, one output row at a time, exactly as the contract of numbers says.
#pragma once

#include "modules/core/network/operators.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// One row of a tensor: [width][channels]; null outside the map (padding).
using RowView = const std::int32_t*;

// The rows of one input that output row y is made of: first .. first + count - 1, some perhaps outside the map.
struct RowSpan {
    int first = 0;
    int count = 1;
};
RowSpan rows_needed(const Operator& op, int y);

// Computes rows. Holds what can be prepared once from the operator (weights without zeros, divisors).
class RowKernel {
 public:
    // `op` must outlive the kernel.
    explicit RowKernel(const Operator& op);

    // One output row into out[out width * channels]. rows: for each input in turn, its rows_needed(op, y).
    void operator()(const std::vector<RowView>& rows, std::int32_t* out) const;

 private:
    // A weight that is not 0 and the value it multiplies, relative to its window.
    struct Tap {
        std::int32_t row;
        std::int32_t column;
        std::int32_t channel;
        std::int32_t weight;
    };
    void conv_row(const Conv& conv, const std::vector<RowView>& rows, std::int32_t* out) const;

    const Operator* op_;
    std::vector<Tap> taps_;
    std::vector<std::size_t> first_tap_;  // per output channel, and the end
};

// The whole map of one layer; for tests, tools and the values of networks without time.
Tensor evaluate(const Operator& op, const std::vector<const Tensor*>& inputs, const std::vector<Shape>& in,
                const Shape& out);

// Every tensor of the network for one image of host pixels (HWC): the input after its offset, then each layer's output.
// The classifier's is its sums.
std::vector<Tensor> evaluate(const Network& network, const std::vector<std::uint8_t>& pixels);

// argmax of sums[c] * multiplier[c] (no multipliers: of sums), the lowest index on a tie.
int classify(const std::int32_t* sums, int classes, const std::vector<std::uint16_t>& multiplier);

}  // namespace hashiflex::core
