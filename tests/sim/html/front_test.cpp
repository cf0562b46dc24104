// SPDX-License-Identifier: Apache-2.0
// Does pareto.csv say who is in the set, against which reference point, and how large it is?
#include "sim/html/front.h"

#include "sim/html/markdown.h"
#include "sim/report/results_text.h"
#include "tests/sim/config/error_of.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using Catch::Contains;
using hashiflex::test::error_of;

namespace {

using Json = nlohmann::ordered_json;

DesignPoint point(const std::string& id, std::int64_t index, const Json& throughput, const Json& area) {
    DesignPoint point;
    point.id = id;
    point.index = index;
    point.axes["npu.rows"] = 8 * (index + 1);
    point.metrics["throughput.images_per_s"] = throughput;
    point.metrics["area.total_um2"] = area;
    return point;
}

// d is beaten by a, f is without throughput, g failed. By hand: the reference is (100, 9); the steps of c, b, a are
// (400-100) * (9-8), (300-100) * (8-4), (200-100) * (4-2), together 1300; the box is (400-100) * (9-2).
std::vector<DesignPoint> points() {
    std::vector<DesignPoint> list{point("a", 0, 200, 2), point("b", 1, 300, 4),     point("c", 2, 400, 8),
                                  point("d", 3, 100, 9), point("f", 4, nullptr, 1), point("g", 5, 900, 1)};
    list.back().error = "failed, \"really\"";
    return list;
}

ReportInput input() {
    ReportInput input;
    input.points = points();
    return input;
}

}  // namespace

TEST_CASE("the Pareto set of a sweep leaves out what failed and what is unknown") {
    const Front front = front_of(points(), "throughput.images_per_s", "area.total_um2");
    CHECK(front.compared == std::vector<std::size_t>{0, 1, 2, 3});
    CHECK(front.members == std::vector<std::size_t>{0, 1, 2});
    CHECK(front.reference_x == 100);
    CHECK(front.reference_y == 9);
    CHECK(front.hypervolume == 1300);
    CHECK(front.share == Approx(1300.0 / 2100));
}

TEST_CASE("pareto.csv has a row per member and one for the reference point") {
    auto list = points();
    list[1].axes["npu.rows"] = "8, \"wide\"";
    CHECK(pareto_csv(list, front_of(list, "throughput.images_per_s", "area.total_um2")) ==
          "row,id,index,npu.rows,throughput.images_per_s,area.total_um2,hypervolume\n"
          "front,a,0,8,200,2,\n"
          "front,b,1,\"8, \"\"wide\"\"\",300,4,\n"
          "front,c,2,24,400,8,\n"
          "reference,,,,100.0,9.0,1300.0\n");
}

TEST_CASE("a metric that cannot be compared is refused") {
    auto list = points();
    list[0].metrics["io.input_gb_per_s"] = 1;
    const auto error = [&](const std::string& x) { return error_of([&] { front_of(list, x, "area.total_um2"); }); };
    CHECK_THAT(error("area.totl_um2"),
               Contains("--x: found 'area.totl_um2'") && Contains("did you mean 'area.total_um2'"));
    CHECK_THAT(error("io.input_gb_per_s"), Contains("allowed: throughput.images_per_s, area.total_um2"));
}

TEST_CASE("results without a comparable point have no Pareto set") {
    const std::vector<DesignPoint> failed{points()[5]}, unknown{points()[4]};
    for (const auto& list : {failed, unknown}) {
        const Front front = front_of(list, "throughput.images_per_s", "area.total_um2");
        CHECK(front.members.empty());
        CHECK(pareto_csv(list, front) == "row,id,index,npu.rows,throughput.images_per_s,area.total_um2,hypervolume\n");
        ReportInput input;
        input.points = list;
        CHECK_THAT(report_markdown(input, front), Contains("there is no Pareto set"));
    }
}

TEST_CASE("Markdown has the Pareto set as a table") {
    const Front front = front_of(points(), "throughput.images_per_s", "area.total_um2");
    const std::string text = report_markdown(input(), front);
    CHECK_THAT(text, Contains("6 design points, 1 failed. Pareto set: 3 of 4 points (throughput, larger is better; "
                              "area, smaller is better). They cover 61.90 % of the box"));
    CHECK_THAT(text, Contains("| npu.rows | throughput, images/s | area, µm² |\n| --- | ---: | ---: |\n"
                              "| 8 | 200.0 | 2.000 |\n| 16 | 300.0 | 4.000 |\n| 24 | 400.0 | 8.000 |\n"));
    CHECK_THAT(report_markdown(input(), front, 2), Contains("| 16 |") && !Contains("| 24 |") && Contains("1 more"));
}

TEST_CASE("Markdown says which points miss their target") {
    ReportInput results = input();
    results.points[1].metrics["cycles.target_met"] = false;
    results.points[2].metrics["cycles.target_met"] = true;
    results.points[5].metrics["cycles.target_met"] = false;  // it failed: nothing of it counts
    const Front front = front_of(results.points, "throughput.images_per_s", "area.total_um2");
    CHECK_THAT(report_markdown(results, front),
               Contains("6 design points, 1 failed, 1 misses target\\_cycles\\_per\\_image. Pareto set"));
    results.points[0].metrics["cycles.target_met"] = false;
    CHECK_THAT(report_markdown(results, front), Contains(", 2 miss target\\_cycles\\_per\\_image. "));
}

TEST_CASE("pareto.csv of points with keys of their own leaves the others' cells empty") {
    std::vector<DesignPoint> list{point("a", 0, 1, 1), point("b", 1, 2, 2), point("c", 2, 3, 3)};
    list[0].axes = {{"x", 1}, {"y", "p,q"}};
    list[1].axes = {{"z", 2}};
    list[2].axes = {{"y", 3}, {"x", 4}};
    const Front front = front_of(list, "throughput.images_per_s", "area.total_um2");
    CHECK(pareto_csv(list, front) ==
          "row,id,index,x,y,z,throughput.images_per_s,area.total_um2,hypervolume\n"
          "front,a,0,1,\"p,q\",,1,1,\nfront,b,1,,,2,2,2,\nfront,c,2,4,3,,3,3,\nreference,,,,,,1.0,3.0,1.0\n");
}

TEST_CASE("Markdown has every one of several runs") {
    ReportInput results = input();
    results.points.resize(4);  // the others failed or lack what makes a report
    results.runs = true;
    for (auto& point : results.points) point.report.clear();
    const Front front = front_of(results.points, "throughput.images_per_s", "area.total_um2");
    CHECK_THAT(report_markdown(results, front), Contains("| 8 |") && Contains("| 32 | 100.0 | 9.000 |"));
}

TEST_CASE("Markdown takes no markup from the results") {
    ReportInput results = input();
    results.points[0].axes["npu.rows"] = "a|b\n<i>*x*";
    const Front front = front_of(results.points, "throughput.images_per_s", "area.total_um2");
    CHECK_THAT(report_markdown(results, front), Contains("| a\\|b \\<i\\>\\*x\\* | 200.0 |"));
}

TEST_CASE("the plan and the rows of a sweep say what was run and what is modelled") {
    ReportInput results = input();
    results.plan = {{"sweep", "s"}, {"design", "chip.yaml"}, {"engine", "fast"}, {"tool_version", "9"}};
    results.plan["inputs"] = Json::array({{{"role", "network"}, {"file", "n.yaml"}, {"sha256", "ab"}}});
    results.points[1].quality["area.total_um2"]["class"] = "modelled";
    const About about = hashiflex::about(results);
    CHECK(about.title == "s");
    using Pairs = std::vector<std::pair<std::string, std::string>>;
    CHECK(about.facts == Pairs{{"design", "chip.yaml"}, {"engine", "fast"}, {"tool", "hashiflex 9"}});
    CHECK(about.inputs == Pairs{{"network: n.yaml", "ab"}});
    CHECK(quality_mark(quality_class(about.quality, "area.total_um2")) == "~");
    CHECK(quality_mark(quality_class(about.quality, "throughput.images_per_s")) == "=");
    CHECK(quality_class(about.quality, "power.total_mw").empty());
}

TEST_CASE("the class of a number is that of the longest path to it") {
    const Json quality{{"accuracy", {{"class", "exact"}}}, {"accuracy.float_top1", {{"class", "modelled"}}}};
    CHECK(quality_class(quality, "accuracy.top1") == "exact");
    CHECK(quality_class(quality, "accuracy.float_top1") == "modelled");
}

TEST_CASE("units are chosen by the largest value") {
    const ReportMetric area = metric_of("area.total_um2");
    CHECK(scale_of(area, 9999).unit == "µm²");
    CHECK(scale_of(area, 10000).unit == "mm²");
    CHECK(scale_of(area, 10000).factor == 1e6);
    CHECK(scale_of(metric_of("energy.breakdown.clock_pj"), 2e6).unit == "µJ");
    CHECK(scale_of(metric_of("accuracy.top1"), 0.5).factor == 0.01);
    CHECK(metric_of("energy.breakdown.clock_pj").direction == Better::smaller);
    CHECK_FALSE(metric_of("something.else").direction);
}
