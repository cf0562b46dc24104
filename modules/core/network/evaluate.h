// SPDX-License-Identifier: Apache-2.0
// The values of an operator, one output row at a time, exactly as the contract of numbers says.
#pragma once

#include "modules/core/network/conv_kernel.h"
#include "modules/core/network/operators.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace hashiflex::core {

// The rows of one input that output row y is made of: first .. first + count - 1, some perhaps outside the map.
struct RowSpan {
    int first = 0;
    int count = 1;
};
RowSpan rows_needed(const Operator& op, int y);

// The classifier's sums, which lie in `sums`, as a convolution whose kernel is the whole map.
Conv convolution_of(const Classifier& classifier, Interval sums);

// Computes rows. Holds what can be prepared once from the operator.
class RowKernel {
 public:
    // `op` must outlive the kernel and not change. `in`: of each input; `out`: how rows are written.
    RowKernel(const Operator& op, std::vector<RowType> in, RowFormat out);

    // One output row, out[out width * channels]. rows: for each input in turn, its rows_needed(op, y).
    void operator()(const std::vector<RowView>& rows, std::uint8_t* out) const;

    RowFormat out() const { return out_; }

 private:
    void unpack_and_compute(const std::vector<RowView>& rows, std::uint8_t* out) const;

    const Operator* op_;
    std::vector<RowType> in_;
    RowFormat out_;
    std::unique_ptr<const Conv> sums_;  // of a classifier
    std::optional<ConvKernel> conv_;
    bool narrow_add_ = false;
};

// A whole tensor, row after row.
struct PackedMap {
    RowFormat format;
    std::vector<std::uint8_t> bytes;
};
PackedMap packed(const Tensor& tensor, RowFormat format);
Tensor unpacked(const PackedMap& map);

// The whole map of one layer. The inputs are as the kernel expects them.
PackedMap evaluate(const Operator& op, const RowKernel& kernel, const std::vector<const PackedMap*>& inputs,
                   const std::vector<Shape>& in, const Shape& out);

// The same for tests, tools and the values of networks without time.
Tensor evaluate(const Operator& op, const std::vector<const Tensor*>& inputs, const std::vector<Shape>& in,
                const Shape& out);

// Every tensor of the network for one image of host pixels (HWC): the input after its offset, then each layer's output.
// The classifier's is its sums.
std::vector<Tensor> evaluate(const Network& network, const std::vector<std::uint8_t>& pixels);

// argmax of sums[c] * multiplier[c] (no multipliers: of sums), the lowest index on a tie.
int classify(const std::int32_t* sums, int classes, const std::vector<std::uint16_t>& multiplier);

}  // namespace hashiflex::core
