// SPDX-License-Identifier: Apache-2.0
// The options of `hashiflex run` that ask for traces.
#pragma once

#include "sim/cli/options.h"
#include "sim/trace/trace_request.h"

#include <cstdint>
#include <vector>

namespace hashiflex {

struct TraceOptions {
    WaveformRequest waveform;
    TimelineRequest timeline;
};

void add_trace_options(std::vector<Option>& options);

// Throws UsageError if they do not go together, or not with the rest of the run.
TraceOptions trace_options(const Options& options, Engine engine, bool timing_only, std::uint64_t jobs);

}  // namespace hashiflex
