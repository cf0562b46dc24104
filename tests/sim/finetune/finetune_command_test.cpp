// SPDX-License-Identifier: Apache-2.0
// Does the command leave a classifier that classifies as it says, and refuse what it cannot do?
#include "sim/config/npz.h"
#include "tests/sim/cli/shell.h"
#include "tests/sim/schema/judge.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

using namespace hashiflex;
using namespace hashiflex::test;
using Catch::Matchers::Contains;
using hashiflex::test::Shell;

namespace {

const std::string kDigits = std::string(HASHIFLEX_SOURCE_DIR) + "/workloads/digits/";

// The test images of the digits, those of the first `classes` digits alone, as data.npz with images and labels.
void write_data(const Shell& shell, std::int64_t classes) {
    const core::WeightSet all = load_npz(kDigits + "test.npz");
    const core::Array& x = all.at("x_test");
    const core::Array& y = all.at("y_test");
    const std::size_t size = x.integers.size() / y.integers.size();
    core::Array images{x.shape, true, {}, {}}, labels{y.shape, true, {}, {}};
    for (std::size_t i = 0; i < y.integers.size(); ++i) {
        if (y.integers[i] >= classes) continue;
        labels.integers.push_back(y.integers[i]);
        const auto first = x.integers.begin() + static_cast<std::ptrdiff_t>(i * size);
        images.integers.insert(images.integers.end(), first, first + static_cast<std::ptrdiff_t>(size));
    }
    images.shape[0] = labels.shape[0] = labels.integers.size();
    write_npz(shell.path("data.npz"), {{"images", images}, {"labels", labels}});
}

nlohmann::json result(const Shell& shell) {
    return nlohmann::json::parse(shell.read("finetune.json"));
}

// The weights of the digits with the new last layer.
void write_new_weights(const Shell& shell) {
    core::WeightSet weights = load_npz(kDigits + "weights.npz");
    for (const auto& [name, array] : load_npz(shell.path("classifier.npz"))) weights[name] = array;
    write_npz(shell.path("new.npz"), weights);
}

}  // namespace

TEST_CASE("a chip with the new weights is as accurate as the fine-tuning says") {
    const std::string bits = GENERATE("8", "4");
    const Shell shell;
    write_data(shell, 10);
    const auto outcome = shell.hashiflex("finetune digits.yaml --data data.npz --l2 0.1 --weight-bits " + bits);
    REQUIRE(outcome.err == "");
    REQUIRE(outcome.code == 0);
    const auto tuned = result(shell);
    write_new_weights(shell);
    REQUIRE(shell.hashiflex("run digits.yaml --engine fast --set weights=new.npz").code == 0);
    const auto report = nlohmann::json::parse(shell.read("report.json"));
    CHECK(report["accuracy"]["correct"] == tuned["accuracy"]["test"]["correct"]);
    CHECK(tuned["accuracy"]["before"]["correct"] == 354);  // workloads/digits/README.md
    CHECK(tuned["accuracy"]["test"]["correct"] > 350);
}

TEST_CASE("images of the run have the old classes before the change and the new ones after it") {
    const Shell shell;
    write_data(shell, 10);
    REQUIRE(
        shell.hashiflex("finetune digits.yaml --data data.npz --reprogram-at 5 --set npu.write_port_bytes=8").code ==
        0);
    const auto tuned = result(shell);
    CHECK(tuned["reprogram"]["bytes"] == 700);  // 640 weights, 10 biases of 4 bytes, 10 multipliers of 2
    CHECK(tuned["reprogram"]["write_cycles"] == 88);
    CHECK(tuned["reprogram"]["throughput_dip"] == 0);
    CHECK(tuned["check"]["before"] == tuned["reprogram"]["first_image"]);
    CHECK(tuned["check"]["after"] >= 8);
    CHECK(tuned["check"]["wrong"] == 0);
    // 2 x 640 MACs, 2 x 40 cycles; 650 gradients and 650 master weights of 32 bits.
    CHECK(tuned["on_chip_training"]["macs_per_image"] == 1280);
    CHECK(tuned["on_chip_training"]["cycles_per_image"] == 80);
    CHECK(tuned["on_chip_training"]["memory_bits"] == 41600);
    CHECK(tuned["lost_rate"].is_null());
    CHECK(tuned["reasons"]["lost_rate"] == "the technology has no block money");
}

TEST_CASE("fewer classes than the NPU holds") {
    const Shell shell;
    write_data(shell, 4);
    // An NPU of 13 * 2 cycles behind layers of 24.
    REQUIRE(shell
                .hashiflex(
                    "finetune digits.yaml --data data.npz --test data.npz --service-years 3 --set "
                    "target_cycles_per_image=31 --set npu.rows=5 --set npu.columns=5 --set tech=" HASHIFLEX_SOURCE_DIR
                    "/configs/tech/asap7.yaml")
                .code == 0);
    const auto tuned = result(shell);
    CHECK(tuned["classes"] == 4);
    CHECK(test::judged_by_schema(test::schema_of("finetune"), {tuned.dump()})[0].empty());
    const auto& lost = tuned["lost_rate"];
    CHECK(tuned["images_per_s"].get<double>() == Approx(1e6 / 26));
    CHECK(lost["hardwired_images_per_s"].get<double>() == Approx(1e6 / 24));
    CHECK(lost["service_years"] == 3);
    CHECK(lost["usd_per_image"] > 0);
    CHECK(lost["break_even_images"].get<double>() ==
          Approx(lost["new_chip_usd"].get<double>() / lost["usd_per_image"].get<double>()));
    CHECK(tuned["accuracy"]["test"]["top1"] > 0.99);
    CHECK(tuned["check"]["wrong"] == 0);
}

TEST_CASE("a network without test set is tested on the images that are given, or on those it was trained on") {
    const Shell shell;
    write_data(shell, 10);
    std::string network = shell.read(kDigits + "network.yaml");
    for (const std::string key : {"test_set:", "weights:"}) {
        const std::size_t line = network.find("\n" + key) + 1;
        network.erase(line, network.find('\n', line) + 1 - line);
    }
    shell.write("network.yaml", network + "weights: " + kDigits + "weights.npz\n");
    const std::string run = "finetune digits.yaml --set network=network.yaml --data data.npz";
    REQUIRE(shell.hashiflex(run).code == 0);
    CHECK(result(shell)["test_source"] == "training images");
    REQUIRE(shell.hashiflex(run + " --test data.npz").code == 0);
    CHECK(result(shell)["test_source"] == "given");
    CHECK(result(shell)["check"]["wrong"] == 0);
}

TEST_CASE("what cannot be fine-tuned is refused") {
    const Shell shell;
    write_data(shell, 10);
    const auto refused = [&](const std::string& arguments, const std::string& why) {
        const auto outcome = shell.hashiflex("finetune " + arguments);
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.err, Contains(why));
        CHECK(!shell.exists("finetune.json"));
    };
    refused("digits.yaml", "--data is missing");
    refused("digits.yaml --data data.csv", "allowed: FILE.npz or FILE.npz:IMAGES,LABELS");
    refused("digits.yaml --data data.npz:images", "allowed: FILE.npz or FILE.npz:IMAGES,LABELS");
    refused("digits.yaml --data data.npz:imges,labels", "did you mean 'images'?");
    refused("digits.yaml --data data.npz --l2 0", "--l2: found 0");
    refused("digits.yaml --data data.npz --service-years never", "--service-years: found never");
    refused("digits.yaml --data data.npz --weight-bits 3", "allowed: 8, 4, 2");
    refused("digits.yaml --data data.npz --set npu=null --set classifier=hardwired", "has no NPU");

    core::WeightSet data = load_npz(shell.path("data.npz"));
    std::fill(data["labels"].integers.begin(), data["labels"].integers.end(), 3);
    write_npz(shell.path("one.npz"), data);
    refused("digits.yaml --data one.npz", "found one class only");
    data["labels"].integers.front() = 10;
    write_npz(shell.path("eleven.npz"), data);
    refused("digits.yaml --data eleven.npz", "found label 10; allowed: 0 to 9, the classes that the NPU holds");
}
