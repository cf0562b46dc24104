// SPDX-License-Identifier: Apache-2.0
// What a layer sees and should give, at pixels of calibration images: the data of its least squares.
#pragma once

#include "modules/core/network/operators.h"
#include "modules/core/quantize/float_kernel.h"
#include "modules/core/quantize/parallel.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hashiflex::core {

// Of one group of channels. `inputs` are the integers that the weights of an output are multiplied with, in their
// order, [input][sample], less `zero`, so that 16 bits hold them; `targets` are the sums that the float network has
// there, [sample][output].
struct Samples {
    std::size_t count = 0;
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    std::int32_t zero = 0;
    std::int32_t largest = 0;  // of |input - zero|
    std::vector<std::int16_t> input;
    std::vector<float> target;
};

// Which pixels of all images: every n-th, so that no layer has more samples than memory and time allow.
struct SamplePlan {
    std::int64_t step = 1;
    std::int64_t count = 0;
};
SamplePlan plan_samples(const Conv& conv, std::size_t images);

// `maps`: the layer's integer input, image by image; `range`: what it can be; `sums`: of the float layer, before its
// activation.
Samples take_samples(const Conv& conv, int group, const std::vector<Tensor>& maps, Interval range,
                     const std::vector<FloatMap>& sums, const Parallel& parallel);

}  // namespace hashiflex::core
