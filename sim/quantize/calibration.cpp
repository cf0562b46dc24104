// SPDX-License-Identifier: Apache-2.0
#include "sim/quantize/calibration.h"

#include "sim/config/error.h"
#include "sim/config/npz.h"
#include "sim/files/sha256.h"
#include "sim/images/image_array.h"

#include <algorithm>
#include <random>
#include <string_view>

namespace hashiflex {
namespace {

constexpr std::size_t kSynthetic = 32;
constexpr std::uint64_t kSeed = 2;  // other images than a run without any has

std::vector<std::vector<std::uint8_t>> synthetic(const core::Shape& shape, std::size_t count) {
    std::mt19937_64 random(kSeed);
    std::vector<std::vector<std::uint8_t>> images(count);
    for (auto& image : images) {
        image.resize(static_cast<std::size_t>(shape.elements()));
        for (auto& pixel : image) pixel = static_cast<std::uint8_t>(random() >> 56);
    }
    return images;
}

}  // namespace

CalibrationFile calibration_file(const std::string& text) {
    constexpr std::string_view kEnd = ".npz:";
    const std::size_t end = text.rfind(kEnd);
    if (end == std::string::npos) return {text, "images"};
    return {text.substr(0, end + kEnd.size() - 1), text.substr(end + kEnd.size())};
}

Calibration calibration_images(const std::string& text, std::size_t most, const core::Shape& shape) {
    Calibration calibration;
    if (text.empty()) {
        calibration.images = synthetic(shape, std::min(most, kSynthetic));
        return calibration;
    }
    const auto [file, name] = calibration_file(text);
    const core::WeightSet arrays = load_npz(file, {name});  // others may be of types that are not understood
    if (arrays.empty())
        throw config_error(
            {file.string(), name, "no such array", "an array of this name; FILE.npz:ARRAY names another", ""});
    calibration.file = file;
    calibration.images = images_of_array(arrays.at(name), file.string(), name, shape);
    if (calibration.images.size() > most) calibration.images.resize(most);
    for (const auto& image : calibration.images) calibration.hashes.insert(hash_of_image(image));
    return calibration;
}

std::string hash_of_image(const std::vector<std::uint8_t>& pixels) {
    return sha256_of_text({reinterpret_cast<const char*>(pixels.data()), pixels.size()});
}

}  // namespace hashiflex
