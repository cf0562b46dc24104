// SPDX-License-Identifier: Apache-2.0
// Does a run of photographs say which class each is, and how the file became an image?
#include "sim/config/npz.h"
#include "tests/sim/cli/shell.h"
#include "tests/support/picture_files.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

using Catch::Matchers::Contains;
using hashiflex::test::Shell;

namespace {

// What the digits network takes: 8 x 8 x 1.
std::string picture(int width, int height, int channels) {
    return hashiflex::test::png_file(hashiflex::test::gradient(width, height, channels));
}

}  // namespace

TEST_CASE("a run of photographs reports each with its class, crop, resize and hash") {
    const Shell shell;
    shell.write("small.png", picture(8, 8, 1));
    shell.write("wide.png", picture(30, 16, 3));
    const auto outcome = shell.hashiflex("run digits.yaml --input small.png --input wide.png");
    REQUIRE(outcome.code == 0);
    CHECK_THAT(outcome.out, Contains("2 of 2 images (given)") && Contains("small.png: class = ") &&
                                Contains("30x16 pixels, crop 16x16 at 7, 0, bilinear to 8x8, RGB to grey"));
    const auto json = nlohmann::json::parse(shell.read("report.json"));
    CHECK(json["image_source"] == "given");
    CHECK(json["accuracy"]["top1"].is_null());
    REQUIRE(json["photographs"].size() == 2);
    const auto& small = json["photographs"][0];
    CHECK(small["file"] == "small.png");
    CHECK(small["class"].is_number_integer());
    CHECK(small["resize"] == "none");
    const auto& wide = json["photographs"][1];
    CHECK((wide["image"] == 1 && wide["width"] == 30 && wide["height"] == 16));
    CHECK(wide["crop"] == nlohmann::json{{"x", 7}, {"y", 0}, {"width", 16}, {"height", 16}});
    CHECK((wide["resize"] == "bilinear" && wide["channels"] == "RGB to grey"));
    int hashed = 0;
    for (const auto& input : json["provenance"]["inputs"]) {
        if (input["role"] != "photograph") continue;
        CHECK(input["sha256"] == json["photographs"][static_cast<std::size_t>(hashed++)]["sha256"]);
    }
    CHECK(hashed == 2);
    shell.write("validate.sh", "exec " HASHIFLEX_PYTHON " -m jsonschema -i report.json " HASHIFLEX_SOURCE_DIR
                               "/docs/schema/report.schema.json");
    CHECK(std::system(("cd '" + shell.path("").string() + "' && sh validate.sh >/dev/null 2>&1").c_str()) == 0);
}

TEST_CASE("photographs that were not reached have no class, with the reason") {
    const Shell shell;
    shell.write("a.png", picture(8, 8, 1));
    shell.write("b.png", picture(9, 9, 1));
    REQUIRE(shell.hashiflex("run digits.yaml --quiet --images 1 --input a.png --input b.png").code == 0);
    const auto json = nlohmann::json::parse(shell.read("report.json"));
    CHECK(json["photographs"][1]["class"].is_null());
    CHECK(json["reasons"]["photographs[1].class"] == "the image is not done");
}

TEST_CASE("a photograph that cannot be read ends with 2 and leaves nothing behind") {
    const Shell shell;
    const std::string whole = picture(8, 8, 1);
    shell.write("cut.png", whole.substr(0, whole.size() / 2));
    shell.write("text.png", "hello");
    for (const std::string name : {"cut.png", "text.png", "none.png"}) {
        const auto outcome = shell.hashiflex("run digits.yaml --out o --dump stem --input " + name);
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.err, Contains(name));
        CHECK_FALSE(shell.exists("o"));
    }
}

TEST_CASE("a photograph of class 0 is one of class 0, not one without a class") {
    const auto set = hashiflex::load_npz(HASHIFLEX_SOURCE_DIR "/workloads/digits/test.npz");
    const auto model = hashiflex::load_npz(HASHIFLEX_SOURCE_DIR "/workloads/digits/golden.npz");
    // The first image that the model of workloads/digits, which shares no code with this one, takes for a 0.
    const auto& classes = model.at("top1_all").integers;
    const auto image = static_cast<std::size_t>(std::find(classes.begin(), classes.end(), 0) - classes.begin());
    hashiflex::Picture zero{8, 8, 1, {}};
    const auto& pixels = set.at("x_test").integers;
    for (std::size_t i = 0; i < 64; ++i) zero.pixels.push_back(static_cast<std::uint8_t>(pixels[image * 64 + i]));
    const Shell shell;
    shell.write("zero.png", hashiflex::test::png_file(zero));
    const auto outcome = shell.hashiflex("run digits.yaml --input zero.png");
    REQUIRE(outcome.code == 0);
    CHECK_THAT(outcome.out, Contains("zero.png: class = 0"));
    CHECK(nlohmann::json::parse(shell.read("report.json"))["photographs"][0]["class"] == 0);
}
