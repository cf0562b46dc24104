// SPDX-License-Identifier: Apache-2.0
// Are dumped tensors those that the known-good vectors of real networks say, in the documented form?
#include "sim/config/npz.h"
#include "tests/sim/cli/shell.h"

#include <boost/crc.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

using namespace hashiflex;
using Catch::Matchers::Contains;
using hashiflex::test::Shell;
namespace fs = std::filesystem;

namespace {

const fs::path kSource = HASHIFLEX_SOURCE_DIR;
const std::vector<std::string> kDigitsLayers{"stem",       "b1_expand", "b1_dw",      "b1_project", "b1_add",
                                             "b2_expand",  "b2_dw",     "b2_project", "b3_expand",  "b3_dw",
                                             "b3_project", "b3_add",    "head",       "pool"};

using Integers = std::vector<std::int64_t>;

Integers first(const Integers& values, std::size_t count) {
    return {values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count)};
}

// Of the first `images` of golden.npz, which plain numpy integers made (workloads/digits/integer_model.py).
void require_digits(const Shell& shell, const std::string& folder, std::size_t images) {
    const core::WeightSet golden = load_npz(kSource / "workloads/digits/golden.npz");
    for (const auto& layer : kDigitsLayers) {
        INFO(layer);
        const core::WeightSet dump = load_npz(shell.path(folder + "/" + layer + ".npz"));
        const core::Array& values = dump.at("values");
        const core::Array& expected = golden.at(layer);
        auto shape = expected.shape;
        const std::size_t size = expected.integers.size() / shape[0];
        shape[0] = images;
        REQUIRE(values.shape == shape);
        REQUIRE(values.integers == first(expected.integers, images * size));
        REQUIRE(dump.at("frac").shape.empty());
    }
    const core::Array sums = load_npz(shell.path(folder + "/fc.npz")).at("values");
    REQUIRE(sums.shape == std::vector<std::size_t>{images, 1, 1, 10});
    REQUIRE(sums.integers == first(golden.at("sums").integers, images * 10));
}

}  // namespace

TEST_CASE("every layer of the digits network is dumped as the known-good vectors say") {
    const Shell shell;
    REQUIRE(shell.hashiflex("run digits.yaml --quiet --images 32 --dump all --out d").code == 0);
    require_digits(shell, "d", 32);
    // The input after its offset, 9 bits signed; the test set itself is another file.
    const core::Array pixels = load_npz(kSource / "workloads/digits/test.npz").at("x_test");
    const core::WeightSet input = load_npz(shell.path("d/input.npz"));
    CHECK(input.at("values").integers == first(pixels.integers, 32 * 64));
    CHECK_THAT(shell.read("d/input.npz"), Contains("'<i2'"));
    CHECK_THAT(shell.read("d/stem.npz"), Contains("'|u1'") && Contains("(32, 8, 8, 16)"));
}

TEST_CASE("the frac and scale of dumps turn values into logits and activations") {
    const Shell shell;
    REQUIRE(shell.hashiflex("run digits.yaml --quiet --images 3 --dump fc --dump stem --out d").code == 0);
    const core::WeightSet golden = load_npz(kSource / "workloads/digits/golden.npz");
    const core::WeightSet fc = load_npz(shell.path("d/fc.npz"));
    REQUIRE(fc.count("scale") == 1);
    CHECK(fc.count("frac") == 0);
    for (std::size_t i = 0; i < 30; ++i)
        CHECK(static_cast<float>(fc.at("values").integers[i]) * fc.at("scale").reals[i % 10] ==
              golden.at("logits").reals[i]);
    CHECK_FALSE(shell.exists("d/pool.npz"));
}

TEST_CASE("a hardwired classifier dumps its sums twice: before and after the argmax") {
    const Shell shell;
    REQUIRE(shell
                .hashiflex("run '" + (kSource / "configs/designs/digits_hardwired.yaml").string() +
                           "' --set clock.allow_above_max=true --quiet --images 5 --dump all --out d")
                .code == 0);
    require_digits(shell, "d", 5);
    CHECK(load_npz(shell.path("d/fc_argmax.npz")).at("values").integers ==
          load_npz(shell.path("d/fc.npz")).at("values").integers);
}

TEST_CASE("equal runs dump equal bytes, and dumps change no number of the report") {
    const Shell shell;
    REQUIRE(shell.hashiflex("run digits.yaml --quiet --images 4 --dump head --dump head --out a").code == 0);
    REQUIRE(shell.hashiflex("run digits.yaml --quiet --images 4 --dump head --dump fc --out b").code == 0);
    REQUIRE(shell.hashiflex("run digits.yaml --quiet --images 4 --out c").code == 0);
    CHECK(shell.read("a/head.npz") == shell.read("b/head.npz"));
    CHECK(shell.read("a/report.json") == shell.read("c/report.json"));
    CHECK(shell.read("b/report.json") == shell.read("c/report.json"));
}

TEST_CASE("an interrupted run dumps the images that are done") {
    const Shell shell;
    // On a machine that is busy two seconds may be too short for the images that are compared.
    std::size_t done = 0;
    for (int seconds = 2; done <= 32 && seconds <= 32; seconds *= 2) {
        const auto outcome = shell.hashiflex("run digits.yaml --images 200000 --dump stem --dump fc --out d",
                                             "timeout --preserve-status -s INT " + std::to_string(seconds));
        REQUIRE(outcome.code == 130);
        if (shell.exists("d/report.json"))
            done = nlohmann::json::parse(shell.read("d/report.json"))["images"].get<std::size_t>();
    }
    REQUIRE(done > 32);
    const core::Array sums = load_npz(shell.path("d/fc.npz")).at("values");
    REQUIRE(sums.shape[0] == done);
    REQUIRE(load_npz(shell.path("d/stem.npz")).at("values").shape[0] == done);
    REQUIRE(first(sums.integers, 320) == load_npz(kSource / "workloads/digits/golden.npz").at("sums").integers);
}

TEST_CASE("a dump that cannot be is refused before the run") {
    const Shell shell;
    const auto rejected = [&](const std::string& options, const std::string& hint) {
        const auto outcome = shell.hashiflex("run digits.yaml --out d " + options);
        INFO(options);
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.err, Contains(hint));
        CHECK_FALSE(shell.exists("d/report.json"));
    };
    rejected("--dump haed", "--dump: found unknown layer 'haed'; allowed: all, input, stem, ");
    rejected("--dump haed", "did you mean 'head'?");
    rejected("--dump fc --dump imput", "did you mean 'input'?");
    // 8 * 8 * 16 bytes an image.
    rejected("--dump stem --images 262145", "found 256 MiB: layer 'stem' of 262145 images; allowed: up to 256 MiB");
    rejected("--dump all --images 100000000000000000", "16 layers of 100000000000000000 images");
    fs::create_directories(shell.path("d/stem.npz"));
    rejected("--dump stem", "stem.npz: it is a folder");
}

TEST_CASE("every layer of MobileNetV2 is dumped as the known-good checksums say") {
    const fs::path data = kSource / "../shared/data", model = data / "mobilenet_v2_1.0_224_po2";
    const fs::path weights = model / "mobilenet_v2_1.0_224_po2.npz";
    if (!fs::is_regular_file(weights)) {
        WARN("skipped: there is no " << weights.string());
        return;
    }
    const Shell shell;
    REQUIRE(shell
                .hashiflex("run '" + (kSource / "configs/designs/mobilenetv2_224.yaml").string() +
                           "' --quiet --images 1 --dump all --out d --set 'weights=" + fs::canonical(weights).string() +
                           "' --input '" + (data / "natural_images/natural_images_224.npz").string() + "'")
                .code == 0);
    const core::WeightSet golden = load_npz(model / "golden.npz");
    const auto description = nlohmann::json::parse(std::ifstream(model / "mobilenet_v2_1.0_224_po2.json"));
    // The names of layers in their order, from the bill of the report.
    const auto stages = nlohmann::json::parse(shell.read("d/report.json"))["stages"];
    REQUIRE(golden.at("crc32").integers.size() + 1 == stages.size());
    for (std::size_t layer = 0; layer + 1 < stages.size(); ++layer) {
        const auto name = stages[layer]["name"].get<std::string>();
        INFO(name);
        const core::WeightSet dump = load_npz(shell.path("d/" + name + ".npz"));
        boost::crc_32_type crc;
        for (const std::int64_t value : dump.at("values").integers) crc.process_byte(static_cast<unsigned char>(value));
        REQUIRE(crc.checksum() == golden.at("crc32").integers[layer]);
        const auto tensor = std::to_string(description["layers"][layer]["output"].get<int>());
        REQUIRE(dump.at("frac").integers.at(0) == description["frac"][tensor].get<int>());
    }
    const core::WeightSet fc = load_npz(shell.path("d/fc.npz"));
    for (std::size_t c = 0; c < 1001; ++c)
        REQUIRE(static_cast<float>(fc.at("values").integers[c]) * fc.at("scale").reals[c] ==
                golden.at("logits").reals[c]);
}
