// SPDX-License-Identifier: Apache-2.0
// Does `eval` count what the images gave, compare it with the float model, and refuse what says nothing?
#include "sim/config/npz.h"
#include "tests/sim/cli/csv_table.h"
#include "tests/sim/cli/shell.h"
#include "tests/sim/schema/judge.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>

using Catch::Matchers::Contains;
using namespace hashiflex;
using namespace hashiflex::test;

namespace {

const std::string kSource = HASHIFLEX_SOURCE_DIR;

nlohmann::json eval_json(const Shell& shell) {
    return nlohmann::json::parse(shell.read("eval.json"));
}

core::Array reals(std::vector<std::size_t> shape, std::mt19937& random) {
    core::Array array;
    array.shape = std::move(shape);
    array.is_integer = false;
    std::size_t size = 1;
    for (const auto extent : array.shape) size *= extent;
    for (std::size_t i = 0; i < size; ++i)
        array.reals.push_back(static_cast<float>(static_cast<double>(random() % 2001) / 1000 - 1));
    return array;
}

core::Array integers(std::vector<std::size_t> shape, std::int64_t below, std::mt19937& random) {
    core::Array array;
    array.shape = std::move(shape);
    std::size_t size = 1;
    for (const auto extent : array.shape) size *= extent;
    for (std::size_t i = 0; i < size; ++i) array.integers.push_back(static_cast<std::int64_t>(random()) % below);
    return array;
}

constexpr std::size_t kImages = 40, kClasses = 7, kPixels = 4, kChannels = 3;

// A 1x1 convolution of a 2x2 image to three channels, and a classifier; quantized from random float weights.
struct Tiny {
    Shell shell;
    core::WeightSet model, data;

    Tiny() {
        std::mt19937 random(5);
        model["conv.weight"] = reals({kChannels, 1, 1, 1}, random);
        model["conv.bias"] = reals({kChannels}, random);
        model["fc.weight"] = reals({kClasses, kPixels * kChannels}, random);
        model["fc.bias"] = reals({kClasses}, random);
        data["images"] = integers({kImages, 2, 2, 1}, 256, random);
        data["labels"] = integers({kImages}, kClasses, random);
        write_npz(shell.path("model.npz"), model);
        write_npz(shell.path("data.npz"), data);
        shell.write("network.yaml",
                    "name: tiny\ninput: {height: 2, width: 2, channels: 1, offset: 0, frac: 8}\n"
                    "weights: {quantize: {model: model.npz}}\nlayers:\n"
                    "  - {name: conv, kind: conv, kernel: 1, channels: 3, activation: relu6, output: auto}\n"
                    "  - {name: fc, kind: classifier, classes: 7}\n");
        shell.write("tiny.yaml", "name: tiny\nnetwork: network.yaml\ntech: " + kSource +
                                     "/configs/tech/unit.yaml\nclock: {mhz: 1}\nnpu: {rows: 4, columns: 7}\n");
    }

    std::vector<double> float_logits(std::size_t image) const {
        const auto value = [&](const char* name, std::size_t i) {
            return static_cast<double>(model.at(name).reals[i]);
        };
        std::vector<double> logits;
        for (std::size_t k = 0; k < kClasses; ++k) {
            double sum = value("fc.bias", k);
            for (std::size_t p = 0; p < kPixels; ++p)
                for (std::size_t c = 0; c < kChannels; ++c) {
                    const double x = static_cast<double>(data.at("images").integers[image * kPixels + p]) / 256;
                    const double h = std::clamp(value("conv.weight", c) * x + value("conv.bias", c), 0.0, 6.0);
                    sum += value("fc.weight", k * kPixels * kChannels + p * kChannels + c) * h;
                }
            logits.push_back(sum);
        }
        return logits;
    }
};

std::vector<double> softmax(const std::vector<double>& logits) {
    double sum = 0;
    std::vector<double> shares;
    for (const double logit : logits) sum += std::exp(logit);
    for (const double logit : logits) shares.push_back(std::exp(logit) / sum);
    return shares;
}

}  // namespace

TEST_CASE("the digits' confusion is that of their rows, for any number of threads") {
    const Shell shell;
    const auto outcome = shell.hashiflex("eval digits.yaml --out a");
    REQUIRE(outcome.code == 0);
    CHECK_THAT(outcome.out, Contains("98.61 %  (354 of 359; 95 % interval 96.78 to 99.40)"));
    const auto rows = csv_table(shell.read("a/results.csv")), confusion = csv_table(shell.read("a/confusion.csv"));
    REQUIRE(rows.size() == 360);
    REQUIRE(confusion.size() == 11);
    for (std::size_t label = 0; label < 10; ++label)
        for (std::size_t found = 0; found < 10; ++found) {
            const auto count = std::count_if(rows.begin() + 1, rows.end(), [&](const auto& row) {
                return row[1] == std::to_string(label) && row[2] == std::to_string(found);
            });
            CHECK(confusion[label + 1][found + 1] == std::to_string(count));
        }
    REQUIRE(shell.hashiflex("eval digits.yaml --out b -j 3 --quiet").code == 0);
    for (const char* file : {"eval.json", "confusion.csv", "results.csv"})
        CHECK(shell.read(std::string("a/") + file) == shell.read(std::string("b/") + file));
    REQUIRE(shell.hashiflex("run digits.yaml --engine fast --quiet --results run.csv").code == 0);
    CHECK(shell.read("run.csv") == shell.read("a/results.csv"));
}

TEST_CASE("agreement and divergence are those of a naive float model") {
    const Tiny tiny;
    const auto outcome = tiny.shell.hashiflex("eval tiny.yaml --data data.npz --float -j 2");
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    const auto rows = csv_table(tiny.shell.read("results.csv"));
    REQUIRE(rows.size() == kImages + 1);
    int same = 0, right = 0;
    std::vector<double> divergences;
    for (std::size_t i = 0; i < kImages; ++i) {
        const auto wanted = tiny.float_logits(i);
        std::vector<double> found;
        for (std::size_t c = 0; c < kClasses; ++c) found.push_back(std::strtod(rows[i + 1][8 + c].c_str(), nullptr));
        const auto best = std::max_element(wanted.begin(), wanted.end()) - wanted.begin();
        same += rows[i + 1][2] == std::to_string(best);
        right += best == tiny.data.at("labels").integers[i];
        const auto p = softmax(wanted), q = softmax(found);
        double sum = 0;
        for (std::size_t c = 0; c < kClasses; ++c) sum += p[c] * std::log(p[c] / q[c]);
        divergences.push_back(sum);
    }
    double mean = 0, squares = 0;
    for (const double d : divergences) mean += d / kImages;
    for (const double d : divergences) squares += (d - mean) * (d - mean);
    const auto json = eval_json(tiny.shell);
    const auto& model = json["float_model"];
    CHECK(model["agreement"]["hits"] == same);
    CHECK(same > 0);
    CHECK(model["top1"]["hits"] == right);
    CHECK(model["kl_nats"].get<double>() == Approx(mean).epsilon(1e-4));
    CHECK(model["kl_standard_error"].get<double>() ==
          Approx(std::sqrt(squares / (kImages - 1) / kImages)).epsilon(1e-4));
    CHECK(judged_by_schema(schema_of("eval"), {json.dump()})[0].empty());
    REQUIRE(tiny.shell.hashiflex("eval tiny.yaml --data data.npz --no-float --quiet").code == 0);
    CHECK(eval_json(tiny.shell)["reasons"]["float_model"] == "not asked for: --no-float");
}

TEST_CASE("what would say nothing is refused") {
    const Tiny tiny;
    const auto refused = [&](const std::string& arguments) {
        const auto outcome = tiny.shell.hashiflex("eval " + arguments);
        INFO(arguments);
        CHECK(outcome.code == 2);
        CHECK_FALSE(tiny.shell.exists("eval.json"));
        return outcome.err;
    };
    CHECK_THAT(refused("tiny.yaml"), Contains("--data is missing") && Contains("names no test set"));
    CHECK_THAT(refused("tiny.yaml --data photographs"), Contains("allowed: FILE.npz"));
    CHECK_THAT(refused("tiny.yaml --data none.npz"), Contains("none.npz"));
    CHECK_THAT(refused("tiny.yaml --data data.npz:images,label"), Contains("did you mean 'labels'"));
    CHECK_THAT(refused("tiny.yaml --data data.npz --set weights.quantize.calibrate=data.npz"),
               Contains("other images: an accuracy on them would say nothing"));
    CHECK_THAT(refused("digits.yaml --float"), Contains("the weights were not quantized from a float model"));
    CHECK_THAT(refused("digits.yaml --float --no-float"), Contains("exclude each other"));
    auto wrong = tiny.data;
    wrong["labels"].integers[3] = 7;
    write_npz(tiny.shell.path("wrong.npz"), wrong);
    CHECK_THAT(refused("tiny.yaml --data wrong.npz"), Contains("labels: found 7; allowed: integers from 0 to 6"));
}

TEST_CASE("images without labels have classes and no accuracy") {
    const Shell shell;
    REQUIRE(
        shell.hashiflex("eval digits.yaml --images 5 --data " + kSource + "/workloads/digits/test.npz:x_test").code ==
        0);
    const auto json = eval_json(shell);
    CHECK(json["images"] == 5);
    CHECK(json["labelled"] == 0);
    CHECK(json["reasons"]["top1.share"] == "the images have no labels");
    CHECK(csv_table(shell.read("results.csv"))[1][1].empty());
}
