// SPDX-License-Identifier: Apache-2.0
#include "sim/images/image_array.h"

#include "sim/config/error.h"

#include <algorithm>

namespace hashiflex {
namespace {

std::string shown(const std::vector<std::size_t>& shape) {
    std::string text = "[";
    for (const std::size_t extent : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
    return text + "]";
}

// "[images, 8, 8, 1] or [images, 8, 8]"
std::string allowed_shapes(const core::Shape& shape) {
    const std::string map = "[images, " + std::to_string(shape.height) + ", " + std::to_string(shape.width);
    const std::string all = map + ", " + std::to_string(shape.channels) + "]";
    return (shape.channels == 1 ? all + " or " + map + "]" : all) + ", as the network's input";
}

bool has_shape(const core::Array& array, const core::Shape& shape) {
    const std::vector<std::size_t>& found = array.shape;
    const bool without_channels = shape.channels == 1 && found.size() == 3;
    return (found.size() == 4 || without_channels) && found[0] > 0 &&
           found[1] == static_cast<std::size_t>(shape.height) && found[2] == static_cast<std::size_t>(shape.width) &&
           (without_channels || found[3] == static_cast<std::size_t>(shape.channels));
}

}  // namespace

const core::Array& array_named(const core::WeightSet& arrays, const std::string& name, const std::string& file) {
    const auto found = arrays.find(name);
    if (found != arrays.end()) return found->second;
    std::vector<std::string> names;
    for (const auto& entry : arrays) names.push_back(entry.first);
    throw config_error({file, name, "no such array", joined(names), nearest(name, names)});
}

void require_integers(const core::Array& array, const std::string& file, const std::string& name,
                      std::int64_t highest) {
    const std::string allowed = "integers from 0 to " + std::to_string(highest);
    if (!array.is_integer) throw config_error({file, name, "real numbers", allowed, ""});
    const auto wrong = std::find_if(array.integers.begin(), array.integers.end(),
                                    [&](std::int64_t value) { return value < 0 || value > highest; });
    if (wrong != array.integers.end()) throw config_error({file, name, std::to_string(*wrong), allowed, ""});
}

std::vector<int> labels_of_array(const core::Array& array, const std::string& file, const std::string& name,
                                 std::size_t images, std::optional<int> classes) {
    constexpr int kHighest = 1 << 30;
    require_integers(array, file, name, classes ? *classes - 1 : kHighest);
    if (array.integers.size() != images)
        throw config_error({file, name, std::to_string(array.integers.size()) + " labels",
                            "one for each of the " + std::to_string(images) + " images", ""});
    std::vector<int> labels;
    for (const std::int64_t label : array.integers) labels.push_back(static_cast<int>(label));
    return labels;
}

std::vector<std::vector<std::uint8_t>> images_of_array(const core::Array& array, const std::string& file,
                                                       const std::string& name, const core::Shape& shape) {
    if (!has_shape(array, shape))
        throw config_error({file, name, "shape " + shown(array.shape), allowed_shapes(shape), ""});
    require_integers(array, file, name, 255);
    const auto size = static_cast<std::size_t>(shape.elements());
    std::vector<std::vector<std::uint8_t>> images(array.shape[0]);
    auto value = array.integers.begin();
    for (auto& image : images) {
        image.resize(size);
        for (auto& pixel : image) pixel = static_cast<std::uint8_t>(*value++);
    }
    return images;
}

}  // namespace hashiflex
