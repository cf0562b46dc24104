// SPDX-License-Identifier: Apache-2.0
// What a design computes for an image, apart from time.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/network/evaluate.h"

#include <cstdint>
#include <vector>

namespace hashiflex {

struct ImageValues {
    std::vector<std::int32_t> sums;
    int top1 = -1;
};

class ImageEvaluator {
 public:
    // `design` must outlive it.
    explicit ImageEvaluator(const core::Design& design);

    // `pixels`: HWC, as the host writes them. Throws std::invalid_argument if there are too many or too few.
    ImageValues operator()(const std::vector<std::uint8_t>& pixels) const;

 private:
    const core::Design& design_;
    std::vector<core::RowKernel> kernels_;
};

}  // namespace hashiflex
