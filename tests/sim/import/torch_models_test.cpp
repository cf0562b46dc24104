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

std::vector<double> logits_of(const std::filesystem::path& file, const core::Array& image) {
    const auto imported = importing::import_onnx(file, {});
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
        const auto found = logits_of(kModels / (name + ".onnx"), expected.at(name + ".image"));
        CHECK(difference(found, expected.at(name + ".logits").reals) < 1e-5);
    }
}

// Those of the models that it reads: how many.
std::size_t compare_with_opencv(const std::filesystem::path& models) {
    const TempDir folder;
    const std::string out = (folder / "opencv.npz").string();
    const std::string script = HASHIFLEX_SOURCE_DIR "/tests/sim/import/opencv_logits.py";
    const std::string call = HASHIFLEX_PYTHON " " + script + " " + models.string() + " " + out + " >/dev/null 2>&1";
    REQUIRE(std::system(call.c_str()) == 0);
    const auto images = load_npz(models / "expected.npz");
    const auto logits = load_npz(out);
    for (const auto& [name, expected] : logits) {
        INFO(name);
        CHECK(difference(logits_of(models / (name + ".onnx"), images.at(name + ".image")), expected.reals) < 1e-4);
    }
    return logits.size();
}

bool opencv_missing() {
    if (std::system(HASHIFLEX_PYTHON " -c 'import cv2, numpy' 2>/dev/null") == 0) return false;
    WARN("python3-opencv is not installed: the comparison with it is skipped");
    return true;
}

TEST_CASE("import: OpenCV's DNN module gives the same logits") {
    if (!opencv_missing()) CHECK(compare_with_opencv(kModels) >= 5);  // it does not read them all
}

TEST_CASE("import: the real MobileNetV2 on a photograph, against OpenCV's DNN module") {
    const std::filesystem::path data = HASHIFLEX_SOURCE_DIR "/../shared/data";
    const std::string name = "mobilenet_v2_1.0_224";
    const auto model = data / (name + "_onnx") / (name + ".onnx");
    if (!std::filesystem::exists(model)) WARN("no " << model << ": the comparison is skipped");
    if (!std::filesystem::exists(model) || opencv_missing()) return;
    const TempDir folder;
    std::filesystem::create_symlink(std::filesystem::absolute(model), folder / (name + ".onnx"));
    auto photograph = load_npz(data / "natural_images/natural_images_224.npz", {"images"}).at("images");
    photograph.shape.erase(photograph.shape.begin());
    photograph.integers.resize(std::size_t{224} * 224 * 3);  // the first one
    write_npz(folder / "expected.npz", {{name + ".image", photograph}});
    CHECK(compare_with_opencv(folder / "") == 1);
}

}  // namespace
}  // namespace hashiflex::test
