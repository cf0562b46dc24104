// SPDX-License-Identifier: Apache-2.0
#include "sim/run/describe_run.h"

#include "sim/run/version.h"

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

std::vector<InputFileHash> input_hashes(const DesignFile& design, const NetworkFile& network, const RunImages& images,
                                        const HashOfFile& hash) {
    std::vector<InputFileHash> inputs;
    const auto add = [&](const char* role, const fs::path& path) {
        inputs.push_back({role, path.filename().string(), hash(path)});
    };
    add("design", design.path);
    add("network", network.path);
    add("weights", network.weights);
    if (network.quantization && network.quantization->calibration)
        add("calibration images", *network.quantization->calibration);
    if (network.formats) add("number formats", *network.formats);
    inputs.insert(inputs.end(), images.files.begin(), images.files.end());
    if (images.source == "test set") add("test set", network.test_set->file);
    add("technology", design.tech);
    return inputs;
}

QuantizationInfo info_of(const Quantization& what) {
    QuantizationInfo info{what.method,
                          what.levels,
                          what.terms,
                          what.activation_bits,
                          what.weight_bits,
                          what.prune,
                          what.calibration.has_value(),
                          std::nullopt,
                          what.images,
                          what.digest};
    if (what.calibration) info.calibration_file = what.calibration->filename().string();
    return info;
}

// "tech=/home/me/unit.yaml" as "tech=unit.yaml": reports hold no path of a machine.
std::string without_folder(std::string override) {
    const std::size_t value = override.find('=') + 1;
    const fs::path path = override.substr(value);
    if (path.is_absolute()) override.replace(value, std::string::npos, path.filename().string());
    return override;
}

}  // namespace

RunInfo describe_run(const DesignFile& design, const NetworkFile& network, const RunImages& images,
                     const RunRequest& request, const HashOfFile& hash) {
    RunInfo info;
    info.design = design.name;
    info.engine = name_of(request.engine);
    info.images = images_to_run(request.images, images);
    info.image_source = images.source;
    info.seed = kImageSeed;
    info.tool_version = tool_version();
    info.inputs = input_hashes(design, network, images, hash);
    if (network.quantization) info.quantization = info_of(*network.quantization);
    info.photographs = images.photographs;
    for (const auto& set : request.sets) info.overrides.push_back(without_folder(set));
    if (network.reference) info.float_top1 = network.reference->float_top1;
    info.labels = images.labels;
    return info;
}

}  // namespace hashiflex
