// SPDX-License-Identifier: Apache-2.0
// The plan.json of a sweep of one point, whose folder is resumed and merged.
#include "sim/sweep/merge.h"
#include "sim/sweep/plan_file.h"
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/target.h"

namespace hashiflex::fuzz {
namespace {

constexpr const char* kRow =
    R"({"id":"0123456789abcdef","index":0,"axes":{"npu.rows":8},"metrics":{"clock_mhz":500.0},"quality":{},"error":null}
)";

}  // namespace

void plan(const std::string& bytes) {
    plan_differences(bytes, bytes);
    const auto folder = input_file("sweep/plan.json", bytes).parent_path();
    input_file("sweep/results.jsonl", kRow);
    const auto merged = input_folder() / "merged";
    std::filesystem::remove_all(merged);
    merge_sweeps({folder}, merged);
}

}  // namespace hashiflex::fuzz
