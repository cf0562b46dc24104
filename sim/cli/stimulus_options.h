// SPDX-License-Identifier: Apache-2.0
// What `prove` and `rtl` can be told about images, stalls and reprogramming.
#pragma once

#include "modules/rtl/emit.h"
#include "sim/chip/simulate.h"
#include "sim/cli/options.h"
#include "sim/config/load.h"
#include "sim/prove/record.h"

#include <cstdint>
#include <string>

namespace hashiflex {

// --stage, --channels, --images, --stalls, --reprogram-at, --set.
void add_stimulus_options(std::vector<Option>& options, std::uint64_t default_images);

struct ChosenStimulus {
    prove::Stimulus stimulus;
    ImageSet images;
    std::string source;  // "test set", "synthetic"
};

// Throws UsageError, ConfigError.
ChosenStimulus stimulus_of(const Options& options, const LoadedDesign& loaded, std::uint64_t default_images);
// --stage and --channels, judged. Throws UsageError naming the nearest stage.
rtl::Scope scope_of(const Options& options, const LoadedDesign& loaded);

// A line for people.
std::string describe(const ChosenStimulus& chosen, const rtl::Scope& scope, const LoadedDesign& loaded);
// New weights that no image used show nothing.
void warn_if_unused(const prove::Stimulus& stimulus, const prove::Recorded& recorded);

}  // namespace hashiflex
