// SPDX-License-Identifier: Apache-2.0
#include "sim/eval/evaluate_classes.h"

#include "modules/core/accuracy/divergence.h"
#include "modules/core/accuracy/ranking.h"
#include "sim/fast/image_values.h"

#include <stdexcept>

namespace hashiflex {
namespace {

FloatClasses float_classes(const core::FloatNetwork& model, const std::vector<std::uint8_t>& pixels,
                           const ImageClasses& chip) {
    const std::vector<double> logits = core::logits(model, pixels);
    const std::vector<double> found(chip.logits.begin(), chip.logits.end());
    return {core::best_classes(logits, kBestClasses), core::softmax_divergence(logits, found)};
}

}  // namespace

std::vector<EvaluatedImage> evaluate_classes(const core::Design& design, const core::FloatNetwork* model,
                                             const std::vector<std::vector<std::uint8_t>>& images, std::uint64_t count,
                                             const ImageLoop& loop) {
    const auto head = class_head(design);
    if (!head) throw std::invalid_argument("the network has no classifier");
    const ImageEvaluator evaluate(design);
    std::vector<EvaluatedImage> results(count);
    const std::uint64_t done = for_each_image(count, loop, [&](std::uint64_t i) {
        EvaluatedImage& result = results[i];
        result.chip = (*head)(evaluate(images[i]).sums);
        if (model != nullptr) result.model = float_classes(*model, images[i], result.chip);
    });
    results.resize(done);
    return results;
}

}  // namespace hashiflex
