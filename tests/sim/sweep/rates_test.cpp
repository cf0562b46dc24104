// SPDX-License-Identifier: Apache-2.0
// Does every point of a sweep have a rate, or a reason, and is a missed target told?
#include "tests/sim/cli/shell.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <sstream>
#include <string>
#include <vector>

using Catch::Matchers::Contains;
using hashiflex::test::Shell;

namespace {

std::vector<nlohmann::json> rows(const Shell& shell, const std::string& file) {
    std::vector<nlohmann::json> all;
    std::istringstream lines(shell.read(file));
    for (std::string line; std::getline(lines, line);) all.push_back(nlohmann::json::parse(line));
    return all;
}

}  // namespace

TEST_CASE("points of one image have a rate, and say whether it keeps the target") {
    const Shell shell;
    const auto sweep = shell.hashiflex("sweep digits.yaml --axis npu.rows=8,1 --images 1 --out o --quiet");
    CHECK(sweep.code == 0);
    CHECK_THAT(sweep.err, Contains("1 of 2 points miss their target_cycles_per_image"));
    CHECK_THAT(sweep.err, !Contains("no rate"));
    const auto points = rows(shell, "o/results.jsonl");
    REQUIRE(points.size() == 2);
    CHECK(points[0]["metrics"]["cycles.target_met"] == true);
    CHECK(points[1]["metrics"]["cycles.target_met"] == false);
    for (const auto& point : points) CHECK(point["metrics"]["throughput.images_per_s"].is_number());
    CHECK_THAT(shell.read("o/results.csv"), Contains("cycles.target_met"));
}

TEST_CASE("points that differ in their margin only share their timing, and not their clock") {
    const Shell shell;
    const auto sweep = shell.hashiflex(
        "sweep digits.yaml --axis clock.margin_percent=0,50 --axis clock.mhz=auto --images 1 --out o --quiet");
    CHECK(sweep.code == 0);
    const auto points = rows(shell, "o/results.jsonl");
    REQUIRE(points.size() == 2);
    CHECK(points[0]["metrics"]["cycles.total"] == points[1]["metrics"]["cycles.total"]);
    CHECK(points[0]["metrics"]["clock_mhz"] != points[1]["metrics"]["clock_mhz"]);
}
