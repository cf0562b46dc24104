// SPDX-License-Identifier: Apache-2.0
// Imports a model made by hand and compares it with the naive interpreter of tests/support/onnx_reference.h.
#pragma once

#include "sim/import/import.h"
#include "tests/support/onnx_model.h"

#include <string>

namespace hashiflex::test {

// How the model sees images.
struct Seen {
    bool raw = false;          // pixels as they are: the graph scales them itself; else (pixel - 127) / 127.5
    bool nhwc = false;         // the first input is [N, H, W, C] or flat in this order
    bool nhwc_output = false;  // and a map at the output, likewise
    double tolerance = 1e-5;
};

importing::Imported import_model(const OnnxModel& model, const importing::ImportOptions& options = {});

// Random images and those of one value: max|a - b| / max|b|. Gives what was imported.
importing::Imported check_import(const OnnxModel& model, const Seen& seen = {},
                                 const importing::ImportOptions& options = {});

// Two ways to say the same network: `imported` against the interpretation of `model`, which reads raw pixels.
void check_same_values(const importing::Imported& imported, const OnnxModel& model, const Seen& seen = {true});

// What the import says; "" if it does not refuse.
std::string refusal(const OnnxModel& model, const importing::ImportOptions& options = {});

// "conv relu, max_pool, classifier": kinds and activations, in order.
std::string kinds(const importing::Imported& imported);

}  // namespace hashiflex::test
