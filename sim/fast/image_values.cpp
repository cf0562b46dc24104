// SPDX-License-Identifier: Apache-2.0
#include "sim/fast/image_values.h"

#include "sim/fast/image_loop.h"

#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace hashiflex {
namespace {

int class_of(const core::Operator& op, const std::int32_t* sums) {
    if (const auto* npu = std::get_if<core::Classifier>(&op))
        return core::classify(sums, npu->classes, npu->multiplier);
    if (const auto* argmax = std::get_if<core::Argmax>(&op))
        return core::classify(sums, argmax->classes, argmax->multiplier);
    return -1;
}

}  // namespace

ImageEvaluator::ImageEvaluator(const core::Design& design) : design_(design) {
    kernels_.reserve(design.stages.size());
    for (const auto& stage : design.stages)
        kernels_.emplace_back(stage.op, std::vector<core::RowType>(stage.in.begin(), stage.in.end()),
                              core::row_format(stage.out));
}

ImageValues ImageEvaluator::operator()(const std::vector<std::uint8_t>& pixels) const {
    const core::ImageMaps computed = maps(pixels);
    ImageValues values;
    values.sums = core::unpacked(computed.stages.back());
    values.top1 = class_of(design_.stages.back().op, values.sums.data());
    return values;
}

core::ImageMaps ImageEvaluator::maps(const std::vector<std::uint8_t>& pixels) const {
    const auto expected = static_cast<std::size_t>(design_.source.type.shape.elements());
    if (pixels.size() != expected)
        throw std::invalid_argument("an image has " + std::to_string(pixels.size()) + " bytes; the input port takes " +
                                    std::to_string(expected));
    const core::Tensor input = core::taken_from(pixels, design_.source.offset);
    core::ImageMaps maps;
    maps.source = core::packed(input, core::row_format(design_.source.type));
    maps.stages.resize(design_.stages.size());
    for (std::size_t s = 0; s < maps.stages.size(); ++s) {
        const core::StageDesign& stage = design_.stages[s];
        std::vector<const core::PackedMap*> inputs;
        for (const auto& buffer : stage.inputs) inputs.push_back(&maps.of(buffer.producer));
        std::vector<core::Shape> shapes;
        for (const auto& type : stage.in) shapes.push_back(type.shape);
        maps.stages[s] = core::evaluate(stage.op, kernels_[s], inputs, shapes, stage.out.shape);
    }
    return maps;
}

std::vector<ImageValues> evaluate_images(const core::Design& design,
                                         const std::vector<std::vector<std::uint8_t>>& images, std::uint64_t count,
                                         std::uint64_t jobs, const std::atomic<bool>* stop,
                                         const std::function<void(std::uint64_t)>& computed) {
    const ImageEvaluator evaluate(design);
    std::vector<ImageValues> values(count);
    const std::uint64_t done = for_each_image(count, {jobs, stop, computed},
                                              [&](std::uint64_t image) { values[image] = evaluate(images[image]); });
    values.resize(done);
    return values;
}

}  // namespace hashiflex
