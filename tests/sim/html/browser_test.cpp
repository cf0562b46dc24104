// SPDX-License-Identifier: Apache-2.0
// What does a reader see? The page in Chromium, against the same questions answered in C++.
#include "tests/sim/html/browser.h"

#include "sim/html/page.h"
#include "tests/sim/cli/shell.h"
#include "tests/sim/config/temp_dir.h"
#include "tests/sim/html/sample_sweep.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

using Json = nlohmann::ordered_json;
using Ids = std::vector<std::string>;

struct Sample {
    ReportInput input;
    std::string page;
};

Sample sample(std::uint32_t points) {
    const TempDir folder;
    folder.write("results.jsonl", sample_sweep(points));
    Sample sample{load_points(folder / "."), ""};
    sample.page =
        report_page(sample.input, front_of(sample.input.points, "throughput.images_per_s", "area.total_um2"), {});
    return sample;
}

std::set<std::string> front_ids(const ReportInput& input, const Front& front) {
    std::set<std::string> ids;
    for (const std::size_t place : front.members) ids.insert(input.points[place].id);
    return ids;
}

std::set<std::string> as_set(const Json& ids) {
    return ids.get<std::set<std::string>>();
}

// The ids of the points that have the metric, by value and then by index; the first page of them.
Ids first_page(
    const ReportInput& input, const std::string& key, bool descending,
    const std::function<bool(const DesignPoint&)>& keep = [](const DesignPoint&) { return true; }) {
    std::vector<const DesignPoint*> known, unknown;
    for (const auto& point : input.points)
        if (keep(point)) (number_of(point, key) ? known : unknown).push_back(&point);
    std::stable_sort(known.begin(), known.end(), [&](auto* a, auto* b) {
        return descending ? *number_of(*a, key) > *number_of(*b, key) : *number_of(*a, key) < *number_of(*b, key);
    });
    known.insert(known.end(), unknown.begin(), unknown.end());
    Ids ids;
    for (std::size_t i = 0; i < std::min<std::size_t>(25, known.size()); ++i) ids.push_back(known[i]->id);
    return ids;
}

const std::string kRows = "[...document.querySelectorAll('#table tbody tr')].map((row) => row.dataset.id)";
const std::string kCircles =
    "[...document.querySelectorAll('#scatter circle.point')].map((circle) => circle.dataset.id)";
const std::string kMembers =
    "[...document.querySelectorAll('#scatter circle.front')].map((circle) => circle.dataset.id)";
const std::string kType =
    "const type = (key, text) => { const box = document.querySelector(`[data-filter=\"${key}\"]`); box.value = text;"
    "box.dispatchEvent(new Event('input')); };";
const std::string kClick = "const click = (selector) => document.querySelector(selector).click();";

}  // namespace

TEST_CASE("the console of the browser is heard") {
    if (no_browser()) return;
    CHECK(in_browser("<body></body>", "return 1;").console.empty());
    CHECK(in_browser("<body></body>", "return 1;").result == 1);
    CHECK(in_browser("<body></body>", "console.error('x'); return 1;").console.size() == 1);
    CHECK(in_browser("<body></body>", "throw new Error('x');").console.size() == 1);
    const Seen fetching =
        in_browser(sample(10).page, "document.body.append(Object.assign(new Image(), {src: 'x.png'})); return 1;");
    CHECK(fetching.console.size() == 1);  // refused by the page's own policy
}

TEST_CASE("the plot holds every point that has both metrics, and the Pareto set of pareto.csv") {
    if (no_browser()) return;
    const Sample data = sample(200);
    for (const auto& [x, y] :
         std::vector<std::pair<std::string, std::string>>{{"throughput.images_per_s", "area.total_um2"},
                                                          {"area.total_um2", "throughput.images_per_s"},
                                                          {"area.total_um2", "energy.per_image_pj"},
                                                          {"accuracy.top1", "throughput.images_per_s"}}) {
        INFO(x << " and " << y);
        const Front front = front_of(data.input.points, x, y);
        const Seen seen = in_browser(data.page,
                                     "return {circles: " + kCircles + ", members: " + kMembers +
                                         ", volume: document.getElementById('front-text').dataset.hypervolume, "
                                         "line: document.querySelectorAll('.front-line').length};",
                                     "x=" + x + "&y=" + y);
        CHECK(seen.console.empty());
        REQUIRE(seen.result.is_object());
        CHECK(seen.result["circles"].size() == front.compared.size());
        CHECK(as_set(seen.result["circles"]).size() == front.compared.size());
        CHECK(as_set(seen.result["members"]) == front_ids(data.input, front));
        CHECK(seen.result["line"] == 1);
        const auto factor = [&](const ReportMetric& metric) {
            double largest = 0;
            for (const auto& point : data.input.points)
                largest = std::max(largest, std::abs(number_of(point, metric.key).value_or(0)));
            return scale_of(metric, largest).factor;
        };
        const double shown = std::stod(seen.result["volume"].get<std::string>());
        CHECK(shown * factor(front.x) * factor(front.y) == Approx(front.hypervolume).epsilon(1e-9));
    }
}

TEST_CASE("a sensitivity sweep has a plot a knob, and a bar a layer, that which loses most first") {
    if (no_browser()) return;
    const TempDir folder;
    std::string rows;
    const auto add = [&](const std::string& axis, const Json& value, double top1, double area) {
        Json row;
        const int index = static_cast<int>(std::count(rows.begin(), rows.end(), '\n'));
        row["id"] = "p" + std::to_string(index);
        row["index"] = index;
        row["axes"][axis] = value;
        row["metrics"] = {{"throughput.images_per_s", 1e6}, {"accuracy.top1", top1}, {"area.total_um2", area}};
        row["quality"] = Json::object();
        row["error"] = nullptr;
        rows += row.dump() + "\n";
    };
    add("weights.quantize.levels", 2, 0.80, 90);
    add("weights.quantize.levels", 7, 0.90, 100);  // the design as it is
    add("weights.quantize.prune", 0, 0.90, 100);   // and again
    add("weights.quantize.prune", 0.5, 0.95, 60);
    add("weights.quantize.layers.stem.levels", 2, 0.88, 99);
    add("weights.quantize.layers.tail.levels", 2, 0.91, 99);
    add("weights.quantize.layers.body.levels", 2, 0.70, 99);
    folder.write("results.jsonl", rows);
    const ReportInput input = load_points(folder / ".");
    const std::string page =
        report_page(input, front_of(input.points, "throughput.images_per_s", "area.total_um2"), {});
    const Seen seen =
        in_browser(page,
                   "const all = (selector, of) => [...document.querySelectorAll(selector)].map(of);"
                   "return {knobs: all('#sensitivity svg.knob', (plot) => plot.dataset.knob),"
                   "probes: all('#sensitivity svg.knob circle', (probe) => probe.dataset.id),"
                   "layers: all('#sensitivity svg.layers rect', (bar) => bar.dataset.layer),"
                   "kinds: all('#sensitivity svg.layers rect', (bar) => bar.getAttribute('class')),"
                   "widths: all('#sensitivity svg.layers rect', (bar) => Number(bar.getAttribute('width'))),"
                   "text: document.getElementById('sensitivity').textContent,"
                   "effects: document.querySelectorAll('#effects').length};");
    CHECK(seen.console.empty());
    CHECK(seen.result["knobs"] == Json({"levels", "prune"}));
    CHECK(as_set(seen.result["probes"]) == std::set<std::string>{"p0", "p1", "p2", "p3"});
    CHECK(seen.result["layers"] == Json({"body", "stem", "tail"}));
    CHECK(seen.result["kinds"] == Json({"lost", "lost", "gained"}));
    CHECK(seen.result["widths"][0].get<double>() / seen.result["widths"][1].get<double>() == Approx(10));
    CHECK(seen.result["text"].get<std::string>().find("against the design as it is") != std::string::npos);
    CHECK(seen.result["effects"] == 0);
}

TEST_CASE("a point is drawn where its numbers are") {
    if (no_browser()) return;
    const Sample data = sample(60);
    const Seen seen =
        in_browser(data.page,
                   "return [...document.querySelectorAll('#scatter circle.point')].map((circle) => "
                   "[circle.dataset.id, Number(circle.getAttribute('cx')), Number(circle.getAttribute('cy'))]);");
    REQUIRE(seen.result.size() > 40);
    // Two points fix each linear scale; all others must lie on it.
    std::vector<std::array<double, 4>> places;
    for (const auto& circle : seen.result)
        for (const auto& point : data.input.points)
            if (point.id == circle[0])
                places.push_back({*number_of(point, "throughput.images_per_s"), circle[1].get<double>(),
                                  *number_of(point, "area.total_um2"), circle[2].get<double>()});
    REQUIRE(places.size() == seen.result.size());
    for (const std::size_t axis : {std::size_t{0}, std::size_t{2}}) {
        const auto [low, high] = std::minmax_element(places.begin(), places.end(),
                                                     [&](const auto& a, const auto& b) { return a[axis] < b[axis]; });
        const double slope = ((*high)[axis + 1] - (*low)[axis + 1]) / ((*high)[axis] - (*low)[axis]);
        CHECK((axis == 0 ? slope > 0 : slope < 0));  // to the right, and upwards
        for (const auto& place : places)
            CHECK(std::abs((*low)[axis + 1] + slope * (place[axis] - (*low)[axis]) - place[axis + 1]) < 0.2);
    }
}

TEST_CASE("a click on a title sorts the table, another one turns it around") {
    if (no_browser()) return;
    const Sample data = sample(200);
    const std::string key = "throughput.images_per_s";
    const Seen seen = in_browser(
        data.page, kClick + "const title = '#table [data-sort=\"" + key +
                       "\"]';"
                       "click(title); const up = " +
                       kRows + "; click(title); const down = " + kRows +
                       "; const said = document.querySelector(title).closest('th').getAttribute('aria-sort');"
                       "click(title); return {up, down, said, back: " +
                       kRows + "};");
    CHECK(seen.console.empty());
    REQUIRE(seen.result.is_object());
    CHECK(seen.result["up"] == first_page(data.input, key, false));
    CHECK(seen.result["down"] == first_page(data.input, key, true));
    CHECK(seen.result["said"] == "descending");
    CHECK(seen.result["back"] == first_page(data.input, "nothing", false));
    const Seen linked = in_browser(data.page, "return " + kRows + ";", "sort=" + key + "&descending=1");
    CHECK(linked.result == first_page(data.input, key, true));
}

TEST_CASE("unknown values come last in either order") {
    if (no_browser()) return;
    const Sample data = sample(200);
    const Seen seen = in_browser(
        data.page,
        kClick +
            "click('[data-page=on]'); for (let i = 0; i < 6; ++i) click('[data-page=on]');"
            "return [...document.querySelectorAll('#table tbody tr')].slice(-5).map((row) => row.dataset.id);",
        "sort=throughput.images_per_s&descending=1");
    REQUIRE(seen.result.size() == 5);
    for (const auto& id : seen.result)
        for (const auto& point : data.input.points)
            if (point.id == id) CHECK_FALSE(number_of(point, "throughput.images_per_s"));
}

TEST_CASE("filters leave what they say, in the table and in the plots") {
    if (no_browser()) return;
    const Sample data = sample(200);
    const auto rows = [](const DesignPoint& point) { return point.axes["npu.rows"].get<int>(); };
    const std::vector<std::pair<std::string, std::function<bool(const DesignPoint&)>>> cases{
        {"type('npu.rows', '>= 32');", [&](const auto& p) { return rows(p) >= 32; }},
        {"type('npu.rows', '16');", [&](const auto& p) { return rows(p) == 16; }},
        {"type('npu.rows', '!= 16');", [&](const auto& p) { return rows(p) != 16; }},
        {"type('npu.rows', '9..32');", [&](const auto& p) { return rows(p) >= 9 && rows(p) <= 32; }},
        {"type('classifier', 'HARD');", [](const auto& p) { return p.axes["classifier"] == "hardwired"; }},
        // In the unit of the column: per cent.
        {"type('accuracy.top1', '> 75.5');",
         [](const auto& p) { return number_of(p, "accuracy.top1").value_or(0) > 0.755; }},
        {"type('npu.rows', '<32'); type('classifier', 'npu');",
         [&](const auto& p) { return rows(p) < 32 && p.axes["classifier"] == "npu"; }},
    };
    std::string script = kType + kClick +
                         "const seen = []; const clear = () => [...document.querySelectorAll('button')]."
                         "find((button) => button.textContent === 'Clear filters').click();";
    for (const auto& [typed, keep] : cases) script += typed + "seen.push([" + kRows + ", " + kCircles + "]); clear();";
    script += "type('npu.rows', '>= x'); seen.push(document.querySelectorAll('input.invalid').length); return seen;";
    const Seen seen = in_browser(data.page, script);
    CHECK(seen.console.empty());
    REQUIRE(seen.result.size() == cases.size() + 1);
    for (std::size_t i = 0; i < cases.size(); ++i) {
        INFO(cases[i].first);
        const auto& keep = cases[i].second;
        CHECK(seen.result[i][0] == first_page(data.input, "nothing", false, keep));
        const Front all = front_of(data.input.points, "throughput.images_per_s", "area.total_um2");
        std::set<std::string> drawn;
        for (const std::size_t place : all.compared)
            if (keep(data.input.points[place])) drawn.insert(data.input.points[place].id);
        CHECK(as_set(seen.result[i][1]) == drawn);
    }
    CHECK(seen.result.back() == 1);
}

TEST_CASE("every axis has a plot of its effect with all points") {
    if (no_browser()) return;
    const Sample data = sample(200);
    std::size_t known = 0;
    for (const auto& point : data.input.points) known += number_of(point, "area.total_um2").has_value();
    const Seen seen =
        in_browser(data.page,
                   "return [...document.querySelectorAll('svg.effect')].map((plot) => "
                   "[plot.dataset.axis, plot.querySelector('.dots').getAttribute('d').split('M').length - 1]);",
                   "effect=area.total_um2");
    CHECK(seen.console.empty());
    const Json expected =
        Json::array({Json::array({"npu.rows", known}), Json::array({"target_cycles_per_image", known}),
                     Json::array({"classifier", known})});
    CHECK(seen.result == expected);
}

TEST_CASE("table and plot are used with keys alone") {
    if (no_browser()) return;
    const Sample data = sample(200);
    const Seen seen =
        in_browser(data.page,
                   "const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, "
                   "bubbles: true}));"
                   "document.querySelector('#table button[data-choose]').focus(); press('ArrowDown'); "
                   "press('ArrowDown'); press('ArrowUp');"
                   "const row = document.activeElement.dataset.choose; document.activeElement.click();"
                   "const chosen = document.querySelector('#table tr.chosen').dataset.id, kept = "
                   "document.activeElement.dataset.choose;"
                   "document.getElementById('scatter').focus(); press('ArrowRight'); press('ArrowRight');"
                   "return {row, chosen, kept, focus: document.activeElement.id, address: location.hash};");
    CHECK(seen.console.empty());
    REQUIRE(seen.result.is_object());
    CHECK(seen.result["row"] == data.input.points[1].id);
    CHECK(seen.result["chosen"] == data.input.points[1].id);
    CHECK(seen.result["kept"] == data.input.points[1].id);
    CHECK(seen.result["focus"] == "scatter");
    const Front front = front_of(data.input.points, "throughput.images_per_s", "area.total_um2");
    CHECK(seen.result["address"] == "#point=" + data.input.points[front.members[1]].id);
}

TEST_CASE("a failed point shows its error as text") {
    if (no_browser()) return;
    const Seen seen = in_browser(sample(20).page, "return document.querySelector('#table td.error').textContent;");
    CHECK(seen.console.empty());
    CHECK(seen.result == "clock.mhz: found 896; allowed: <b>at most</b> 893.895 MHz");
}

TEST_CASE("10,000 points are drawn") {
    if (no_browser()) return;
    const Sample data = sample(10000);
    const Front front = front_of(data.input.points, "throughput.images_per_s", "area.total_um2");
    const Seen seen =
        in_browser(data.page, kType + "type('npu.rows', '>= 16'); const some = " + kCircles +
                                  ".length; type('npu.rows', ''); return [some, " + kCircles + ".length];");
    CHECK(seen.console.empty());
    REQUIRE(seen.result.size() == 2);
    CHECK(seen.result[0] < seen.result[1]);
    CHECK(seen.result[1] == front.compared.size());
}

TEST_CASE("a run shows its headline, stages and buffers") {
    if (no_browser()) return;
    const Shell shell;
    REQUIRE(shell.hashiflex("run digits.yaml --images 16 --quiet --out run").code == 0);
    REQUIRE(shell.hashiflex("report run").code == 0);
    const Json report = Json::parse(shell.read("run/report.json"));
    const Seen seen = in_browser(
        shell.read("run/report.html"),
        "const texts = (selector) => [...document.querySelectorAll(selector)].map((node) => node.textContent);"
        "const widths = [...document.querySelectorAll('#stages tbody tr')].map((row) => "
        "[...row.querySelectorAll('.bar')][0].querySelectorAll('rect:not(:first-child)')).map((rects) => "
        "[...rects].map((rect) => Number(rect.getAttribute('width'))));"
        "return {stages: texts('#stages tbody td:first-child'), limit: texts('#stages tr.limit td:first-child'), "
        "widths, "
        "buffers: texts('#buffers tbody td:first-child'), cycles: texts('[data-metric=\"cycles.per_image\"] "
        ".value')};");
    CHECK(seen.console.empty());
    REQUIRE(seen.result.is_object());
    REQUIRE(seen.result["stages"].size() == report["stages"].size() + 1);
    for (std::size_t i = 0; i < report["stages"].size(); ++i) {
        const Json& stage = report["stages"][i];
        CHECK(seen.result["stages"][i + 1].get<std::string>().rfind(stage["name"].get<std::string>(), 0) == 0);
        const double total = report["cycles"]["total"].get<double>();
        std::size_t part = 0;
        for (const char* state : {"busy", "starved", "blocked"})
            CHECK(seen.result["widths"][i + 1][part++].get<double>() ==
                  Approx(100 * stage[state].get<double>() / total).margin(0.006));
    }
    CHECK(seen.result["limit"] == Json{report["bottleneck"].get<std::string>() + "bottleneck"});
    CHECK(seen.result["buffers"].size() == report["buffers"].size());
    CHECK(seen.result["cycles"] == Json{"=64cycles"});
}
