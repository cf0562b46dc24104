// SPDX-License-Identifier: Apache-2.0
// Are the rows of a sweep what single runs say, whatever the threads, the shards and the folder?
#include "sim/sweep/row.h"
#include "tests/sim/cli/shell.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <set>
#include <sstream>

using namespace hashiflex;
using namespace hashiflex::test;
using Catch::Contains;
using Json = nlohmann::ordered_json;

namespace {

const char* const kSweep =
    "name: s\ndesign: digits.yaml\n"
    "axes:\n"
    "  - grid:\n"
    "      target_cycles_per_image: [16, 64, 7]\n"  // 7 is unreachable
    "      clock.mhz: [1, 0.5]\n"
    "  - list:\n"
    "      - {npu.rows: 8}\n"
    "      - {npu.rows: 32}\n"
    "      - {npu.rows: 64}\n"
    "      - {classifier: hardwired, npu: null}\n"
    "      - {npu.rows: 8, stages.b2_dw.input_depth: [3]}\n"
    "      - {npu.rows: 64, stages.b2_dw.input_depth: [3]}\n"
    "exclude: [{npu.rows: 32}]\n";

std::vector<Json> rows_of(const Shell& shell, const std::string& folder) {
    std::istringstream lines(shell.read(folder + "/results.jsonl"));
    std::vector<Json> rows;
    for (std::string line; std::getline(lines, line);) rows.push_back(Json::parse(line));
    return rows;
}

Json at(const Json& report, const std::string& path) {
    Json::json_pointer pointer;
    std::istringstream keys(path);
    for (std::string key; std::getline(keys, key, '.');) pointer /= key;
    return report.at(pointer);
}

std::string sets_of(const Json& axes) {
    std::string text;
    for (const auto& [path, value] : axes.items())
        text += " --set '" + path + "=" + (value.is_string() ? value.get<std::string>() : value.dump()) + "'";
    return text;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++found;
    return found;
}

}  // namespace

TEST_CASE("a row says what a run of SystemC says, and an error what its error says") {
    const Shell shell;
    shell.write("s.yaml", kSweep);
    REQUIRE(shell.hashiflex("sweep s.yaml --out o --report -j 2").code == 0);
    const auto rows = rows_of(shell, "o");
    REQUIRE(rows.size() == 3 * 2 * 2 * 3 - 3 * 2);
    int compared = 0, failed = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Json& row = rows[i];
        CHECK(row["index"] == i);
        const auto run = shell.hashiflex("run digits.yaml --engine systemc --quiet --out run" + sets_of(row["axes"]));
        INFO(row["axes"].dump());
        CHECK((run.code == 0) == row["error"].is_null());
        if (run.code == 2) {
            ++failed;
            CHECK(run.err == "hashiflex: error: " + row["error"].get<std::string>() + "\n");
            CHECK(row["metrics"]["cycles.per_image"].is_null());
            continue;
        }
        if (run.code == 1) CHECK(run.err == "hashiflex: error: " + row["error"].get<std::string>() + "\n");
        ++compared;
        Json report = Json::parse(shell.read("run/report.json"));
        for (const auto& metric : metrics()) {
            INFO(metric.path);
            CHECK(row["metrics"][metric.path] == at(report, metric.path));
        }
        CHECK(row["quality"]["area.total_um2"]["class"] == report["quality"]["area"]["class"]);
        CHECK(!row["quality"].contains("cycles.per_image"));
        // The whole report, but for the engine and the way the overrides are written.
        Json point = Json::parse(shell.read("o/points/" + row["id"].get<std::string>() + "/report.json"));
        report["engine"] = "fast";
        report["provenance"]["overrides"] = point["provenance"]["overrides"];
        CHECK(point == report);
    }
    CHECK(compared == 20);
    CHECK(failed == 10);
    std::set<std::string> ids;
    for (const auto& row : rows) ids.insert(row["id"].get<std::string>());
    CHECK(ids.size() == rows.size());
}

TEST_CASE("results are the same to the byte for any number of threads, in any folder, on both engines") {
    const Shell shell;
    shell.write("s.yaml", kSweep);
    REQUIRE(shell.hashiflex("sweep s.yaml --out j1 -j 1").code == 0);
    const std::string table = shell.read("j1/results.csv"), rows = shell.read("j1/results.jsonl");
    CHECK(count(table, "\n") == 31);
    for (const std::string jobs : {"2", "3", "4"}) {
        REQUIRE(shell.hashiflex("sweep s.yaml --out j" + jobs + " -j " + jobs).code == 0);
        CHECK(shell.read("j" + jobs + "/results.csv") == table);
        CHECK(shell.read("j" + jobs + "/results.jsonl") == rows);
    }
    std::filesystem::create_directories(shell.path("x/y"));
    REQUIRE(shell.hashiflex("sweep ../../s.yaml --out ../z", "cd x/y &&").code == 0);
    CHECK(shell.read("x/z/results.csv") == table);
    CHECK(shell.read("x/z/results.jsonl") == rows);
    CHECK(shell.read("x/z/plan.json") == shell.read("j1/plan.json"));

    const std::string few = " --images 3 --axis stages.stem.lanes=2,4";
    REQUIRE(shell.hashiflex("sweep digits.yaml --out fast" + few).code == 0);
    REQUIRE(shell.hashiflex("sweep digits.yaml --out systemc --engine systemc" + few).code == 0);
    const auto fast = rows_of(shell, "fast"), systemc = rows_of(shell, "systemc");
    REQUIRE(fast.size() == 2);
    REQUIRE(systemc.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) CHECK(fast[i]["metrics"] == systemc[i]["metrics"]);
    CHECK(!shell.exists("systemc/points"));
}

TEST_CASE("without accuracy no values are computed, and nothing else changes") {
    const Shell shell;
    const std::string text = "name: s\ndesign: digits.yaml\nimages: 5\naxes: [{grid: {npu.rows: [8]}}]\n";
    shell.write("with.yaml", text);
    shell.write("without.yaml", text + "accuracy: false\n");
    REQUIRE(shell.hashiflex("sweep with.yaml --out with").code == 0);
    REQUIRE(shell.hashiflex("sweep without.yaml --out without").code == 0);
    REQUIRE(shell.hashiflex("sweep without.yaml --engine systemc --out systemc").code == 0);
    Json with = rows_of(shell, "with")[0]["metrics"], without = rows_of(shell, "without")[0]["metrics"];
    CHECK(rows_of(shell, "systemc")[0]["metrics"] == without);
    CHECK(with["accuracy.total"] == 5);
    CHECK(without["accuracy.top1"].is_null());
    for (const char* key : {"accuracy.top1", "accuracy.correct", "accuracy.total"}) with.erase(key), without.erase(key);
    CHECK(with == without);
}

TEST_CASE("shards merge to what the whole sweep leaves") {
    const Shell shell;
    shell.write("s.yaml", kSweep);
    REQUIRE(shell.hashiflex("sweep s.yaml --out whole --report").code == 0);
    for (const std::string i : {"1", "2", "3"})
        REQUIRE(shell.hashiflex("sweep s.yaml --report --out part" + i + " --shard " + i + "/3").code == 0);
    CHECK(rows_of(shell, "part2").size() == 10);
    CHECK(rows_of(shell, "part2")[1]["index"] == 4);
    REQUIRE(shell.hashiflex("merge part3 part1 part2 --out merged").code == 0);
    CHECK(std::system(
              ("diff -r '" + shell.path("whole").string() + "' '" + shell.path("merged").string() + "'").c_str()) == 0);

    const auto missing = shell.hashiflex("merge part1 part3 --out none");
    CHECK(missing.code == 2);
    CHECK_THAT(missing.err, Contains("results of 10 of 30 points are missing, the first is point 1"));
    CHECK(!shell.exists("none"));
    REQUIRE(shell.hashiflex("sweep s.yaml --images 4 --report --out other --shard 2/3").code == 0);
    const auto other = shell.hashiflex("merge part1 other part3 --out none");
    CHECK(other.code == 2);
    CHECK_THAT(other.err, Contains("other: found another plan than in part1") && Contains("images: null, now 4"));
    const auto full = shell.hashiflex("merge part1 part2 part3 --out whole");
    CHECK(full.code == 2);
    CHECK_THAT(full.err, Contains("a folder that is not empty"));
    CHECK_THAT(shell.hashiflex("merge nowhere --out none").err, Contains("nowhere: found no plan.json"));
}

TEST_CASE("shards whose quantizations gave other integers do not merge, nor compare") {
    const Shell shell;
    shell.write("s.yaml", kSweep);
    for (const std::string i : {"1", "2"})
        REQUIRE(shell.hashiflex("sweep s.yaml --out part" + i + " --shard " + i + "/2").code == 0);
    const auto with_digests = [&](const std::string& part, const std::string& digest) {
        std::istringstream rows(shell.read(part + "/results.jsonl"));
        std::string text;
        for (std::string row; std::getline(rows, row);) {
            auto json = nlohmann::ordered_json::parse(row);
            json["weights_digest"] = digest;
            text += json.dump() + "\n";
        }
        shell.write(part + "/results.jsonl", text);
    };
    with_digests("part1", "aa");
    with_digests("part2", "aa");
    REQUIRE(shell.hashiflex("merge part1 part2 --out same").code == 0);
    with_digests("part2", "bb");
    const auto merged = shell.hashiflex("merge part1 part2 --out other");
    CHECK(merged.code == 2);
    CHECK_THAT(merged.err, Contains("points 0 and 1 quantize the same weights") && Contains("weights_digest"));
    CHECK(!shell.exists("other"));

    std::filesystem::copy(shell.path("part1"), shell.path("again"), std::filesystem::copy_options::recursive);
    CHECK(shell.hashiflex("compare part1 again").code == 0);
    with_digests("again", "cc");
    const auto compared = shell.hashiflex("compare part1 again");
    CHECK(compared.code == 1);
    CHECK_THAT(compared.out, Contains("weights_digest"));
}

TEST_CASE("folders that hold something else are refused") {
    const Shell shell;
    shell.write("s.yaml", "name: s\ndesign: digits.yaml\nimages: 2\naxes: [{grid: {npu.rows: [8, 4]}}]\n");
    REQUIRE(shell.hashiflex("sweep s.yaml --out o").code == 0);
    const std::string table = shell.read("o/results.csv");
    const auto again = shell.hashiflex("sweep s.yaml --out o");
    CHECK(again.code == 2);
    CHECK_THAT(again.err, Contains("found a folder with a sweep in it; allowed: --resume"));
    REQUIRE(shell.hashiflex("sweep s.yaml --out o --resume").code == 0);
    CHECK(shell.read("o/results.csv") == table);

    std::filesystem::create_directories(shell.path("mine"));
    shell.write("mine/thesis.txt", "years of work");
    for (const char* resume : {"", " --resume"}) {
        const auto unrelated = shell.hashiflex(std::string("sweep s.yaml --out mine") + resume);
        CHECK(unrelated.code == 2);
        CHECK_THAT(unrelated.err, Contains("mine"));
    }
    CHECK(shell.read("mine/thesis.txt") == "years of work");
    CHECK(!shell.exists("mine/plan.json"));
    // An empty folder, and one that does not exist, is a beginning.
    std::filesystem::create_directories(shell.path("empty"));
    CHECK(shell.hashiflex("sweep s.yaml --out empty").code == 0);
    CHECK(shell.hashiflex("sweep s.yaml --out new --resume").code == 0);

    shell.write("s.yaml", "name: s\ndesign: digits.yaml\nimages: 2\naxes: [{grid: {npu.rows: [8, 2]}}]\n");
    const auto changed = shell.hashiflex("sweep s.yaml --out o --resume");
    CHECK(changed.code == 2);
    CHECK_THAT(changed.err, Contains("another plan") && Contains(R"(point 1: {"npu.rows":4}, now {"npu.rows":2})"));
    shell.write("s.yaml", "name: s\ndesign: digits.yaml\nimages: 2\naxes: [{grid: {npu.rows: [8, 4]}}]\n");
    shell.write("digits.yaml", shell.read("digits.yaml") + "adder_levels_per_stage: 3\n");
    const auto inputs = shell.hashiflex("sweep s.yaml --out o --resume");
    CHECK(inputs.code == 2);
    CHECK_THAT(inputs.err, Contains("inputs: ") && Contains(R"(point 0: {"npu.rows":8}, now from other inputs)"));
    CHECK(shell.read("o/results.csv") == table);
}

TEST_CASE("a sweep of nothing but failures fails") {
    const Shell shell;
    const auto some = shell.hashiflex("sweep digits.yaml --axis npu.rows=8,1000 --images 2 --out some");
    CHECK(some.code == 0);
    CHECK_THAT(some.err, Contains("1 of 2 points failed; the first: --set npu.rows: npu.rows: found 1000"));
    const auto all = shell.hashiflex("sweep digits.yaml --axis npu.rows=1000,many --images 2 --out all");
    CHECK(all.code == 1);
    CHECK_THAT(shell.read("all/results.csv"), Contains("there are only 64 inputs") && Contains("found many"));
}

TEST_CASE("a deadlock is a row with what is known") {
    const Shell shell;
    REQUIRE(shell.hashiflex("sweep digits.yaml --axis 'stages.b1_dw.input_depth=[1],[auto]' --images 2 --out o").code ==
            0);
    const auto rows = rows_of(shell, "o");
    CHECK_THAT(rows[0]["error"].get<std::string>(), Contains("deadlock: buffer 'b1_dw.in'"));
    CHECK(rows[0]["metrics"]["cycles.per_image"].is_null());
    CHECK(rows[0]["metrics"]["area.total_um2"].is_number());
    CHECK(rows[1]["error"].is_null());
}

TEST_CASE("the points of a plan are printed without simulating them") {
    const Shell shell;
    const auto plan = shell.hashiflex("sweep digits.yaml --points --axis npu.rows=8,4 --axis clock.mhz=1 --shard 2/2");
    CHECK(plan.code == 0);
    CHECK(count(plan.out, "\n") == 2);
    CHECK_THAT(plan.out, Contains("id,index,npu.rows,clock.mhz\n") && Contains(",1,4,1\n"));
}

TEST_CASE("bad usage of sweep is explained") {
    const Shell shell;
    const std::string axis = "sweep digits.yaml --axis npu.rows=8 ";
    const std::vector<std::pair<std::string, const char*>> cases{
        {axis, "--out DIR is missing"},
        {axis + "--out o --shard 3/2", "--shard: found '3/2'; allowed: I/N"},
        {axis + "--out o --shard 0/2", "--shard"},
        {axis + "--out o --shard 1/2x", "--shard"},
        {axis + "--out o -j 0", "--jobs"},
        {axis + "--out o --engine slow", "--engine: found 'slow'; allowed: systemc, fast"},
        {"sweep nowhere.yaml --out o", "nowhere.yaml"},
        {"merge --out o", "DIR... is missing"},
        {"merge o", "--out DIR is missing"},
    };
    for (const auto& [arguments, message] : cases) {
        INFO(arguments);
        const auto outcome = shell.hashiflex(arguments);
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.err, Contains(message));
        CHECK(!shell.exists("o"));
    }
}

TEST_CASE("the data dictionary names every metric") {
    std::ifstream file(std::string(HASHIFLEX_SOURCE_DIR) + "/docs/sweep.md");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    for (const auto& metric : metrics())
        CHECK_THAT(text,
                   Contains("| `" + std::string(metric.path) + "` | " + metric.unit + " | " + metric.doc + " |\n"));
}

TEST_CASE("tables quote what needs quotes") {
    const std::string row = R"({"id":"x","index":0,"axes":{"a,b":"say \"hi\""},"metrics":{},"error":"two\nlines"})";
    const std::string table = csv_header({"a,b", "c"}) + csv_line({"a,b", "c"}, *parse_row(row));
    CHECK(table.substr(0, table.find(",c,")) == "id,index,\"a,b\"");
    const std::string line = table.substr(table.find('\n') + 1);
    CHECK(line == "x,0,\"say \"\"hi\"\"\"," + std::string(metrics().size() + 1, ',') + "\"two\nlines\"\n");
}
