// SPDX-License-Identifier: Apache-2.0
// Files that PyTorch 1.13 wrote (make_torch_models.py), against what PyTorch says of an image; and all of them against
// OpenCV's DNN module, if it is here.
#include "modules/core/quantize/float_network.h"
#include "sim/config/npz.h"
#include "sim/import/import.h"
#include "tests/sim/config/temp_dir.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace hashiflex::test {
namespace {

const std::filesystem::path kModels = HASHIFLEX_SOURCE_DIR "/tests/sim/import/models";

double difference(const std::vector<double>& found, const std::vector<float>& expected) {
    REQUIRE(found.size() == expected.size());
    double largest = 0, most = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        largest = std::max(largest, std::fabs(double{expected[i]}));
        most = std::max(most, std::fabs(found[i] - double{expected[i]}));
    }
    return most / largest;
}

std::vector<double> logits_of(const std::string& model, const core::Array& image) {
    const auto imported = importing::import_onnx(kModels / (model + ".onnx"), {});
    CHECK(imported.model.has_classifier());
    const auto network = core::build_float_network(imported.model.spec, imported.model.weights);
    return core::logits(network, {image.integers.begin(), image.integers.end()});
}

const std::vector<std::string> kNames{"mobilenet_v1", "mobilenet_v2", "resnet18", "resnet18_with_bn",
                                      "vgg11",        "lenet5",       "ds_cnn"};

TEST_CASE("import: networks of PyTorch give the logits of PyTorch") {
    const auto expected = load_npz(kModels / "expected.npz");
    for (const auto& name : kNames) {
        INFO(name);
        const auto found = logits_of(name, expected.at(name + ".image"));
        CHECK(difference(found, expected.at(name + ".logits").reals) < 1e-5);
    }
}

TEST_CASE("import: OpenCV's DNN module gives the same logits") {
    const std::string python = HASHIFLEX_PYTHON;
    if (std::system((python + " -c 'import cv2, numpy' 2>/dev/null").c_str()) != 0) {
        WARN("python3-opencv is not installed: the comparison with it is skipped");
        return;
    }
    const TempDir folder;
    const std::string out = (folder / "opencv.npz").string();
    const std::string script = HASHIFLEX_SOURCE_DIR "/tests/sim/import/opencv_logits.py";
    REQUIRE(std::system((python + " " + script + " " + kModels.string() + " " + out + " 2>/dev/null").c_str()) == 0);
    const auto images = load_npz(kModels / "expected.npz");
    std::size_t compared = 0;
    for (const auto& [name, logits] : load_npz(out)) {
        INFO(name);
        CHECK(difference(logits_of(name, images.at(name + ".image")), logits.reals) < 1e-4);
        ++compared;
    }
    CHECK(compared >= 5);  // it does not read them all
}

}  // namespace
}  // namespace hashiflex::test
