// SPDX-License-Identifier: Apache-2.0
// What a fine-tuning found out, as data.
#pragma once

#include "modules/core/cost/lost_rate.h"
#include "modules/core/network/operators.h"
#include "sim/finetune/on_chip_training.h"
#include "sim/report/run_result.h"

#include <cstdint>
#include <optional>
#include <string>

namespace hashiflex {

// Correct answers among images.
struct Score {
    std::uint64_t correct = 0;
    std::uint64_t total = 0;

    double top1() const { return static_cast<double>(correct) / static_cast<double>(total); }
};

struct FinetuneResult {
    RunResult run;            // of the SystemC run in which the NPU is reprogrammed
    std::string test_source;  // "given", "test set", "training images"
    int classes = 0;          // of the new labels
    int weight_bits = 8;
    double l2 = 0;
    double loss = 0;
    double gradient_norm = 0;
    Score before, train_real, train, test_real, test;  // before: test images with the weights of the design
    std::uint64_t checked_before = 0, checked_after = 0, wrong = 0;  // images of the run against an evaluation
    OnChipTraining on_chip;
    std::optional<core::LostRate> lost_rate;  // if the technology says what wafers cost
    core::Classifier classifier;              // the new one
};

}  // namespace hashiflex
