// SPDX-License-Identifier: Apache-2.0
// Does report.json explain every null, and class every number?
#include "sim/report/to_json.h"

#include "tests/sim/report/sample_results.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <functional>

using namespace hashiflex;

namespace {

using Json = nlohmann::ordered_json;

// Made by hand, and at random.
std::vector<RunResult> results() {
    std::vector<RunResult> all = test::sample_results();
    all.push_back(test::full_result());
    for (std::uint64_t seed = 0; seed < 40; ++seed) all.push_back(test::random_result(seed));
    return all;
}

// Calls visit(path, value) for every value that is no map or list; list items are "[]", or "[3]" if `numbered`.
void walk(const Json& json, const std::string& path, bool numbered,
          const std::function<void(const std::string&, const Json&)>& visit) {
    if (json.is_object()) {
        for (const auto& [key, value] : json.items())
            walk(value, path.empty() ? key : path + "." + key, numbered, visit);
    } else if (json.is_array()) {
        for (std::size_t i = 0; i < json.size(); ++i)
            walk(json[i], path + (numbered ? "[" + std::to_string(i) + "]" : "[]"), numbered, visit);
    } else {
        visit(path, json);
    }
}

bool covered(const Json& quality, std::string path) {
    while (!quality.contains(path)) {
        const auto dot = path.find_last_of('.');
        if (dot == std::string::npos) return false;
        path.erase(dot);
    }
    return true;
}

}  // namespace

TEST_CASE("report.json has the keys that others rely on") {
    const auto json = Json::parse(to_json(test::sample_results()[0]));
    CHECK(json["schema_version"] == 1);
    CHECK(json["design"] == "tiny_800");
    CHECK(json["partial"] == false);
    CHECK(json["cycles"]["per_image"] == 16.0);
    CHECK(json["cycles"]["per_image_exact"] == "16/1");
    CHECK(json["throughput"]["images_per_s"] == 50e6);
    CHECK(json["latency"]["us"] == 0.05);
    CHECK(json["io"]["input_gb_per_s"] == 0.8);
    CHECK(json["compute"]["macs_per_image"] == 96);
    CHECK(json["compute"]["tops"] == 0.0096);
    CHECK(json["idle"][0]["first"] == "fc");
    CHECK(json["idle"][0]["idle"] == 0.5);
    CHECK(json["area"]["classifier_um2"] == json["stages"][1]["area_um2"]);
    double parts = 0;
    for (const auto& part : json["power"]["breakdown"]) parts += part.get<double>();
    CHECK(json["power"]["total_mw"].get<double>() == Approx(parts));
    CHECK(json["accuracy"]["top1"] == 0.333333333333);
    CHECK(json["reprogram"].is_null());
    CHECK(json["stages"][0]["adders"] == 16);
    CHECK(json["buffers"][0]["name"] == "conv1.in");
    CHECK(json["npu"]["cycles_per_image"] == 8);
    CHECK(json["provenance"]["inputs"][0]["file"] == "tiny.yaml");
    CHECK(json["quality"]["cycles"]["class"] == "exact");
    CHECK(json["quality"]["area"]["class"] == "modelled");
}

TEST_CASE("equal results give equal bytes") {
    CHECK(to_json(test::sample_results()[1]) == to_json(test::sample_results()[1]));
}

TEST_CASE("every null has a reason, and every reason a null") {
    for (const auto& result : results()) {
        const auto json = Json::parse(to_json(result));
        std::size_t nulls = 0;
        walk(json, "", true, [&](const std::string& path, const Json& value) {
            if (!value.is_null() || path == "partial_reason" || path == "deadlock") return;
            ++nulls;
            INFO(path);
            CHECK(json["reasons"].contains(path));
            if (json["reasons"].contains(path)) CHECK_FALSE(json["reasons"][path].get<std::string>().empty());
        });
        CHECK(nulls == json["reasons"].size());
    }
}

TEST_CASE("every number has a quality class; an unknown one is not modelled") {
    for (const auto& result : results()) {
        const auto json = Json::parse(to_json(result));
        walk(json, "", false, [&](const std::string& path, const Json& value) {
            if (!value.is_number() || path == "schema_version" || path == "provenance.seed") return;
            INFO(path);
            CHECK(covered(json["quality"], path));
        });
    }
    const auto unknown = Json::parse(to_json(test::sample_results()[2]));
    CHECK(unknown["quality"]["area"]["class"] == "not modelled");
    CHECK(unknown["quality"]["power"]["class"] == "not modelled");
}
