// SPDX-License-Identifier: Apache-2.0
// Trains the last layer of a design on labelled images and writes it into the NPU of a SystemC chip while images flow.
#pragma once

#include "sim/config/load.h"
#include "sim/finetune/finetune_result.h"
#include "sim/run/run_images.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace hashiflex {

struct FinetuneRequest {
    RunImages train;
    RunImages test;
    std::string test_source;
    std::optional<int> weight_bits;  // none: those of the NPU
    double l2 = 0;
    double service_years = 0;  // life of a chip, for what the NPU's rate costs
    std::uint64_t reprogram_at = 0;
    std::uint64_t jobs = 1;
    const std::atomic<bool>* stop = nullptr;
    std::function<void(const char* step, std::uint64_t done, std::uint64_t of)> progress;
};

// Nothing if it was interrupted. Throws core::InvalidInput if the new weights do not fit.
std::optional<FinetuneResult> finetune(const LoadedDesign& loaded, const FinetuneRequest& request, RunInfo info);

}  // namespace hashiflex
