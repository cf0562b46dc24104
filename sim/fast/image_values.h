// SPDX-License-Identifier: Apache-2.0
// What a design computes for an image, apart from time.
#pragma once

#include "modules/core/activity/stage_toggles.h"
#include "modules/core/design/design.h"
#include "modules/core/network/evaluate.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

namespace hashiflex {

struct ImageValues {
    std::vector<std::int32_t> sums;
    int top1 = -1;
};

// Safe to share among threads.
class ImageEvaluator {
 public:
    // `design` must outlive it.
    explicit ImageEvaluator(const core::Design& design);

    // `pixels`: HWC, as the host writes them. Throws std::invalid_argument if there are too many or too few.
    ImageValues operator()(const std::vector<std::uint8_t>& pixels) const;
    // Every tensor.
    core::ImageMaps maps(const std::vector<std::uint8_t>& pixels) const;

 private:
    const core::Design& design_;
    std::vector<core::RowKernel> kernels_;
};

// Of the first `count` images, by `jobs` threads; fewer, but one at least, if `stop` (null: never) becomes true.
// `computed` is told how many are done, by one thread at a time.
std::vector<ImageValues> evaluate_images(const core::Design& design,
                                         const std::vector<std::vector<std::uint8_t>>& images, std::uint64_t count,
                                         std::uint64_t jobs, const std::atomic<bool>* stop,
                                         const std::function<void(std::uint64_t)>& computed);

}  // namespace hashiflex
