// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/import/check_import.h"

#include "modules/core/quantize/float_network.h"
#include "sim/config/error.h"
#include "tests/sim/config/temp_dir.h"
#include "tests/support/onnx_reference.h"
#include "tests/support/random.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <random>

namespace hashiflex::test {
namespace {

using Pixels = std::vector<std::uint8_t>;

std::vector<Pixels> images_of(const core::InputSpec& input) {
    const auto count = static_cast<std::size_t>(input.height * input.width * input.channels);
    std::vector<Pixels> images{Pixels(count, 0), Pixels(count, 255)};
    std::mt19937 random(5);
    for (int i = 0; i < 3; ++i) {
        Pixels image(count);
        for (auto& pixel : image) pixel = static_cast<std::uint8_t>(random() & 255);
        images.push_back(image);
    }
    return images;
}

ReferenceTensor reference_input(const OnnxModel& model, const core::InputSpec& spec, const Pixels& image,
                                const Seen& seen) {
    ReferenceTensor tensor;
    for (const auto& dim : model.model().graph().input(0).type().tensor_type().shape().dim())
        tensor.shape.push_back(dim.has_dim_value() && dim.dim_value() > 0 ? dim.dim_value() : 1);
    const auto height = static_cast<std::size_t>(spec.height), width = static_cast<std::size_t>(spec.width);
    const auto channels = static_cast<std::size_t>(spec.channels);
    tensor.values.resize(image.size());
    for (std::size_t h = 0; h < height; ++h)
        for (std::size_t w = 0; w < width; ++w)
            for (std::size_t c = 0; c < channels; ++c) {
                const std::size_t ours = (h * width + w) * channels + c;
                const std::size_t theirs = seen.nhwc ? ours : (c * height + h) * width + w;
                tensor.values[theirs] = seen.raw ? image[ours] : (image[ours] - 127) / 127.5;
            }
    return tensor;
}

// In the order of our maps.
std::vector<double> channels_last(const ReferenceTensor& tensor, const Seen& seen) {
    if (tensor.shape.size() < 3 || seen.nhwc_output) return tensor.values;
    const auto channels = static_cast<std::size_t>(tensor.shape[1]);
    const std::size_t pixels = tensor.values.size() / channels;
    std::vector<double> values(tensor.values.size());
    for (std::size_t c = 0; c < channels; ++c)
        for (std::size_t p = 0; p < pixels; ++p) values[p * channels + c] = tensor.values[c * pixels + p];
    return values;
}

}  // namespace

importing::Imported import_model(const OnnxModel& model, const importing::ImportOptions& options) {
    const TempDir folder;
    return importing::import_onnx(folder.write("model.onnx", model.bytes()), options);
}

void check_same_values(const importing::Imported& imported, const OnnxModel& model, const Seen& seen) {
    const auto network = core::build_float_network(imported.model.spec, imported.model.weights);
    for (const Pixels& image : images_of(imported.model.spec.input)) {
        const auto expected = channels_last(
            evaluate_onnx(model.model(), reference_input(model, imported.model.spec.input, image, seen)), seen);
        const auto found = core::evaluate(network, image);
        REQUIRE(found.size() == expected.size());
        double largest = 0, difference = 0;
        for (std::size_t i = 0; i < found.size(); ++i) {
            largest = std::max(largest, std::fabs(expected[i]));
            difference = std::max(difference, std::fabs(double{found[i]} - expected[i]));
        }
        CHECK(difference <= seen.tolerance * largest);
    }
}

importing::Imported check_import(const OnnxModel& model, const Seen& seen, const importing::ImportOptions& options) {
    auto imported = import_model(model, options);
    check_same_values(imported, model, seen);
    return imported;
}

std::string refusal(const OnnxModel& model, const importing::ImportOptions& options) {
    try {
        import_model(model, options);
        return "";
    } catch (const ConfigError& error) {
        return error.what();
    }
}

std::string kinds(const importing::Imported& imported) {
    static const char* const kNames[] = {"conv",        "depthwise", "linear", "pool",
                                         "global_pool", "add",       "concat", "classifier"};
    std::string text;
    for (const auto& layer : imported.model.spec.layers) {
        text += (text.empty() ? "" : ", ") + std::string(kNames[layer.kind.index()]);
        const core::Activation activation = core::activation_of(layer.kind);
        if (activation == core::Activation::relu) text += " relu";
        if (activation == core::Activation::relu6) text += " relu6";
    }
    return text;
}

}  // namespace hashiflex::test
