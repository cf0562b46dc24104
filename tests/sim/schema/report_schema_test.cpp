// SPDX-License-Identifier: Apache-2.0
// Does the schema of report.json allow every report, and nothing that is not quite one? Are its keys explained?
#include "sim/report/to_json.h"
#include "sim/sweep/row.h"
#include "tests/sim/config/temp_dir.h"
#include "tests/sim/report/sample_results.h"
#include "tests/sim/schema/judge.h"

#include <catch2/catch.hpp>

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

Json report_of(const RunResult& result) {
    return Json::parse(to_json(result));
}

// Maps from key paths: any entries, all of one form.
bool is_map(const std::string& path) {
    return path == "/quality" || path == "/reasons";
}

// Calls visit(path, value) for each value in `json`; paths are JSON pointers.
void walk(const Json& json, const std::string& path,
          const std::function<void(const std::string&, const Json&)>& visit) {
    visit(path, json);
    if (!json.is_structured()) return;
    for (const auto& [key, value] : json.items()) walk(value, (Json::json_pointer(path) / key).to_string(), visit);
}

Json with(Json document, const std::string& path, const Json& value) {
    document[Json::json_pointer(path)] = value;
    return document;
}

Json without(Json document, const std::string& path, const std::string& key) {
    document[Json::json_pointer(path)].erase(key);
    return document;
}

Json of_another_type(const Json& value) {
    if (value.is_object()) return Json::array();
    if (value.is_array()) return Json::object();
    if (value.is_string()) return 1;
    return value.dump();
}

// A report with something done to it, in one line.
class Changed {
 public:
    void add(const Json& document, const std::string& what) {
        documents_.push_back(document.dump());
        whats_.push_back(what);
    }
    void check_refused(std::size_t at_least) const {
        REQUIRE(documents_.size() >= at_least);
        const auto verdicts = judged_by_schema(schema_of("report"), documents_);
        for (std::size_t i = 0; i < verdicts.size(); ++i) {
            INFO(whats_[i]);
            CHECK_FALSE(verdicts[i].empty());
        }
    }

 private:
    std::vector<std::string> documents_;
    std::vector<std::string> whats_;
};

// "/stages/3/name" as "/stages/*/name".
std::string without_index(const std::string& path) {
    std::string result;
    for (const char c : path)
        if (c < '0' || c > '9')
            result += c;
        else if (result.back() == '/')
            result += '*';
        else if (result.back() != '*')
            result += c;  // top1
    return result;
}

std::set<std::string> nulls_of(const RunResult& result) {
    std::set<std::string> paths;
    walk(report_of(result), "", [&](const std::string& path, const Json& value) {
        if (value.is_null()) paths.insert(without_index(path));
    });
    return paths;
}

struct Key {
    std::string path;  // "stages[].name"
    std::string doc;
    bool leaf = true;  // no keys below it
};

void collect(const Json& schema, const Json& root, const std::string& path, std::vector<Key>& keys) {
    if (schema.contains("allOf")) return collect(schema["allOf"][0], root, path, keys);
    if (schema.contains("$ref"))
        return collect(root[Json::json_pointer(schema["$ref"].get<std::string>().substr(1))], root, path, keys);
    if (schema.contains("items")) return collect(schema["items"], root, path + "[]", keys);
    if (!schema.contains("properties")) return;
    for (const auto& [key, property] : schema["properties"].items()) {
        const std::size_t place = keys.size();
        const std::string child = path.empty() ? key : path + "." + key;
        keys.push_back({child, property.value("description", "")});
        collect(property, root, child, keys);
        keys[place].leaf = keys.size() == place + 1;
    }
}

// All that the schema knows.
std::vector<Key> keys_of_report() {
    const Json schema = schema_of("report");
    std::vector<Key> keys;
    collect(schema, schema, "", keys);
    return keys;
}

// By its path; below what is named itself, by its name.
bool names(const std::string& text, const std::string& path) {
    const auto quotes = [&](const std::string& words) { return text.find("`" + words + "`") != std::string::npos; };
    const std::size_t dot = path.find_last_of('.');
    if (quotes(path)) return true;
    return dot != std::string::npos && quotes(path.substr(dot + 1)) && names(text, path.substr(0, dot));
}

}  // namespace

TEST_CASE("the schema of report.json allows every report") {
    std::vector<RunResult> results = sample_results();
    results.push_back(full_result());
    results.push_back(empty_result());
    for (std::uint64_t seed = 0; seed < 200; ++seed) results.push_back(random_result(seed));
    std::vector<std::string> documents;
    int deadlocks = 0, hardwired = 0, reprogrammed = 0, photographs = 0, unpriced = 0, unsteady = 0, complete = 0;
    for (const auto& result : results) {
        documents.push_back(report_of(result).dump());
        deadlocks += result.deadlock ? 1 : 0;
        hardwired += result.npu ? 0 : 1;
        reprogrammed += result.reprogram && result.reprogram->status == "done" ? 1 : 0;
        photographs += result.photographs.empty() ? 0 : 1;
        unpriced += result.area_um2.total_um2().value ? 0 : 1;
        unsteady += result.cycles.per_image.value ? 0 : 1;
        complete += result.partial_reason.empty() ? 1 : 0;
    }
    for (const int seen : {deadlocks, hardwired, reprogrammed, photographs, unpriced, unsteady, complete})
        CHECK(seen >= 5);
    const auto verdicts = judged_by_schema(schema_of("report"), documents);
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
        INFO("result " << i);
        CHECK(verdicts[i] == "");
    }
}

TEST_CASE("a report without one of its keys, or with one more, is refused") {
    const Json report = report_of(full_result());
    Changed changed;
    walk(report, "", [&](const std::string& path, const Json& value) {
        if (!value.is_object()) return;
        changed.add(with(report, path + "/neighbour", 1), "added: " + path + "/neighbour");
        if (is_map(path)) return;
        for (const auto& entry : value.items())
            changed.add(without(report, path, entry.key()), "removed: " + path + "/" + entry.key());
    });
    changed.check_refused(200);
}

TEST_CASE("a report with a value of another type, or a negative number, is refused") {
    const Json report = report_of(full_result());
    Changed changed;
    walk(report, "", [&](const std::string& path, const Json& value) {
        changed.add(with(report, path, of_another_type(value)), "of another type: " + path);
        if (value.is_number()) changed.add(with(report, path, -1), "negative: " + path);
        if (value.is_number_integer()) changed.add(with(report, path, 0.5), "not an integer: " + path);
    });
    changed.check_refused(400);
}

TEST_CASE("a value is refused that its key does not allow") {
    const Json report = report_of(full_result());
    const std::vector<std::pair<std::string, Json>> values{
        {"/schema_version", 2},
        {"/engine", "slow"},
        {"/image_source", ""},
        {"/clock_mhz", 0},
        {"/cycles/per_image_exact", "1.5"},
        {"/cycles/per_image_from", "guess"},
        {"/accuracy/top1", 1.5},
        {"/accuracy/float_top1", 1.5},
        {"/photographs/0/sha256", "77"},
        {"/photographs/0/width", 0},
        {"/photographs/0/height", 0},
        {"/photographs/0/orientation", 0},
        {"/photographs/0/orientation", 9},
        {"/photographs/0/crop/width", 0},
        {"/photographs/0/crop/height", 0},
        {"/photographs/0/resize", "cubic"},
        {"/photographs/0/channels", "RGB"},
        {"/reprogram/status", "ready"},
        {"/reprogram/throughput_dip", 1.5},
        {"/idle/0/idle", 1.5},
        {"/buffers/0/kind", "heap"},
        {"/buffers/0/storage", "dram"},
        {"/npu/accumulator", "carry"},
        {"/quality/cycles/class", "measured"},
        {"/provenance/inputs/0/sha256", "A"},
    };
    Changed changed;
    for (const auto& [path, value] : values) {
        REQUIRE(report.contains(Json::json_pointer(path)));
        changed.add(with(report, path, value), path + ": " + value.dump());
    }
    changed.check_refused(values.size());
}

// Whole parts that a report may lack: of a hardwired design or one that is not, of a run that does not reprogram, of a
// technology without prices of wafers.
const std::set<std::string> kAbsent{"/npu", "/argmax", "/reprogram", "/money"};

TEST_CASE("null is allowed exactly where a report may have one") {
    const std::set<std::string> nullable = nulls_of(empty_result());
    CHECK(nulls_of(full_result()) == std::set<std::string>{});
    auto seen = nullable;
    for (std::uint64_t seed = 0; seed < 200; ++seed) seen.merge(nulls_of(random_result(seed)));
    for (const auto& path : kAbsent) seen.erase(path);
    CHECK(seen == nullable);
    const Json report = report_of(full_result());
    Changed changed;
    walk(report, "", [&](const std::string& path, const Json&) {
        if (path.empty() || kAbsent.count(path) > 0 || nullable.count(without_index(path)) > 0) return;
        changed.add(with(report, path, nullptr), "null: " + path);
    });
    changed.check_refused(100);
}

TEST_CASE("every key of report.json has a sentence, and a place in docs/report.md") {
    const std::string text = TempDir::read(HASHIFLEX_SOURCE_DIR "/docs/report.md");
    const auto keys = keys_of_report();
    CHECK(keys.size() > 150);
    for (const auto& key : keys) {
        INFO(key.path);
        CHECK((!key.doc.empty() && key.doc.back() == '.'));
        if (key.leaf) CHECK(names(text, key.path));
    }
}

TEST_CASE("metrics of sweeps are keys of report.json") {
    std::set<std::string> keys;
    for (const auto& key : keys_of_report()) keys.insert(key.path);
    for (const auto& metric : metrics()) {
        INFO(metric.path);
        CHECK(keys.count(metric.path) == 1);
    }
}
