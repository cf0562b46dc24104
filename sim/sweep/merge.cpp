// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/merge.h"

#include "sim/config/error.h"
#include "sim/files/json_text.h"
#include "sim/files/output_file.h"
#include "sim/files/text_of_file.h"
#include "sim/sweep/journal.h"
#include "sim/sweep/plan_file.h"
#include "sim/sweep/quantizations.h"
#include "sim/sweep/row.h"

#include <map>
#include <utility>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

[[noreturn]] void refuse_shard(const fs::path& folder, const std::string& found, const std::string& allowed,
                               const std::vector<std::string>& details = {}) {
    throw config_error({folder.string(), "", found, allowed, "", details});
}

std::string plan_of(const fs::path& folder) {
    std::string text = text_of_file(folder / "plan.json");
    if (!plan_differences(text, text).empty()) refuse_shard(folder, "no plan.json", "the folder of a sweep");
    return text;
}

void require_same_plan(const fs::path& first, const std::string& plan, const fs::path& folder) {
    const auto differences = plan_differences(plan, plan_of(folder), true);
    if (differences.empty()) return;
    refuse_shard(folder, "another plan than in " + first.string(), "shards of one sweep", differences);
}

void take_rows(const fs::path& folder, const Json& points, std::vector<std::string>& rows) {
    for (const auto& line : read_journal(folder / "results.jsonl").lines) {
        const auto parsed = parse_row(line);
        if (!parsed || parsed->index >= rows.size() || points[parsed->index]["id"] != parsed->id)
            refuse_shard(folder / "results.jsonl", "a line that is no point of the plan", "what hashiflex wrote");
        std::string& row = rows[parsed->index];
        if (!row.empty() && row != line)
            refuse_shard(folder / "results.jsonl", "another result for point " + std::to_string(parsed->index), "one");
        row = line;
    }
}

void require_all(const std::vector<std::string>& rows) {
    std::size_t missing = 0, first = 0;
    for (std::size_t i = rows.size(); i-- > 0;)
        if (rows[i].empty()) ++missing, first = i;
    if (missing > 0)
        throw ConfigError("results of " + std::to_string(missing) + " of " + std::to_string(rows.size()) +
                          " points are missing, the first is point " + std::to_string(first) +
                          ": a shard is not among the folders, or not finished (--resume)");
}

// Quantization is the same on every host. Where it was not, the files behind a plan have changed, or a program is
// wrong.
void require_same_integers(const std::vector<std::string>& rows) {
    std::map<std::string, std::pair<std::string, std::size_t>> first_of;
    for (const auto& text : rows) {
        const Row row = *parse_row(text);
        if (row.weights_digest.empty()) continue;
        const auto [first, is_new] =
            first_of.emplace(quantization_of(row.json["axes"]), std::make_pair(row.weights_digest, row.index));
        if (is_new || first->second.first == row.weights_digest) continue;
        throw ConfigError("points " + std::to_string(first->second.second) + " and " + std::to_string(row.index) +
                          " quantize the same weights in the same way, and their integers differ (weights_digest): "
                          "quantize both on one host, with one program");
    }
}

void copy_reports(const fs::path& from, const fs::path& to) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(from / "points", none)) {
        fs::create_directories(to / "points" / entry.path().filename());
        fs::copy_file(entry.path() / "report.json", to / "points" / entry.path().filename() / "report.json",
                      fs::copy_options::overwrite_existing);
    }
}

}  // namespace

std::size_t merge_sweeps(const std::vector<fs::path>& parts, const fs::path& out) {
    const std::string text = plan_of(parts.front());
    for (const auto& part : parts) require_same_plan(parts.front(), text, part);
    Json plan = parse_json(text);
    plan["shard"] = nullptr;
    std::vector<std::string> rows(plan["points"].size());
    for (const auto& part : parts) take_rows(part, plan["points"], rows);
    require_all(rows);
    require_same_integers(rows);

    fs::create_directories(out);
    if (!fs::is_empty(out)) refuse_shard(out, "a folder that is not empty", "a new or empty folder");
    const std::vector<std::string> axes = plan["axes"];
    std::string lines, table = csv_header(axes);
    for (const auto& row : rows) {
        lines += row + '\n';
        table += csv_line(axes, *parse_row(row));
    }
    for (const auto& part : parts)
        if (plan["reports"] == true) copy_reports(part, out);
    write_file_atomically((out / "results.csv").string(), table);
    write_file_atomically((out / "results.jsonl").string(), lines);
    write_file_atomically((out / "plan.json").string(), plan_text(plan));
    return rows.size();
}

}  // namespace hashiflex
