// SPDX-License-Identifier: Apache-2.0
#include "sim/eval/class_head.h"

#include "modules/core/accuracy/ranking.h"

#include <stdexcept>
#include <variant>

namespace hashiflex {

ImageClasses ClassHead::operator()(const std::vector<std::int32_t>& sums) const {
    if (sums.size() != static_cast<std::size_t>(classes)) throw std::logic_error("an image without a sum per class");
    ImageClasses image{core::best_classes(core::scores_of(sums, multiplier), kBestClasses), {}};
    for (std::size_t c = 0; c < sums.size(); ++c) {
        const double unit = scale.empty() ? 1.0 : static_cast<double>(scale[c]);
        image.logits.push_back(static_cast<float>(sums[c] * unit));
    }
    return image;
}

std::optional<ClassHead> class_head(const core::Design& design) {
    const core::Operator& last = design.stages.back().op;
    if (const auto* npu = std::get_if<core::Classifier>(&last))
        return ClassHead{npu->classes, npu->multiplier, design.logit_scale};
    if (const auto* argmax = std::get_if<core::Argmax>(&last))
        return ClassHead{argmax->classes, argmax->multiplier, design.logit_scale};
    return std::nullopt;
}

}  // namespace hashiflex
