// SPDX-License-Identifier: Apache-2.0
// The results of a made-up sweep: failed points, unknown metrics, ties.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <random>
#include <string>

namespace hashiflex::test {

inline nlohmann::ordered_json sample_row(std::uint32_t index, std::mt19937& random) {
    const auto pick = [&](std::uint32_t below) { return static_cast<int>(random() % below); };
    nlohmann::ordered_json row;
    const int rows = 8 << pick(4), target = 100 * (1 + pick(6));
    row["id"] = "p" + std::to_string(index);
    row["index"] = index;
    row["axes"] = {
        {"npu.rows", rows}, {"target_cycles_per_image", target}, {"classifier", pick(2) != 0 ? "npu" : "hardwired"}};
    row["metrics"] = nlohmann::ordered_json::object();
    row["error"] = nullptr;
    if (index % 19 == 4) {
        row["error"] = "clock.mhz: found 896; allowed: <b>at most</b> 893.895 MHz";
        return row;
    }
    auto& metrics = row["metrics"];
    metrics["design"] = "sample";
    metrics["cycles.per_image"] = target;
    metrics["throughput.images_per_s"] = 8.96e8 / target;
    if (index % 13 == 2) metrics["throughput.images_per_s"] = nullptr;
    metrics["area.total_um2"] = 1000.0 * (rows + 600.0 / target * (1 + pick(40)));
    metrics["energy.per_image_pj"] = 5000.0 + 250 * pick(60);
    metrics["accuracy.top1"] = (60 + pick(35)) / 100.0;
    metrics["bottleneck"] = pick(2) != 0 ? "fc" : "source";
    return row;
}

inline std::string sample_sweep(std::uint32_t points) {
    std::mt19937 random(1);  // gives the same numbers everywhere
    std::string text;
    nlohmann::ordered_json before;
    for (std::uint32_t i = 0; i < points; ++i) {
        nlohmann::ordered_json row = sample_row(i, random);
        // Equal points, in the Pareto set too.
        if (i % 3 == 2 && row["error"].is_null() && before["error"].is_null()) row["metrics"] = before["metrics"];
        text += row.dump() + "\n";
        before = row;
    }
    return text;
}

}  // namespace hashiflex::test
