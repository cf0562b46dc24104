// SPDX-License-Identifier: Apache-2.0
// Is the page whole, the same every time, and safe with any text in the results?
#include "sim/html/page.h"

#include "tests/sim/cli/shell.h"
#include "tests/sim/config/temp_dir.h"
#include "tests/sim/html/browser.h"
#include "tests/sim/html/sample_sweep.h"

#include <catch2/catch.hpp>

#include <regex>

using namespace hashiflex;
using namespace hashiflex::test;
using Catch::Contains;

namespace {

using Json = nlohmann::ordered_json;

std::string page_of(const ReportInput& input, std::size_t details = 200) {
    return report_page(input, front_of(input.points, "throughput.images_per_s", "area.total_um2"), {details});
}

Json data_of(const std::string& page) {
    const std::string begin = "id=\"data\">";
    const std::size_t at = page.find(begin) + begin.size();
    return Json::parse(page.substr(at, page.find("</script>", at) - at));
}

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

}  // namespace

TEST_CASE("a page needs nothing but itself") {
    const TempDir folder;
    folder.write("results.jsonl", sample_sweep(50));
    std::string page = page_of(load_points(folder / "."));
    CHECK_THAT(page, Contains("default-src 'none'"));
    const std::string namespace_name = "http://www.w3.org/2000/svg";  // a name, not an address
    for (std::size_t at = page.find(namespace_name); at != std::string::npos; at = page.find(namespace_name))
        page.erase(at, namespace_name.size());
    for (const char* part : {"http:", "https:", "//cdn", "<link", "<img", "@import", "url(", "src="})
        CHECK_THAT(page, !Contains(part));
}

TEST_CASE("a page has every point with its numbers") {
    const TempDir folder;
    folder.write("results.jsonl", sample_sweep(300));
    const ReportInput input = load_points(folder / ".");
    const Json data = data_of(page_of(input));
    REQUIRE(data["points"].size() == 300);
    for (std::size_t i = 0; i < 300; ++i) {
        const DesignPoint& point = input.points[i];
        CHECK(data["points"][i][0] == point.id);
        CHECK(data["points"][i][2][0] == point.axes["npu.rows"]);
        CHECK(data["points"][i][4].is_null() == point.error.empty());
        if (!point.error.empty()) continue;
        for (std::size_t m = 0; m < data["metrics"].size(); ++m)
            CHECK(data["points"][i][3][m] == point.metrics.value(data["metrics"][m]["key"].get<std::string>(), Json()));
    }
    CHECK(page_of(input) == page_of(load_points(folder / "results.jsonl")));
}

TEST_CASE("points with keys of their own make no square of nulls") {
    ReportInput input;
    for (int i = 0; i < 9; ++i) {
        DesignPoint point;
        point.id = std::to_string(i);
        point.index = i;
        point.axes = {{"a" + std::to_string(i), i}};
        point.metrics = {{"throughput.images_per_s", i}, {"area.total_um2", i}};
        input.points.push_back(point);
    }
    const Json data = data_of(page_of(input));
    REQUIRE(data["axes"].size() == 9);
    for (std::size_t i = 0; i < 9; ++i) CHECK(data["points"][i][2] == Json{{std::to_string(i), i}});
    for (std::size_t i = 0; i < 9; ++i) input.points[i].axes["a0"] = 5;
    input.points.resize(4);  // two of four columns: a list
    CHECK(data_of(page_of(input))["points"][2][2] == Json({5, nullptr, 2, nullptr}));
    if (no_browser()) return;
    input.points[3].axes = {{"a3", 7}};
    const Seen seen = in_browser(page_of(input),
                                 "return [...document.querySelectorAll('tbody tr')].map(row => "
                                 "[...row.cells].slice(1, 5).map(cell => cell.innerText).join(' '));");
    CHECK(seen.console.empty());
    CHECK(seen.result == Json({"5 – – –", "5 1 – –", "5 – 2 –", "– – – 7"}));
}

TEST_CASE("no text of the results ends a script, becomes markup, or is taken for a part of the page") {
    ReportInput input;
    DesignPoint point;
    const std::string nasty = "</script><script>alert(1)</script><!-- @DATA@ @SCRIPT@ \xff \xe2\x80\xa8 ]]>";
    point.id = nasty;
    point.axes[nasty] = nasty;
    point.metrics["design"] = nasty;
    point.metrics["area.total_um2"] = 1;
    point.metrics["throughput.images_per_s"] = 1;
    input.points = {point};
    input.notes = {nasty};
    const std::string page = page_of(input);
    CHECK(count_of(page, "</script>") == 2);
    CHECK(count_of(page, "<script>alert") == 0);
    CHECK(count_of(page, "<!--") == 2);  // ours
    const Json data = data_of(page);
    const std::string cleaned = std::regex_replace(nasty, std::regex("\xff"), "\xef\xbf\xbd");
    CHECK(data["points"][0][0] == cleaned);
    CHECK(data["notes"][0] == cleaned);
}

TEST_CASE("the stages of as many points as wanted are in the page, the Pareto set first") {
    const TempDir folder;
    folder.write("results.jsonl", sample_sweep(40));
    for (int i = 0; i < 40; ++i)
        folder.write(
            "points/p" + std::to_string(i) + "/report.json",
            R"({"schema_version":1,"design":"d","cycles":{},"stages":[{"name":"s)" + std::to_string(i % 3) +
                R"(","kind":"conv","busy":3}],"reasons":{"latency.us":"no image","stages[0].area_um2":"no price"}})");
    const ReportInput input = load_points(folder / ".");
    const Front front = front_of(input.points, "throughput.images_per_s", "area.total_um2");
    const std::size_t members = front.members.size();
    REQUIRE(members > 1);
    CHECK(data_of(page_of(input, 0))["details"].empty());
    CHECK(data_of(page_of(input, 100))["details"].size() == 40);
    const Json data = data_of(page_of(input, members + 1));
    CHECK(data["details"].size() == members + 1);
    for (const std::size_t place : front.members) {
        const DesignPoint& point = input.points[place];
        REQUIRE(data["details"].contains(point.id));
        const Json& detail = data["details"][point.id];
        CHECK(data["names"][detail["stages"][0][0].get<std::size_t>()] == "s" + std::to_string(point.index % 3));
        CHECK(detail["reasons"] == Json{{"latency.us", "no image"}});
    }
}

TEST_CASE("hashiflex report writes page, Markdown and pareto.csv") {
    const Shell shell;
    shell.write("results.jsonl", sample_sweep(60));
    Outcome outcome = shell.hashiflex("report .");
    CHECK(outcome.code == 0);
    CHECK_THAT(shell.read("report.html"), Contains("</html>"));
    CHECK_THAT(shell.read("pareto.csv"), Contains("throughput.images_per_s,area.total_um2,hypervolume\nfront,"));
    const std::string first = shell.read("report.html");
    CHECK(shell.hashiflex("report results.jsonl --out again.html").code == 0);
    CHECK(shell.read("again.html") == first);
    CHECK(shell.hashiflex("report . --format md --x accuracy.top1 --y energy.per_image_pj").code == 0);
    CHECK_THAT(shell.read("report.md"),
               Contains("top-1 accuracy, larger is better; energy per image, smaller is better"));
    CHECK_THAT(shell.read("pareto.csv"), Contains("accuracy.top1,energy.per_image_pj,hypervolume"));
    for (const char* arguments : {"report", "report none", "report . --format pdf", "report . --x area",
                                  "report . --details x", "report . --out nowhere/report.html"}) {
        outcome = shell.hashiflex(arguments);
        CHECK(outcome.code == 2);
        CHECK_FALSE(outcome.err.empty());
    }
}

TEST_CASE("hashiflex report of a run") {
    const Shell shell;
    REQUIRE(shell.hashiflex("run digits.yaml --images 16 --quiet --out run").code == 0);
    CHECK(shell.hashiflex("report run").code == 0);
    const Json report = Json::parse(shell.read("run/report.json"));
    const Json data = data_of(shell.read("run/report.html"));
    CHECK(data["single_run"] == true);
    const Json& detail = data["details"]["run"];
    CHECK(detail["stages"].size() == report["stages"].size() + 1);  // and the input port
    CHECK(detail["buffers"].size() == report["buffers"].size());
    CHECK_FALSE(shell.exists("run/pareto.csv"));
    CHECK(shell.hashiflex("report run/report.json --format md --out run.md").code == 0);
    CHECK_THAT(shell.read("run.md"), Contains("| cycles per image | = | 64 | cycles |"));
}

TEST_CASE("a run that misses its target says so in Markdown") {
    const Shell shell;
    const std::string run = "run digits.yaml --images 4 --quiet --set npu.rows=2 --set npu.columns=2 --out run";
    REQUIRE(shell.hashiflex(run).code == 0);
    REQUIRE(shell.hashiflex("report run --format md").code == 0);
    CHECK_THAT(shell.read("run/report.md"), Contains("\nThe target of 64 cycles per image is missed.\n"));
    REQUIRE(shell.hashiflex(run + " --set npu.rows=8").code == 0);
    REQUIRE(shell.hashiflex("report run --format md").code == 0);
    CHECK_THAT(shell.read("run/report.md"), !Contains("is missed"));
}

TEST_CASE("an unknown number is unknown on the page and in Markdown, with its reason") {
    const Shell shell;
    std::string technology = TempDir::read(std::filesystem::path(HASHIFLEX_SOURCE_DIR) / "configs/tech/unit.yaml");
    const std::string price = "flop_clock_fj: {value: 1, source: unit}";
    technology.replace(technology.find(price), price.size(),
                       "flop_clock_fj: {value: null, source: nobody has measured}");
    shell.write("part.yaml", technology);
    REQUIRE(shell.hashiflex("run digits.yaml --set tech=part.yaml --images 16 --quiet --out run").code == 0);
    const Json report = Json::parse(shell.read("run/report.json"));
    REQUIRE(report["energy"]["per_image_pj"].is_null());
    REQUIRE(report["energy"]["breakdown"]["adders_pj"].get<double>() > 0);
    const auto reason = report["reasons"]["energy.per_image_pj"].get<std::string>();
    REQUIRE_THAT(reason, Contains("nobody has measured"));
    CHECK(shell.hashiflex("report run --format md").code == 0);
    CHECK_THAT(shell.read("run/report.md"),
               Contains("| energy per image |  | unknown: ") && Contains("nobody has measured"));
    CHECK(shell.hashiflex("report run").code == 0);
    const std::string page = shell.read("run/report.html");
    const Json detail = data_of(page)["details"]["run"];
    CHECK(detail["energy_total"].is_null());
    CHECK(detail["reasons"]["energy.per_image_pj"] == reason);
    CHECK_FALSE(detail["stage_reasons"].empty());

    // Many points: none has it, and the page keeps its place.
    REQUIRE(
        shell.hashiflex("sweep digits.yaml --axis tech=part.yaml --axis npu.rows=4,8 --report --out s --quiet").code ==
        0);
    CHECK(shell.hashiflex("report s --format md").code == 0);
    CHECK_THAT(shell.read("s/report.md"), Contains("energy per image: unknown in all points, the first because ") &&
                                              Contains("nobody has measured"));
    CHECK(shell.hashiflex("report s").code == 0);
    const std::string many = shell.read("s/report.html");
    CHECK_THAT(data_of(many)["metrics"].dump(), Contains("energy.per_image_pj"));
    if (no_browser()) return;
    const std::string text =
        "return {tile: document.querySelector('[data-metric=\"energy.per_image_pj\"]')?.innerText, all: "
        "document.body.innerText};";
    const Seen one = in_browser(page, text);
    CHECK(one.console.empty());
    CHECK_THAT(one.result["tile"].get<std::string>(), Contains("unknown: " + reason));
    const auto all = one.result["all"].get<std::string>();
    CHECK_THAT(all, Contains("Energy per image: unknown") && Contains(reason));
    CHECK_FALSE(std::regex_search(all, std::regex("Energy per image: [0-9]")));
    CHECK_THAT(all, Contains("clock unknown"));
    const Seen points = in_browser(many, text);
    CHECK(points.console.empty());
    CHECK_THAT(points.result["tile"].get<std::string>(),
               Contains("unknown: in all points, the first because ") && Contains(reason));
}
