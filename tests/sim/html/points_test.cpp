// SPDX-License-Identifier: Apache-2.0
// Are results read whole, in order, and refused where they make no sense?
#include "sim/html/points.h"

#include "tests/sim/config/error_of.h"
#include "tests/sim/config/temp_dir.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;
using Catch::Contains;

namespace {

const std::string kFirst = R"({"id":"a","index":0,"axes":{"x":1},"metrics":{"area.total_um2":5.0},"error":null})";
const std::string kSecond = R"({"id":"b","index":1,"axes":{"x":2},"metrics":{},"error":"no room"})";
const std::string kReport =
    R"({"schema_version":1,"design":"d","network":"n","engine":"systemc","cycles":{},"stages":[],"area":{"total_um2":7.5}})";

std::string refusal(const std::string& results) {
    const TempDir folder;
    folder.write("results.jsonl", results);
    return error_of([&] { load_points(folder / "."); });
}

}  // namespace

TEST_CASE("the points of a sweep are read in the order of their index") {
    const TempDir folder;
    folder.write("results.jsonl", kSecond + "\n" + kFirst + "\n");
    folder.write("points/a/report.json", kReport);
    const ReportInput input = load_points(folder / ".");
    CHECK_FALSE(input.single_run);
    CHECK(input.notes.empty());
    REQUIRE(input.points.size() == 2);
    CHECK(input.points[0].id == "a");
    CHECK(input.points[0].axes["x"] == 1);
    CHECK(number_of(input.points[0], "area.total_um2") == 5.0);
    CHECK_FALSE(number_of(input.points[0], "latency.us"));
    CHECK(input.points[0].report == folder / "." / "points/a/report.json");
    CHECK(input.points[1].error == "no room");
    CHECK(input.points[1].report.empty());
}

TEST_CASE("a sweep that is not done says so") {
    const TempDir folder;
    folder.write("results.jsonl", kFirst + "\n" + kSecond.substr(0, 20));
    folder.write("plan.json", R"({"sweep": "s", "points": [1, 2, 3]})");
    const ReportInput input = load_points(folder / "results.jsonl");
    CHECK(input.points.size() == 1);
    REQUIRE(input.notes.size() == 2);
    CHECK_THAT(input.notes[0], Contains("last line"));
    CHECK(input.notes[1] == "1 of 3 points of the sweep are done.");
}

TEST_CASE("a report, its folder, and a folder of such folders") {
    const TempDir folder;
    folder.write("two/report.json", kReport);
    folder.write("one/report.json", kReport);
    for (const char* path : {"one", "one/report.json"}) {
        const ReportInput run = load_points(folder / path);
        CHECK(run.single_run);
        REQUIRE(run.points.size() == 1);
        CHECK(number_of(run.points[0], "area.total_um2") == 7.5);
        CHECK(run.points[0].metrics["throughput.images_per_s"].is_null());
    }
    const ReportInput both = load_points(folder / ".");
    CHECK_FALSE(both.single_run);
    REQUIRE(both.points.size() == 2);
    CHECK(both.points[0].axes["run"] == "one");
    CHECK(both.points[1].id == "two");
}

TEST_CASE("what is no result is refused with file, line and key") {
    CHECK_THAT(refusal(kFirst + "\nnonsense\n"), Contains("results.jsonl:2") && Contains("no JSON object"));
    CHECK_THAT(refusal(R"({"id":"a","index":0,"axes":{}})"
                       "\n"),
               Contains("results.jsonl:1: metrics"));
    CHECK_THAT(refusal(R"({"id":7,"index":0,"axes":{},"metrics":{}})"
                       "\n"),
               Contains("id: found 7"));
    CHECK_THAT(refusal(R"({"id":"a","index":0.5,"axes":{},"metrics":{}})"
                       "\n"),
               Contains("index: found 0.5"));
    CHECK_THAT(refusal(R"({"id":"a","index":0,"axes":[],"metrics":{}})"
                       "\n"),
               Contains("axes: found []"));
    CHECK_THAT(refusal(R"({"id":"a","index":0,"axes":{},"metrics":{"k":[1]}})"
                       "\n"),
               Contains("metrics.k: found [1]"));
    CHECK_THAT(refusal(kFirst + "\n" + kFirst + "\n"), Contains("results.jsonl:2: id: found 'a' again"));
    CHECK_THAT(refusal(""), Contains("no results"));
    const TempDir folder;
    CHECK_THAT(error_of([&] { load_points(folder / "none"); }), Contains("cannot be read"));
    CHECK_THAT(error_of([&] { load_points(folder / "."); }), Contains("no results"));
    folder.write("other.json", R"({"a": 1})");
    CHECK_THAT(error_of([&] { load_points(folder / "other.json"); }), Contains("another kind"));
    folder.write("old.json", R"({"schema_version": 9, "design": "d", "cycles": {}, "stages": []})");
    CHECK_THAT(error_of([&] { load_points(folder / "old.json"); }), Contains("schema_version: found 9; allowed: 1"));
}

TEST_CASE("axes of lists and maps are shown as texts") {
    const TempDir folder;
    folder.write(
        "results.jsonl",
        R"({"id":"a","index":0,"axes":{"w":{"synthetic":{"seed":1}},"d":[1,"auto"],"n":4},"metrics":{},"error":null})"
        "\n");
    const auto axes = load_points(folder / ".").points[0].axes;
    CHECK(axes["w"] == R"({"synthetic":{"seed":1}})");
    CHECK(axes["d"] == R"([1,"auto"])");
    CHECK(axes["n"] == 4);
}

TEST_CASE("JSON deeper than any of ours is none") {
    const auto nested = [](int levels) {
        return std::string(static_cast<std::size_t>(levels), '[') + std::string(static_cast<std::size_t>(levels), ']');
    };
    const auto row = [&](int levels) {
        return R"({"id":"a","index":0,"axes":{},"metrics":{},"x":)" + nested(levels) + "}\n";
    };
    CHECK(refusal(row(63)) == "no error");
    for (const int levels : {64, 100000}) {
        CHECK_THAT(refusal(row(levels)), Contains("results.jsonl:1: found no JSON object"));
        const TempDir folder;
        folder.write("report.json", R"({"schema_version":1,"design":"d","cycles":{},"stages":)" + nested(levels) + "}");
        CHECK_THAT(error_of([&] { load_points(folder / "report.json"); }), Contains("no JSON object"));
    }
    CHECK(refusal(R"({"id":"a[[\"[","index":0,"axes":{},"metrics":{}})"
                  "\n") == "no error");
}

TEST_CASE("an id leads to no file outside the sweep") {
    const TempDir folder;
    folder.write("report.json", kReport);
    folder.write("sweep/points/x/y", "");
    folder.write("sweep/results.jsonl", R"({"id":"../..","index":0,"axes":{},"metrics":{},"error":null})"
                                        "\n");
    CHECK(load_points(folder / "sweep").points[0].report.empty());
}
