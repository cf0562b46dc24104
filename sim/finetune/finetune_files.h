// SPDX-License-Identifier: Apache-2.0
// What a fine-tuning leaves behind, and what it prints.
#pragma once

#include "modules/core/network/weights.h"
#include "sim/finetune/finetune_result.h"

#include <string>

namespace hashiflex {

// finetune.json.
std::string to_json(const FinetuneResult& result);
// LAYER.weight, LAYER.bias and LAYER.scale, as a weights file has them.
core::WeightSet arrays_of(const core::Classifier& classifier, const std::string& layer);
std::string to_text(const FinetuneResult& result);

}  // namespace hashiflex
