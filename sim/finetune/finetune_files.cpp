// SPDX-License-Identifier: Apache-2.0
#include "sim/finetune/finetune_files.h"

#include "sim/finetune/describe_finetune.h"
#include "sim/report/report_writer.h"

namespace hashiflex {

std::string to_json(const FinetuneResult& result) {
    return ReportWriter::object(result).dump(2) + "\n";
}

core::WeightSet arrays_of(const core::Classifier& classifier, const std::string& layer) {
    const auto classes = static_cast<std::size_t>(classifier.classes);
    const auto inputs = static_cast<std::size_t>(classifier.inputs());
    core::WeightSet arrays;
    arrays[layer + ".weight"] = {{classes, inputs}, true, {classifier.weights.begin(), classifier.weights.end()}, {}};
    arrays[layer + ".bias"] = {{classes}, true, {classifier.bias.begin(), classifier.bias.end()}, {}};
    if (!classifier.scale.empty()) arrays[layer + ".scale"] = {{classes}, false, {}, classifier.scale};
    return arrays;
}

}  // namespace hashiflex
