// SPDX-License-Identifier: Apache-2.0
// Does `run --results` write what each image gave, the same on both engines, wherever it is asked to?
#include "sim/config/npz.h"
#include "tests/sim/cli/csv_table.h"
#include "tests/sim/cli/shell.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>

using Catch::Matchers::Contains;
using hashiflex::load_npz;
using hashiflex::test::csv_table;
using hashiflex::test::Shell;

namespace {

const std::string kSource = HASHIFLEX_SOURCE_DIR;

}  // namespace

TEST_CASE("rows are the golden logits, sorted, with their labels") {
    const Shell shell;
    REQUIRE(shell.hashiflex("run digits.yaml --images 32 --quiet --engine fast --results r.csv").code == 0);
    const auto table = csv_table(shell.read("r.csv"));
    const auto golden = load_npz(kSource + "/workloads/digits/golden.npz");
    const auto& sums = golden.at("sums");
    const auto labels = load_npz(kSource + "/workloads/digits/test.npz").at("y_test");
    const auto scale = load_npz(kSource + "/workloads/digits/weights.npz").at("fc.scale");
    REQUIRE(table.size() == 33);
    CHECK(table[0].size() == 3 + 5 + 10);
    CHECK(table[0][7] == "top5");
    CHECK(table[0][17] == "logit_9");
    for (std::size_t i = 0; i < 32; ++i) {
        const auto& row = table[i + 1];
        CHECK(row[0] == std::to_string(i));
        CHECK(row[1] == std::to_string(labels.integers[i]));
        CHECK(row[2] == row[3]);
        std::vector<float> logits;
        for (std::size_t c = 0; c < 10; ++c) {
            logits.push_back(std::strtof(row[8 + c].c_str(), nullptr));
            const double exact = static_cast<double>(sums.integers[10 * i + c]) * static_cast<double>(scale.reals[c]);
            CHECK(logits.back() == static_cast<float>(exact));
            CHECK(logits.back() == Approx(golden.at("logits").reals[10 * i + c]).epsilon(1e-6));
        }
        // Five times the largest that is left, the first of several.
        for (std::size_t best = 0; best < 5; ++best) {
            const auto largest = std::max_element(logits.begin(), logits.end());
            CHECK(row[3 + best] == std::to_string(largest - logits.begin()));
            *largest = -1e30F;
        }
    }
}

TEST_CASE("both engines, any number of jobs and reprogramming write equal bytes, and images again rows again") {
    const Shell shell;
    const std::string run = "run digits.yaml --images 400 --quiet --results ";
    REQUIRE(shell.hashiflex(run + "a.csv --engine fast").code == 0);
    const std::string text = shell.read("a.csv");
    const auto table = csv_table(text);
    REQUIRE(table.size() == 401);
    CHECK(table[360][0] == "359");
    for (std::size_t cell = 1; cell < table[1].size(); ++cell) CHECK(table[360][cell] == table[1][cell]);
    for (const char* options : {"", "-j 3", "--reprogram-at 5", "--engine fast -j 2 --reprogram-at 5"}) {
        INFO(options);
        REQUIRE(shell.hashiflex(run + "b.csv " + options).code == 0);
        CHECK(shell.read("b.csv") == text);
    }
    CHECK(shell.hashiflex(run + "/dev/stdout").out == text);
}

TEST_CASE("an archive holds the same") {
    const Shell shell;
    const std::string run = "run digits.yaml --images 40 --quiet --results ";
    REQUIRE(shell.hashiflex(run + "a.csv --engine fast").code == 0);
    REQUIRE(shell.hashiflex(run + "a.npz").code == 0);
    REQUIRE(shell.hashiflex(run + "b.npz --engine fast").code == 0);
    CHECK(shell.read("a.npz") == shell.read("b.npz"));
    const auto arrays = load_npz(shell.path("a.npz"));
    const auto table = csv_table(shell.read("a.csv"));
    CHECK(arrays.at("top").shape == std::vector<std::size_t>{40, 5});
    CHECK(arrays.at("logits").shape == std::vector<std::size_t>{40, 10});
    for (std::size_t i = 0; i < 40; ++i) {
        CHECK(std::to_string(arrays.at("image").integers[i]) == table[i + 1][0]);
        CHECK(std::to_string(arrays.at("label").integers[i]) == table[i + 1][1]);
        CHECK(std::to_string(arrays.at("class").integers[i]) == table[i + 1][2]);
        for (std::size_t k = 0; k < 5; ++k)
            CHECK(std::to_string(arrays.at("top").integers[5 * i + k]) == table[i + 1][3 + k]);
        for (std::size_t c = 0; c < 10; ++c)
            CHECK(arrays.at("logits").reals[10 * i + c] == std::strtof(table[i + 1][8 + c].c_str(), nullptr));
    }
}

TEST_CASE("results that nobody can make are refused before the run") {
    const Shell shell;
    const auto refused = [&](const std::string& options) {
        const auto outcome = shell.hashiflex("run digits.yaml --quiet --images 3 " + options);
        CHECK(outcome.code == 2);
        CHECK_FALSE(shell.exists("report.json"));
        return outcome.err;
    };
    CHECK_THAT(refused("--results r.csv --timing-only"), Contains("--timing-only computes none"));
    CHECK_THAT(refused("--results r.txt"), Contains("found 'r.txt'; allowed: FILE.csv, FILE.npz, or a pipe"));
    CHECK_THAT(refused("--results none/r.csv"), Contains("none/r.csv"));
    CHECK_THAT(refused("--results ''"), Contains("--results: the name of the file is empty"));
    const auto large = shell.hashiflex("run digits.yaml --quiet --engine fast --images 100000000 --results r.npz");
    CHECK(large.code == 2);
    CHECK_THAT(large.err, Contains("any size in a .csv file"));
}

TEST_CASE("an archive of images brings its labels into the report") {
    const Shell shell;
    const std::string set = kSource + "/workloads/digits/test.npz";
    REQUIRE(shell.hashiflex("run digits.yaml --engine fast --quiet --input " + set).code == 0);
    CHECK(nlohmann::json::parse(shell.read("report.json"))["accuracy"]["correct"] == 354);
    REQUIRE(shell.hashiflex("run digits.yaml --engine fast --quiet --input " + set + ":x_test").code == 0);
    CHECK(nlohmann::json::parse(shell.read("report.json"))["accuracy"]["top1"].is_null());
}
