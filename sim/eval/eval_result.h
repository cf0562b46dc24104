// SPDX-License-Identifier: Apache-2.0
// How good a design is on labelled images, and how close to its float model, as data: texts are made from this.
#pragma once

#include "modules/core/accuracy/confusion.h"
#include "sim/eval/evaluate_classes.h"
#include "sim/report/run_result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

// Counted on some images of all that there could be.
struct SampledShare {
    std::uint64_t hits = 0;
    std::uint64_t of = 0;
    Quantity share, low, high;  // low and high: its 95 % interval
};

struct ClassRow {
    int label = 0;
    std::uint64_t found = 0;  // images that were taken for it
    SampledShare right;       // of the images of this class
    Quantity precision;       // right / found
};

struct FloatModelResult {
    SampledShare agreement;               // images of which both say the same class
    Quantity kl_nats, kl_standard_error;  // mean over the images
    SampledShare top1, top5;              // of the float model itself
};

struct EvalResult {
    RunInfo info;  // `images`: requested
    std::string network;
    std::uint64_t images_done = 0;
    std::uint64_t labelled = 0;
    std::string partial_reason;  // empty: all images are done
    int classes = 1;
    SampledShare top1, top5;
    Known<FloatModelResult> float_model;
    std::vector<ClassRow> per_class;  // empty: no labels
    core::Confusion confusion{1};
};

struct EvalRequest {
    RunInfo info;
    std::string network;
    int classes = 1;
    std::string no_float_model;   // why there is none, if there is none
    bool float_accuracy = false;  // of the model itself, too
};

EvalResult assemble_eval(const EvalRequest& request, const std::vector<EvaluatedImage>& images);

}  // namespace hashiflex
