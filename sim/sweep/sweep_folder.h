// SPDX-License-Identifier: Apache-2.0
// The folder of a sweep: plan.json, the journal results.jsonl, and at the end both tables in the order of the plan.
#pragma once

#include "sim/sweep/journal.h"
#include "sim/sweep/row.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace hashiflex {

class SweepFolder {
 public:
    // A new folder, an empty one, or with `resume` one that holds this plan: then what its journal has is kept, a torn
    // last line is dropped. Throws ConfigError if the folder holds something else, or a plan that differs (saying how);
    // std::runtime_error if files cannot be written or another sweep is at work there.
    SweepFolder(std::filesystem::path folder, const PlanFile& plan, bool resume);
    ~SweepFolder();
    SweepFolder(const SweepFolder&) = delete;
    SweepFolder& operator=(const SweepFolder&) = delete;

    bool has(std::size_t point) const { return !rows_[point].empty(); }
    std::size_t done() const { return done_; }
    std::size_t failed() const { return failed_; }
    // Of the first point in the plan that failed; empty: none.
    const std::string& first_error() const { return first_error_; }

    // Points that did not fail and whose rate is unknown, and the reason of the first of them in the plan.
    std::size_t without_rate() const { return without_rate_; }
    const std::string& first_reason() const { return first_reason_; }
    std::size_t targets_missed() const { return targets_missed_; }

    void add(std::size_t point, const std::string& row);
    // Of a point; its folder is made.
    std::filesystem::path report_file(std::size_t point) const;

    // results.jsonl and results.csv with the rows that there are, in the order of the plan.
    void write_tables();

 private:
    void keep(std::size_t point, const std::string& text, const Row& row);
    void take_over();
    void read_rows();
    void lock();

    std::filesystem::path folder_;
    const PlanFile& plan_;
    std::vector<std::string> rows_, csv_;  // by point; empty: not done
    std::size_t done_ = 0;
    std::size_t failed_ = 0;
    std::string first_error_;
    std::size_t first_failed_ = 0;
    std::size_t without_rate_ = 0;
    std::string first_reason_;
    std::size_t first_without_rate_ = 0;
    std::size_t targets_missed_ = 0;
    std::unique_ptr<Journal> journal_;
    int lock_ = -1;
};

}  // namespace hashiflex
