// SPDX-License-Identifier: Apache-2.0
// The parts of report.json that describe one thing each: a stage, a buffer, the NPU, a reprogramming.
#pragma once

#include "sim/report/format.h"
#include "sim/report/run_result.h"

#include <nlohmann/json.hpp>

#include <string>

namespace hashiflex {

using Json = nlohmann::ordered_json;

// Makes values, and remembers for each null why it is one.
class Values {
 public:
    Json of(const std::string& path, const Quantity& number) {
        return number.value ? Json(rounded(*number.value)) : null(path, number.reason);
    }
    template <class T>
    Json of(const std::string& path, const Known<T>& count) {
        return count.value ? Json(*count.value) : null(path, count.reason);
    }
    Json null(const std::string& path, const std::string& reason) {
        reasons_[path] = reason;
        return nullptr;
    }
    const Json& reasons() const { return reasons_; }

 private:
    Json reasons_ = Json::object();
};

void put_cycles(Json& json, const CycleCounts& cycles);
// `path` leads to the stage, for reasons.
Json stage_json(const StageResult& stage, const std::string& path, Values& values);
// The breakdown of energy, in units of `factor` pJ.
Json energy_parts_json(const core::EnergyBreakdown& energy, const Quantity& factor, const std::string& unit,
                       const std::string& path, Values& values);
Json idle_json(const IdleGroup& group, const std::string& path, Values& values);
Json buffer_json(const BufferResult& buffer);
// `path` leads to the photograph, for reasons.
Json photograph_json(const PhotographResult& photograph, const std::string& path, Values& values);
Json npu_json(const NpuResult& npu);
Json reprogram_json(const ReprogramResult& reprogram, Values& values);

}  // namespace hashiflex
