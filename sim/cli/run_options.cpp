// SPDX-License-Identifier: Apache-2.0
// The command line of `hashiflex run`, and which options go together.
#include "sim/cli/run_options.h"

#include "sim/cli/options.h"
#include "sim/cli/usage_error.h"

namespace hashiflex {
namespace {

namespace po = boost::program_options;

Syntax syntax() {
    Syntax syntax;
    syntax.command = "run";
    syntax.summary =
        "Simulates the design cycle by cycle, prints a table, and writes report.json.\n"
        "Ctrl-C ends the run early with a partial report.";
    syntax.positionals = {"DESIGN.yaml"};
    const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
    syntax.options.add_options()(
        "images", text("N"),
        "images to simulate; more than there are: they are used again in turn. "
        "Default: those of --input, or the test set of the network, once; without one 32 synthetic images")(
        "input", po::value<std::vector<std::string>>()->value_name("PATH")->composing(),
        "images instead of the test set: a PNG or JPEG file, a folder of them, a .npz file with an array 'images', "
        "or a .npy file; may be repeated. Photographs are cropped and resized to the network's input")(
        "engine", text("NAME")->default_value("systemc"),
        "systemc: the reference model; fast: the same numbers from a recurrence, orders of magnitude sooner")(
        "set", po::value<std::vector<std::string>>()->value_name("PATH=VALUE")->composing(),
        "override a key of the design file; may be repeated")("out", text("DIR")->default_value("."),
                                                              "folder for report.json, made if it does not exist")(
        "dump", po::value<std::vector<std::string>>()->value_name("LAYER")->composing(),
        "write the output of this layer, of all images, to LAYER.npz in the folder of the report; may be repeated; "
        "'input': what enters the first layer, 'all': everything")("trace", text("FILE"), "write a waveform (VCD)")(
        "trace-window", text("A:B"), "trace cycles A to B only, both included")(
        "reprogram-at", text("N"),
        "write the weights of the NPU anew while images flow, from image N on (0 is the first)")(
        "timing-only", po::bool_switch(), "compute no values: same cycles, no accuracy, several times faster")(
        "jobs,j", text("N")->default_value("1"),
        "processes at work (fast: threads); they share the values of the images, each simulates all cycles. Same "
        "results")("strict", po::bool_switch(), "exit code 1 if target_cycles_per_image is missed")(
        "quiet", po::bool_switch(), "print warnings and errors only");
    syntax.examples =
        "  hashiflex run configs/designs/digits.yaml\n"
        "  hashiflex run configs/designs/digits.yaml --images 20 --set clock.mhz=500 --out out/digits\n"
        "  hashiflex run configs/designs/mobilenetv2_224.yaml --images 1000000 --engine fast --timing-only\n"
        "  hashiflex run configs/designs/digits.yaml --images 4 --trace digits.vcd --trace-window 0:500\n"
        "  hashiflex run configs/designs/digits.yaml --images 4 --dump pool --dump fc --out out/digits\n"
        "  hashiflex run configs/designs/mobilenetv2_224.yaml --input photographs/ --input cat.jpg\n"
        "  hashiflex run configs/designs/mobilenetv2_224.yaml --images 1000 -j 2\n";
    return syntax;
}

std::string text_option(const Options& options, const char* name) {
    return options.count(name) > 0 ? options[name].as<std::string>() : std::string();
}

// Which values there are, and which options go together.
void check(const RunOptions& run) {
    constexpr std::uint64_t kMostJobs = 256;
    if (run.jobs > kMostJobs)
        throw UsageError("--jobs: found " + std::to_string(run.jobs) + "; allowed: 1 to " + std::to_string(kMostJobs));
    if (run.out.empty()) throw UsageError("--out: the name of the folder is empty");
    if (run.trace_window && run.trace_file.empty()) throw UsageError("--trace-window needs --trace FILE");
    if (run.engine == Engine::fast && !run.trace_file.empty())
        throw UsageError("--trace needs --engine systemc: the recurrence engine has no wires to look at");
    if (run.engine == Engine::fast && !run.dumps.empty())
        throw UsageError("--dump needs --engine systemc: the recurrence engine has no wires to look at");
    if (run.timing_only && run.jobs > 1)
        throw UsageError("--jobs shares the values of the images, and --timing-only computes none");
    if (run.timing_only && !run.dumps.empty())
        throw UsageError("--dump writes values, and --timing-only computes none");
    if (run.jobs > 1 && !run.dumps.empty())
        throw UsageError("--dump needs all values in one process: leave out --jobs");
}

}  // namespace

std::optional<RunOptions> run_options(const Arguments& arguments) {
    const auto options = parse(syntax(), arguments);
    if (!options) return std::nullopt;
    RunOptions run;
    run.design = text_option(*options, "DESIGN.yaml");
    run.images = count_option(*options, "images", 1);
    run.engine = engine_option(text_option(*options, "engine"));
    run.sets = text_list(*options, "set");
    run.inputs = text_list(*options, "input");
    run.dumps = text_list(*options, "dump");
    run.out = text_option(*options, "out");
    run.trace_file = text_option(*options, "trace");
    run.trace_window = range_option(*options, "trace-window");
    run.reprogram_at = count_option(*options, "reprogram-at", 0);
    run.timing_only = (*options)["timing-only"].as<bool>();
    run.jobs = count_option(*options, "jobs", 1).value_or(1);
    run.strict = (*options)["strict"].as<bool>();
    run.quiet = (*options)["quiet"].as<bool>();
    if (options->count("trace") > 0 && run.trace_file.empty())
        throw UsageError("--trace: the name of the file is empty");
    check(run);
    return run;
}

}  // namespace hashiflex
