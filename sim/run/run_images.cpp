// SPDX-License-Identifier: Apache-2.0
#include "sim/run/run_images.h"

#include "sim/config/error.h"
#include "sim/config/npz.h"
#include "sim/files/sha256.h"
#include "sim/images/image_array.h"
#include "sim/images/input_images.h"
#include "sim/quantize/calibration.h"

#include <algorithm>
#include <random>
#include <utility>
#include <variant>

namespace hashiflex {

std::optional<int> classes_of(const core::NetworkSpec& network) {
    if (network.layers.empty()) return std::nullopt;
    const auto* classifier = std::get_if<core::ClassifierSpec>(&network.layers.back().kind);
    return classifier == nullptr ? std::nullopt : std::optional<int>(classifier->classes);
}

RunImages given_images(const std::vector<std::string>& paths, const core::Shape& shape, std::optional<int> classes) {
    RunImages run;
    run.source = "given";
    std::string last;
    for (InputImage& image : input_images(paths, shape, classes)) {
        const std::string name = image.file.filename().string();
        if (image.file != last) {  // the images of an array follow each other
            const char* role = image.fitting ? "photograph" : "images";
            run.files.push_back({role, name, sha256_of_file(image.file)});
        }
        last = image.file.string();
        if (image.fitting)
            run.photographs.push_back({run.images.size(), name, run.files.back().sha256, *std::move(image.fitting)});
        run.images.push_back(std::move(image.pixels));
        run.labels.push_back(image.label);
    }
    const auto labelled = [](int label) { return label != kNoLabel; };
    if (std::none_of(run.labels.begin(), run.labels.end(), labelled)) run.labels.clear();
    return run;
}

RunImages test_images(const TestSet& set, const core::Shape& shape, std::optional<int> classes) {
    const core::WeightSet arrays = load_npz(set.file);
    const std::string file = set.file.string();
    RunImages run;
    run.source = "test set";
    run.images = images_of_array(array_named(arrays, set.images, file), file, set.images, shape);
    run.labels = labels_of_array(array_named(arrays, set.labels, file), file, set.labels, run.images.size(), classes);
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

RunImages images_of_network(const NetworkFile& network, const core::Shape& shape, std::uint64_t synthetic) {
    if (!network.test_set) return synthetic_images(shape, synthetic, kImageSeed);
    RunImages images = test_images(*network.test_set, shape, classes_of(network.spec));
    require_other_images(images, network);
    return images;
}

void require_other_images(const RunImages& images, const NetworkFile& network) {
    if (!network.quantization || images.labels.empty()) return;
    const auto& seen = network.quantization->image_hashes;
    for (std::size_t i = 0; i < images.images.size() && !seen.empty(); ++i)
        if (seen.count(hash_of_image(images.images[i])) > 0)
            throw config_error({network.quantization->calibration->string(), "weights.quantize.calibrate",
                                "image " + std::to_string(i) + " of the labelled images among those that calibrate",
                                "other images: an accuracy on them would say nothing", ""});
}

std::uint64_t images_to_run(const std::optional<std::uint64_t>& asked, const RunImages& images) {
    return asked.value_or(images.images.empty() ? kSyntheticImages : images.images.size());
}

}  // namespace hashiflex
