// SPDX-License-Identifier: Apache-2.0
#include "sim/run/run_images.h"

#include "sim/config/error.h"
#include "sim/config/npz.h"
#include "sim/files/sha256.h"
#include "sim/images/image_array.h"
#include "sim/images/input_images.h"
#include "sim/quantize/calibration.h"

#include <random>
#include <utility>

namespace hashiflex {

RunImages given_images(const std::vector<std::string>& paths, const core::Shape& shape) {
    RunImages run;
    run.source = "given";
    std::string last;
    for (InputImage& image : input_images(paths, shape)) {
        const std::string name = image.file.filename().string();
        if (image.file != last) {  // the images of an array follow each other
            const char* role = image.fitting ? "photograph" : "images";
            run.files.push_back({role, name, sha256_of_file(image.file)});
        }
        last = image.file.string();
        if (image.fitting)
            run.photographs.push_back({run.images.size(), name, run.files.back().sha256, *std::move(image.fitting)});
        run.images.push_back(std::move(image.pixels));
    }
    return run;
}

RunImages test_images(const TestSet& set, const core::Shape& shape) {
    const core::WeightSet arrays = load_npz(set.file);
    const std::string file = set.file.string();
    RunImages run;
    run.source = "test set";
    run.images = images_of_array(array_named(arrays, set.images, file), file, set.images, shape);
    const core::Array& labels = array_named(arrays, set.labels, file);
    require_integers(labels, file, set.labels, 1 << 30);
    if (labels.integers.size() != run.images.size())
        throw config_error({file, set.labels, std::to_string(labels.integers.size()) + " labels",
                            "one for each of the " + std::to_string(run.images.size()) + " images", ""});
    for (const std::int64_t label : labels.integers) run.labels.push_back(static_cast<int>(label));
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
    RunImages images = test_images(*network.test_set, shape);
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
