// SPDX-License-Identifier: Apache-2.0
// Cuts the arrays of a test set into images, after a look at their shapes and values.
#include "sim/cli/run_images.h"

#include "sim/config/error.h"
#include "sim/config/npz.h"

#include <algorithm>
#include <random>

namespace hashiflex {
namespace {

std::string shown(const std::vector<std::size_t>& shape) {
    std::string text = "[";
    for (const std::size_t extent : shape) text += (text.size() > 1 ? "," : "") + std::to_string(extent);
    return text + "]";
}

const core::Array& integers(const core::WeightSet& arrays, const std::string& name, const std::string& file,
                            std::int64_t highest) {
    const auto found = arrays.find(name);
    std::vector<std::string> names;
    for (const auto& entry : arrays) names.push_back(entry.first);
    if (found == arrays.end()) {
        throw config_error({file, name, "no such array", joined(names), nearest(name, names)});
    }
    const auto& array = found->second;
    const bool good = array.is_integer && std::all_of(array.integers.begin(), array.integers.end(),
                                                      [&](auto value) { return value >= 0 && value <= highest; });
    if (!good) throw config_error({file, name, "other values", "integers from 0 to " + std::to_string(highest), ""});
    return array;
}

}  // namespace

RunImages test_images(const TestSet& set, const core::Shape& shape) {
    const core::WeightSet arrays = load_npz(set.file);
    const std::string file = set.file.string();
    const auto& pixels = integers(arrays, set.images, file, 255);
    const auto size = static_cast<std::size_t>(shape.elements());
    const std::size_t count = pixels.shape.empty() ? 0 : pixels.shape[0];
    std::vector<std::size_t> expected{count, static_cast<std::size_t>(shape.height),
                                      static_cast<std::size_t>(shape.width), static_cast<std::size_t>(shape.channels)};
    std::vector<std::size_t> found = pixels.shape;
    if (shape.channels == 1 && found.size() == 3) found.push_back(1);
    if (count == 0 || found != expected) {
        expected.erase(expected.begin());
        throw config_error(
            {file, set.images, "shape " + shown(pixels.shape), "[images," + shown(expected).substr(1), ""});
    }
    const auto& labels = integers(arrays, set.labels, file, 1 << 30);
    if (labels.integers.size() != count) {
        throw config_error({file, set.labels, std::to_string(labels.integers.size()) + " labels",
                            "one for each of the " + std::to_string(count) + " images", ""});
    }
    RunImages run;
    run.source = "test set";
    for (std::size_t i = 0; i < count; ++i) {
        const auto first = pixels.integers.begin() + static_cast<std::ptrdiff_t>(i * size);
        auto& image = run.images.emplace_back(size);
        std::transform(first, first + static_cast<std::ptrdiff_t>(size), image.begin(),
                       [](std::int64_t value) { return static_cast<std::uint8_t>(value); });
        run.labels.push_back(static_cast<int>(labels.integers[i]));
    }
    return run;
}

RunImages synthetic_images(const core::Shape& shape, std::uint64_t count, std::uint64_t seed) {
    std::mt19937_64 random(seed);  // its numbers are fixed by the standard, those of distributions are not
    RunImages run;
    run.source = "synthetic";
    for (std::uint64_t i = 0; i < count; ++i) {
        auto& image = run.images.emplace_back(static_cast<std::size_t>(shape.elements()));
        for (auto& pixel : image) pixel = static_cast<std::uint8_t>(random() >> 56);
    }
    return run;
}

}  // namespace hashiflex
