// SPDX-License-Identifier: Apache-2.0
// What `hashiflex run` can be told.
#pragma once

#include "sim/cli/command.h"
#include "sim/cli/trace_options.h"
#include "sim/run/engine.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

struct RunOptions {
    std::string design;
    std::optional<std::uint64_t> images;  // none: the test set once, or 32 synthetic ones
    Engine engine = Engine::systemc;
    std::vector<std::string> sets;
    std::vector<std::string> inputs;  // files and folders of images; none: the test set, or synthetic images
    std::vector<std::string> dumps;   // layers
    std::string out;
    std::string results;  // empty: none
    TraceOptions traces;
    std::optional<std::uint64_t> reprogram_at;
    bool timing_only = false;
    std::uint64_t jobs = 1;  // processes that share the values of the images
    bool strict = false;     // a missed target is an error
    bool quiet = false;
};

// Nothing if help was asked for and printed. Throws UsageError.
std::optional<RunOptions> run_options(const Arguments& arguments);

}  // namespace hashiflex
