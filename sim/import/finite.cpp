// SPDX-License-Identifier: Apache-2.0
#include "sim/import/finite.h"

#include <cmath>

namespace hashiflex::importing {

void judge_finite(Lowering& context, const std::string& what, const Tensor& tensor) {
    for (std::size_t i = 0; i < tensor.reals.size(); ++i) {
        if (std::isfinite(tensor.reals[i])) continue;
        context.report(Unsupported("its " + what + " hold " + (std::isnan(tensor.reals[i]) ? "NaN" : "an infinity") +
                                       ", as value " + std::to_string(i),
                                   "the training has diverged, or the file is damaged"));
        return;
    }
}

std::vector<double> bias_of(Lowering& context, const Tensor* bias, int channels) {
    const auto count = static_cast<std::size_t>(channels);
    if (bias == nullptr) return std::vector<double>(count, 0.0);
    const bool fits = bias->size() == 1 || (bias->size() == count && !bias->shape.empty() &&
                                            bias->shape.back() == static_cast<std::int64_t>(count));
    if (!bias->is_real() || !fits)
        throw Unsupported("its bias is a tensor " + shape_text(bias->shape) + ", not one value for each of " +
                          std::to_string(channels) + " channels");
    judge_finite(context, "bias", *bias);
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = bias->at(bias->size() == 1 ? 0 : i);
    return values;
}

}  // namespace hashiflex::importing
