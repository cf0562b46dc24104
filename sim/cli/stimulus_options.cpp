// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/stimulus_options.h"

#include "sim/cli/usage_error.h"
#include "sim/config/error.h"
#include "sim/process/log.h"
#include "sim/prove/stalls.h"
#include "sim/run/run_images.h"

#include <fmt/format.h>

#include <algorithm>

namespace hashiflex {
namespace {

// "" if it is not given.
std::string stage_of(const Options& options, const LoadedDesign& loaded) {
    if (!options.has("stage")) return "";
    const auto& name = options.text("stage");
    std::vector<std::string> names;
    for (const auto& stage : loaded.design.stages) names.push_back(stage.name);
    if (std::find(names.begin(), names.end(), name) != names.end()) return name;
    const std::string meant = nearest(name, names);
    throw UsageError("--stage: " + loaded.file.name + " has no stage '" + name + "'" +
                     (meant.empty() ? "; it has " + joined(names) : "; did you mean '" + meant + "'?"));
}

}  // namespace

void add_stimulus_options(std::vector<Option>& options, std::uint64_t default_images) {
    const std::vector<Option> stimulus{
        text("stage", "NAME", "only this stage, alone, fed as in the chip"),
        text("channels", "A:B",
             "with --stage of a convolution too large for a tool: only the adders of output channels A to B"),
        text("images", "N",
             "images, of the network's test set or else synthetic; more than there are: they are used again in turn. "
             "Default: " +
                 std::to_string(default_images)),
        text("stalls", "SEED", "random gaps of the source and stalls of the sink, a function of seed and cycle"),
        text("reprogram-at", "N",
             "write other weights (those of the classes in reverse order) into the NPU while images flow, from image N "
             "on"),
        texts("set", "PATH=VALUE", "override a key of the design file; may be repeated")};
    options.insert(options.end(), stimulus.begin(), stimulus.end());
}

ChosenStimulus stimulus_of(const Options& options, const LoadedDesign& loaded, std::uint64_t default_images) {
    ChosenStimulus chosen;
    const auto& shape = loaded.design.source.type.shape;
    const auto images = options.count("images", 1);
    chosen.stimulus.images = images.value_or(default_images);
    constexpr std::uint64_t kMostSynthetic = 32;
    RunImages from = images_of_network(loaded.network, shape, std::min(chosen.stimulus.images, kMostSynthetic));
    chosen.images = std::move(from.images);
    chosen.source = std::move(from.source);
    chosen.stimulus.stalls = options.count("stalls", 0);
    chosen.stimulus.reprogram_at = options.count("reprogram-at", 0);
    if (chosen.stimulus.reprogram_at && !loaded.design.npu)
        throw UsageError("--reprogram-at: " + loaded.file.name + " has no NPU, so nothing can be reprogrammed");
    return chosen;
}

rtl::Scope scope_of(const Options& options, const LoadedDesign& loaded) {
    rtl::Scope scope;
    scope.stage = stage_of(options, loaded);
    const auto channels = options.range("channels");
    if (channels && scope.stage.empty()) throw UsageError("--channels needs --stage NAME");
    if (channels) scope.channels = core::OutputRange{channels->first, channels->second};
    return scope;
}

std::string describe(const ChosenStimulus& chosen, const rtl::Scope& scope, const LoadedDesign& loaded) {
    const prove::Stimulus& stimulus = chosen.stimulus;
    std::string text = loaded.file.name;
    if (!scope.stage.empty()) text += ", stage " + scope.stage;
    if (scope.channels) text += fmt::format(", channels {} to {}", scope.channels->first, scope.channels->last);
    text += fmt::format(": {} image{} ({})", stimulus.images, stimulus.images == 1 ? "" : "s", chosen.source);
    if (stimulus.stalls) {
        const prove::Stalls stalls(*stimulus.stalls);
        text += fmt::format(", source open in {} %, sink ready in {} % of the cycles", stalls.source_percent(),
                            stalls.sink_percent());
    }
    if (stimulus.reprogram_at) text += fmt::format(", other weights from image {} on", *stimulus.reprogram_at);
    return text + "\n";
}

void warn_if_unused(const prove::Stimulus& stimulus, const prove::Recorded& recorded) {
    if (stimulus.reprogram_at && !recorded.new_weights_from)
        log_warning("no image used the new weights: the run ended before; more --images");
}

}  // namespace hashiflex
