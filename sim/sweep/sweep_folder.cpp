// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/sweep_folder.h"

#include "sim/config/error.h"
#include "sim/files/look.h"
#include "sim/files/output_file.h"
#include "sim/files/text_of_file.h"
#include "sim/process/log.h"
#include "sim/sweep/systemc_point.h"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPlan = "plan.json";
constexpr const char* kRows = "results.jsonl";
constexpr const char* kTable = "results.csv";

// A temporary file of ours that was never renamed.
bool is_leftover(const fs::path& file) {
    const std::string name = file.filename().string();
    for (const char* ours : {kPlan, kRows, kTable, "report.json"})
        if (name.rfind(std::string(ours) + ".part", 0) == 0) return true;
    return false;
}

[[noreturn]] void refuse_folder(const fs::path& folder, const std::string& found, const std::string& allowed,
                                const std::vector<std::string>& details = {}) {
    throw config_error({"--out " + folder.string(), "", found, allowed, "", details});
}

void make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) refuse_folder(folder, "a folder that cannot be made (" + error.message() + ")", "a folder");
}

}  // namespace

SweepFolder::SweepFolder(fs::path folder, const PlanFile& plan, bool resume)
    : folder_(std::move(folder)), plan_(plan), rows_(plan.points.size()), csv_(plan.points.size()) {
    make_folder(folder_);
    bool empty = true;
    for (const auto& entry : fs::directory_iterator(folder_)) empty = empty && resume && is_leftover(entry.path());
    const bool planned = is_file(folder_ / kPlan);
    if (!empty && !resume)
        refuse_folder(folder_, planned ? "a folder with a sweep in it" : "a folder that is not empty",
                      planned ? "--resume to go on with it, or another folder" : "a new or empty folder");
    if (!empty && !planned)
        refuse_folder(folder_, "a folder without plan.json", "the folder of a sweep, or an empty one");
    if (planned)
        take_over();
    else
        write_file_atomically((folder_ / kPlan).string(), plan_text(plan_json(plan_)));
    lock();
    if (planned) read_rows();
    journal_ = std::make_unique<Journal>(folder_ / kRows);
}

SweepFolder::~SweepFolder() {
    if (lock_ >= 0) ::close(lock_);
}

void SweepFolder::take_over() {
    const auto differences = plan_differences(text_of_file(folder_ / kPlan), plan_text(plan_json(plan_)));
    if (!differences.empty())
        refuse_folder(folder_, "the folder of another plan",
                      "the plan that the folder was begun with, or another folder", differences);
}

void SweepFolder::lock() {
    lock_ = ::open((folder_ / kPlan).c_str(), O_RDWR | O_CLOEXEC);  // NFS locks nothing that is read only
    if (lock_ >= 0 && ::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
    if (lock_ >= 0 && errno != EWOULDBLOCK)
        log_warning(fmt::format("{}: this file system has no locks: see to it that no other sweep works in this folder",
                                folder_.string()));
    else
        throw std::runtime_error(folder_.string() + ": another sweep is at work in this folder");
}

// What is not a row of this plan was never finished, and a killed process may live another time: both are left out, and
// done again.
void SweepFolder::read_rows() {
    std::vector<fs::path> leftovers;
    for (const auto& entry : fs::recursive_directory_iterator(folder_))
        if (is_leftover(entry.path())) leftovers.push_back(entry.path());
    for (const auto& file : leftovers) fs::remove(file);
    const JournalLines journal = read_journal(folder_ / kRows);
    std::string kept;
    for (const auto& line : journal.lines) {
        const auto row = parse_row(line);
        const bool ours = row && row->index < rows_.size() && plan_.points[row->index].id == row->id &&
                          plan_.shard.has(row->index) && rows_[row->index].empty() &&
                          !(row->failed && was_killed(row->json["error"].get<std::string>()));
        if (!ours) continue;
        keep(row->index, line, *row);
        kept += line + '\n';
    }
    if (journal.torn || done_ != journal.lines.size()) write_file_atomically((folder_ / kRows).string(), kept);
}

void SweepFolder::add(std::size_t point, const std::string& row) {
    journal_->append(row);
    keep(point, row, *parse_row(row));
}

void SweepFolder::keep(std::size_t point, const std::string& text, const Row& row) {
    rows_[point] = text;
    csv_[point] = csv_line(plan_.axes, row);
    ++done_;
    if (row.target_missed) ++targets_missed_;
    if (!row.no_rate.empty() && (without_rate_++ == 0 || point < first_without_rate_)) {
        first_without_rate_ = point;
        first_reason_ = row.no_rate;
    }
    if (!row.failed) return;
    if (failed_++ > 0 && point > first_failed_) return;
    first_failed_ = point;
    first_error_ = row.json["error"].get<std::string>();
}

fs::path SweepFolder::report_file(std::size_t point) const {
    const fs::path folder = folder_ / "points" / plan_.points[point].id;
    fs::create_directories(folder);
    return folder / "report.json";
}

void SweepFolder::write_tables() {
    journal_->sync();
    std::string lines, table = csv_header(plan_.axes);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (rows_[i].empty()) continue;
        lines += rows_[i] + '\n';
        table += csv_[i];
    }
    write_file_atomically((folder_ / kTable).string(), table);
    write_file_atomically((folder_ / kRows).string(), lines);
}

}  // namespace hashiflex
