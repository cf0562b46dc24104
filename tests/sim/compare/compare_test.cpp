// SPDX-License-Identifier: Apache-2.0
// Does the gate let through what it may, and nothing else?
#include "sim/compare/compare.h"

#include "sim/compare/output.h"
#include "tests/sim/config/error_of.h"
#include "tests/sim/config/temp_dir.h"

#include <boost/property_tree/xml_parser.hpp>
#include <catch2/catch.hpp>

#include <sstream>

using namespace hashiflex;
using namespace hashiflex::test;
using Json = nlohmann::ordered_json;

namespace {

// The parts of a report that the gate must tell apart: exact, modelled, a list with names, what is about the run.
Json report() {
    return Json::parse(R"({
        "schema_version": 1, "design": "d", "engine": "systemc", "images": 4,
        "cycles": {"total": 100, "per_image": 16.5},
        "area": {"total_um2": 1000.0},
        "accuracy": {"top1": null},
        "stages": [{"name": "stem", "busy": 7, "area_um2": 10.0}, {"name": "fc", "busy": 8, "area_um2": 0.0}],
        "quality": {"images": {"class": "exact"}, "cycles": {"class": "exact"}, "area": {"class": "modelled"},
                    "accuracy": {"class": "exact"}, "stages[]": {"class": "exact"}, "stages[].area_um2": {"class": "modelled"}},
        "reasons": {"accuracy.top1": "no labels"}, "provenance": {"seed": 1}})");
}

ResultPoints points(const Json& json) {
    return {{"d", values_of_report(json)}};
}

CompareRules rules(std::vector<ToleranceRule> tolerances) {
    return {"rules.yaml", std::move(tolerances)};
}

std::vector<std::string> beyond(const Comparison& comparison) {
    std::vector<std::string> keys;
    for (const auto& point : comparison.points)
        for (const auto& difference : point.differences)
            if (difference.verdict == Verdict::beyond) keys.push_back(difference.key);
    return keys;
}

using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE("a report equals itself, whatever is said about the run") {
    Json other = report();
    other["engine"] = "fast";
    other["provenance"]["seed"] = 2;
    other["reasons"] = Json::object();
    const Comparison comparison = compare(points(report()), points(other), {});
    CHECK(comparison.passed());
    CHECK(comparison.points.at(0).differences.empty());
    // design, images, 2 cycles, area, top1, 2 stages of 3 keys
    CHECK(comparison.compared() == 12);
}

TEST_CASE("every number that changes is found, and none else") {
    const std::vector<std::pair<std::string, std::string>> places{
        {"/images", "images"},
        {"/cycles/total", "cycles.total"},
        {"/cycles/per_image", "cycles.per_image"},
        {"/area/total_um2", "area.total_um2"},
        {"/accuracy/top1", "accuracy.top1"},
        {"/stages/0/busy", "stages.stem.busy"},
        {"/stages/1/area_um2", "stages.fc.area_um2"},
    };
    for (const auto& [pointer, key] : places) {
        Json other = report();
        other[Json::json_pointer(pointer)] = 3;
        const Comparison comparison = compare(points(report()), points(other), {});
        CHECK(beyond(comparison) == Keys{key});
        CHECK_FALSE(comparison.passed());
    }
}

TEST_CASE("of keys that only one side has, only an exact one that is gone fails") {
    Json other = report();
    other["cycles"].erase("total");
    const Comparison gone = compare(points(report()), points(other), {});
    CHECK(beyond(gone) == Keys{"cycles.total"});
    CHECK_FALSE(gone.passed());
    CHECK(gone.count(Presence::gone) == 1);
    CHECK(gone.compared() == 11);
    CHECK(gone.count(Verdict::beyond) == 0);  // no number moved

    const Comparison added = compare(points(other), points(report()), {});
    CHECK(added.passed());
    CHECK(added.count(Presence::added) == 1);
    CHECK(added.points.at(0).differences.at(0).key == "cycles.total");

    other = report();
    other["area"].erase("total_um2");
    const Comparison modelled = compare(points(report()), points(other), rules({{"area.*", 0.1, 0}}));
    CHECK(modelled.passed());
    CHECK(modelled.count(Presence::gone) == 1);

    other = report();
    other["stages"].erase(1);
    CHECK(beyond(compare(points(report()), points(other), {})) == Keys{"stages.fc.busy", "stages.fc.name"});
    CHECK(compare(points(other), points(report()), {}).count(Presence::added) == 3);
}

TEST_CASE("a value that becomes unknown is a difference and not a key that is gone") {
    Json other = report();
    other["cycles"]["per_image"] = nullptr;
    const Comparison comparison = compare(points(report()), points(other), {});
    CHECK_FALSE(comparison.passed());
    CHECK(comparison.count(Presence::gone) == 0);
}

TEST_CASE("a tolerance holds up to its border, in both directions, for modelled numbers") {
    const auto verdict = [](double area, ToleranceRule rule) {
        Json other = report();
        other["area"]["total_um2"] = area;
        return compare(points(report()), points(other), rules({std::move(rule)})).passed();
    };
    // relative to the larger of the two
    CHECK(verdict(1250.0, {"area.*", 0.2, 0}));
    CHECK_FALSE(verdict(1250.1, {"area.*", 0.2, 0}));
    CHECK(verdict(800.0, {"area.*", 0.2, 0}));
    CHECK_FALSE(verdict(799.9, {"area.*", 0.2, 0}));
    CHECK(verdict(1007.0, {"area.total_um2", 0, 7}));
    CHECK_FALSE(verdict(1007.1, {"area.total_um2", 0, 7}));
    CHECK(verdict(993.0, {"*um2", 0, 7}));
}

TEST_CASE("the first rule that fits a key decides") {
    Json other = report();
    other["area"]["total_um2"] = 1100.0;
    CHECK_FALSE(
        compare(points(report()), points(other), rules({{"area.total*", 0.01, 0}, {"area.*", 0.5, 0}})).passed());
    CHECK(compare(points(report()), points(other), rules({{"area.*", 0.5, 0}, {"area.total*", 0.01, 0}})).passed());
}

TEST_CASE("unknown on one side is beyond every tolerance") {
    Json other = report();
    other["area"]["total_um2"] = nullptr;
    CHECK(beyond(compare(points(report()), points(other), rules({{"area.*", 1, 1e9}}))) == Keys{"area.total_um2"});
}

TEST_CASE("rules that soften exact numbers or fit nothing are refused") {
    const auto refused = [](ToleranceRule rule) {
        return error_of([&] { compare(points(report()), points(report()), rules({std::move(rule)})); });
    };
    CHECK_THAT(refused({"cycles.*", 0.1, 0}),
               Catch::Contains("tolerances[0].keys: found 'cycles.*', which fits cycles."));
    CHECK_THAT(refused({"stages.*", 0.1, 0}), Catch::Contains("exact ones are compared exactly"));
    CHECK_THAT(refused({"energy.*", 0.1, 0}), Catch::Contains("which fits no key of the results"));
    CHECK(refused({"stages.*.area_um2", 0.1, 0}) == "no error");
}

TEST_CASE("points that only one side has fail the gate") {
    const ResultPoints base = points(report());
    CHECK_FALSE(compare(base, {{"e", base.at("d")}}, {}).passed());
    ResultPoints more = base;
    more["e"] = base.at("d");
    CHECK_FALSE(compare(base, more, {}).passed());
    CHECK_FALSE(compare(more, base, {}).passed());
    CHECK_THAT(comparison_text(compare(base, more, {})), Catch::Contains("e: not in BASE"));
    CHECK_THAT(comparison_text(compare(more, base, {})), Catch::Contains("e: missing in NEW"));
}

TEST_CASE("patterns") {
    CHECK(fits("a.b", "a.b"));
    CHECK_FALSE(fits("a.b", "a.bc"));
    CHECK(fits("a.*", "a.b.c"));
    CHECK(fits("*", ""));
    CHECK(fits("stages.*.area_um2", "stages.b1_dw.area_um2"));
    CHECK_FALSE(fits("stages.*.area_um2", "stages.b1_dw.area_um2x"));
    CHECK_FALSE(fits("stages.*.area_um2", "stage.b1.area_um2"));
}

TEST_CASE("results are found in files, folders, folders of folders, and sweeps") {
    const TempDir folder;
    const auto file = folder.write("one/report.json", report().dump());
    Json second = report();
    second["design"] = "e";
    folder.write("many/a/report.json", report().dump());
    folder.write("many/b/report.json", second.dump());
    folder.write("sweep/results.jsonl",
                 R"({"id": "1", "axes": {"npu.rows": 8}, "metrics": {"cycles.per_image": 16.0}, "error": null})"
                 "\n"
                 R"({"id": "2", "axes": {"npu.rows": 16}, "metrics": {}, "error": "too small"})"
                 "\n");
    CHECK(load_results(file).count("d") == 1);
    CHECK(load_results(folder / "one").count("d") == 1);
    const auto many = load_results(folder / "many");
    CHECK(many.count("d") == 1);
    CHECK(many.count("e") == 1);
    const auto sweep = load_results(folder / "sweep");
    CHECK(sweep.at("npu.rows=8").at("cycles.per_image").value == 16.0);
    CHECK(sweep.at("npu.rows=16").at("error").value == "too small");
}

TEST_CASE("what is no result is refused by file") {
    const TempDir folder;
    const auto message = [&](const std::string& name, const std::string& text) {
        const auto file = folder.write(name, text);
        return error_of([&] { load_results(file); });
    };
    CHECK_THAT(message("a.json", "{"), Catch::Contains("a.json") && Catch::Contains("no JSON object"));
    CHECK_THAT(message("b.json", "{\"x\": 1}"), Catch::Contains("a JSON file of another kind"));
    Json newer = report();
    newer["schema_version"] = 2;
    CHECK_THAT(message("c.json", newer.dump()), Catch::Contains("schema_version: found 2; allowed: 1") &&
                                                    Catch::Contains("reports of different schema_version"));
    CHECK_THAT(error_of([&] { load_results(folder / "none"); }), Catch::Contains("cannot be read"));
    folder.write("empty/readme", "");
    CHECK_THAT(error_of([&] { load_results(folder / "empty"); }), Catch::Contains("no results"));
    CHECK_THAT(message("results.jsonl", "{\"axes\": {}}\n"), Catch::Contains("line 1"));
}

TEST_CASE("a rule file is judged like every file") {
    const TempDir folder;
    const auto message = [&](const std::string& text) {
        const auto file = folder.write("rules.yaml", text);
        return error_of([&] { load_rules(file); });
    };
    CHECK(message("tolerances:\n  - {keys: area.*, relative: 0.02}\n") == "no error");
    CHECK_THAT(message("tolerances:\n  - {keys: area.*, relativ: 0.02}\n"),
               Catch::Contains("did you mean 'relative'?"));
    CHECK_THAT(message("tolerances:\n  - {keys: area.*}\n"), Catch::Contains("found no tolerance"));
    CHECK_THAT(message("tolerances: []\n"), Catch::Contains("a list of 1 or more"));
}

TEST_CASE("the outputs tell the same story") {
    Json other = report();
    other["cycles"]["total"] = 101;
    other["area"]["total_um2"] = 1010.0;
    const auto now = points(other);
    const Comparison comparison = compare(points(report()), now, rules({{"area.*", 0.02, 0}}));

    const std::string text = comparison_text(comparison);
    CHECK_THAT(text, Catch::Contains("DIFFERS (exact)") && Catch::Contains("within tolerance"));
    CHECK_THAT(text, Catch::Contains("FAILED: 1 design points, 12 numbers compared, 1 beyond tolerance, 1 within"));
    CHECK_THAT(comparison_markdown(comparison), Catch::Contains("| `cycles.total` | 100 | 101 | +0.99 % |"));

    std::istringstream stream(comparison_junit(comparison));
    boost::property_tree::ptree junit;
    boost::property_tree::read_xml(stream, junit);
    CHECK(junit.get<int>("testsuites.testsuite.<xmlattr>.failures") == 1);
    CHECK(junit.get<std::string>("testsuites.testsuite.testcase.<xmlattr>.name") == "d");
    CHECK_THAT(junit.get<std::string>("testsuites.testsuite.testcase.failure"), Catch::Contains("cycles.total"));

    const Json benchmark = Json::parse(benchmark_json(now, comparison));
    REQUIRE(benchmark.size() == 2);
    CHECK(benchmark[0] == Json{{"name", "d: cycles.per_image"}, {"unit", "cycles"}, {"value", 16.5}});
    CHECK(benchmark[1] == Json{{"name", "d: area.total_um2"}, {"unit", "um2"}, {"value", 1010.0}});
}

TEST_CASE("every output says which keys are new and which are gone") {
    Json other = report();
    other["cycles"].erase("total");
    other["area"].erase("total_um2");
    other["cycles"]["per_image_from"] = "run";
    const Comparison comparison = compare(points(report()), points(other), {});

    CHECK_THAT(comparison_text(comparison), Catch::Contains("cycles.per_image_from"));
    CHECK_THAT(comparison_text(comparison), Catch::Contains("GONE (exact)"));
    CHECK_THAT(
        comparison_text(comparison),
        Catch::Contains("FAILED: 1 design points, 10 numbers compared, 0 beyond tolerance, 0 within, 1 new, 2 gone"));
    CHECK_THAT(comparison_markdown(comparison), Catch::Contains("| `cycles.per_image_from` | - | run |  | new |"));
    CHECK_THAT(comparison_markdown(comparison), Catch::Contains("| `cycles.total` | 100 | - |  | GONE (exact) |"));
    CHECK_THAT(comparison_markdown(comparison), Catch::Contains("| `area.total_um2` | 1000.0 | - |  | gone |"));
    CHECK_THAT(comparison_junit(comparison), Catch::Contains("cycles.per_image_from"));
    CHECK_THAT(comparison_junit(comparison), Catch::Contains("GONE (exact)"));
    CHECK_THAT(comparison_junit(comparison), Catch::Contains("exact numbers are gone"));

    Json more = report();
    more["cycles"]["per_image_from"] = "run";
    const Comparison passes = compare(points(report()), points(more), {});
    CHECK(passes.passed());
    std::istringstream stream(comparison_junit(passes));
    boost::property_tree::ptree junit;
    boost::property_tree::read_xml(stream, junit);
    CHECK(junit.get<int>("testsuites.testsuite.<xmlattr>.failures") == 0);
    CHECK_THAT(junit.get<std::string>("testsuites.testsuite.testcase.system-out"),
               Catch::Contains("cycles.per_image_from"));

    const Json benchmark = Json::parse(benchmark_json(points(other), comparison));
    CHECK(benchmark.at(1) == Json{{"name", "d: keys that are new"}, {"unit", "keys"}, {"value", 1}});
    CHECK(benchmark.at(2) == Json{{"name", "d: keys that are gone"}, {"unit", "keys"}, {"value", 2}});
}
