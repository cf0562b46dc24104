// SPDX-License-Identifier: Apache-2.0
// A plan with everything that its results depend on: what plan.json holds, and by what a folder is known again.
#pragma once

#include "sim/report/run_info.h"
#include "sim/sweep/plan.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

// Part `index` of `of`, from 1: every of-th point.
struct Shard {
    std::size_t index = 1;
    std::size_t of = 1;

    bool has(std::size_t point) const { return point % of == index - 1; }
};

struct PlanPoint {
    std::string id;  // 16 hexadecimal digits: of the design file with the overrides, all inputs, and the tool version
    Settings settings;
};

nlohmann::ordered_json axes_json(const PlanPoint& point);

struct PlanFile {
    std::string tool_version;
    std::string sweep;
    std::string design;  // file name
    Engine engine = Engine::fast;
    std::optional<int> images;
    bool accuracy = true;
    bool reports = false;
    std::vector<InputFileHash> inputs;  // of all points
    std::vector<std::string> axes;
    std::vector<PlanPoint> points;
    Shard shard;
};

// Reads and hashes the input files of every point. A point whose design cannot be read has an id all the same: of its
// base and its overrides. Points that come to the same design count once.
PlanFile identify(const SweepFile& sweep, const Document& design, Plan plan, const std::string& tool_version);

nlohmann::ordered_json plan_json(const PlanFile& plan);
// A line per point.
std::string plan_text(nlohmann::ordered_json plan);

// What differs between two plan texts, one sentence each, at most ten; empty: nothing. The shard does not count if
// `any_shard`.
std::vector<std::string> plan_differences(const std::string& before, const std::string& now, bool any_shard = false);

}  // namespace hashiflex
