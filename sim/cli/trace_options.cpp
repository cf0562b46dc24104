// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/trace_options.h"

#include "sim/cli/usage_error.h"

#include <filesystem>
#include <sstream>
#include <string>

namespace hashiflex {
namespace {

std::string file_option(const Options& options, const char* name) {
    if (!options.has(name)) return {};
    std::string file = options.text(name);
    if (file.empty()) throw UsageError(std::string("--") + name + ": the name of the file is empty");
    const auto extension = std::filesystem::path(file).extension();
    if (extension == ".gtkw" || extension == ".states")
        throw UsageError(std::string("--") + name + ": found '" + file + "'; names in " + extension.string() +
                         " belong to the view beside a waveform");
    return file;
}

// "A,B", and once more.
std::vector<std::string> list_option(const Options& options, const char* name) {
    std::vector<std::string> names;
    for (const std::string& text : options.texts(name)) {
        if (text.empty() || text.back() == ',') throw UsageError(std::string("--") + name + ": a name is missing");
        std::istringstream list(text);
        for (std::string item; std::getline(list, item, ',');) names.push_back(item);
    }
    return names;
}

void need(const Options& options, const char* option, bool there, const char* what) {
    if (options.has(option) && !there) throw UsageError(std::string("--") + option + " needs " + what);
}

// Data are values, and all of them in one process.
void check_data(Engine engine, bool timing_only, std::uint64_t jobs) {
    if (timing_only) throw UsageError("--trace-data shows values, and --timing-only computes none");
    if (engine == Engine::systemc && jobs > 1)
        throw UsageError("--trace-data needs all values in one process: leave out --jobs");
}

}  // namespace

void add_trace_options(std::vector<Option>& options) {
    const std::vector<Option> traces{
        text("trace", "FILE",
             "write a waveform: FILE.fst as FST (needs vcd2fst of the package gtkwave), else VCD. Beside it a view "
             "that GTKWave opens, FILE.gtkw"),
        text("trace-window", "A:B", "trace cycles A to B only, both included"),
        texts("trace-stages", "A,B", "trace these stages only"),
        texts("trace-data", "A,B", "trace the values that these stages send, too"),
        text("timeline", "FILE",
             "write images and rows as slices, and fills as counters, for ui.perfetto.dev; both engines write the "
             "same"),
        text("timeline-window", "A:B", "show every beat and every fill in cycles A to B, both included"),
        text("trace-limit", "BYTES",
             "a waveform (as VCD) or timeline that would be longer ends there, complete; the run goes on",
             std::to_string(kTraceLimitBytes))};
    options.insert(options.end(), traces.begin(), traces.end());
}

TraceOptions trace_options(const Options& options, Engine engine, bool timing_only, std::uint64_t jobs) {
    TraceOptions traces;
    traces.waveform.file = file_option(options, "trace");
    traces.waveform.window = options.range("trace-window");
    traces.waveform.stages = list_option(options, "trace-stages");
    traces.waveform.data = list_option(options, "trace-data");
    traces.timeline.file = file_option(options, "timeline");
    traces.timeline.window = options.range("timeline-window");
    traces.waveform.most_bytes = *options.count("trace-limit", 1);
    traces.timeline.most_bytes = traces.waveform.most_bytes;
    const bool waveform = !traces.waveform.file.empty();
    for (const char* name : {"trace-window", "trace-stages", "trace-data"})
        need(options, name, waveform, "--trace FILE");
    need(options, "timeline-window", !traces.timeline.file.empty(), "--timeline FILE");
    if (waveform && engine == Engine::fast)
        throw UsageError(
            "--trace needs --engine systemc: the recurrence engine has no wires to look at; it writes a "
            "--timeline");
    if (waveform && traces.waveform.file == traces.timeline.file)
        throw UsageError("--trace and --timeline name the same file: " + traces.timeline.file);
    if (!traces.waveform.data.empty()) check_data(engine, timing_only, jobs);
    return traces;
}

}  // namespace hashiflex
