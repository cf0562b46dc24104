// SPDX-License-Identifier: Apache-2.0
// The command line of `hashiflex run`, and which options go together.
#include "sim/cli/run_options.h"

#include "sim/cli/options.h"
#include "sim/cli/usage_error.h"

namespace hashiflex {
namespace {

Syntax run_syntax() {
    Syntax syntax;
    syntax.command = "run";
    syntax.summary =
        "Simulates the design cycle by cycle, prints a table, and writes report.json.\n"
        "Ctrl-C ends the run early with a partial report.";
    syntax.positionals = {"DESIGN.yaml"};
    syntax.options = {
        text("images", "N",
             "images to simulate; more than there are: they are used again in turn. Default: those of --input, or the "
             "test set of the network, once; without one 32 synthetic images"),
        texts("input", "PATH",
              "images instead of the test set: a PNG or JPEG file, a folder of them, a .npz file (its "
              "'images', with 'labels' if it has them; x_test and y_test; or FILE.npz:IMAGES,LABELS), or a .npy file; "
              "may "
              "be repeated. Photographs are cropped and resized to the network's input"),
        text("engine", "NAME",
             "systemc: the reference model; fast: the same numbers from a recurrence, orders of magnitude sooner",
             "systemc"),
        texts("set", "PATH=VALUE", "override a key of the design file; may be repeated"),
        text("out", "DIR", "folder for report.json, made if it does not exist", "."),
        texts("dump", "LAYER",
              "write the output of this layer, of all images, to LAYER.npz in the folder of the report; may be "
              "repeated; 'input': what enters the first layer, 'all': everything"),
        text("results", "FILE",
             "write what each image gave, one row an image: class, top five, logits; FILE.csv, FILE.npz, or a pipe, "
             "which gets CSV"),
        text("reprogram-at", "N",
             "write the weights of the NPU anew while images flow, from image N on (0 is the first)"),
        flag("timing-only", "compute no values: same cycles, no accuracy, several times faster"),
        text("jobs,j", "N",
             "processes at work (fast: threads); they share the values of the images, each simulates all cycles. Same "
             "results",
             "1"),
        flag("strict", "exit code 1 if target_cycles_per_image is missed"),
        flag("quiet", "print warnings and errors only")};
    add_trace_options(syntax.options);
    syntax.examples =
        "  hashiflex run configs/designs/digits.yaml\n"
        "  hashiflex run configs/designs/digits.yaml --images 20 --set clock.mhz=500 --out out/digits\n"
        "  hashiflex run configs/designs/mobilenetv2_224.yaml --images 1000000 --engine fast --timing-only\n"
        "  hashiflex run configs/designs/digits.yaml --images 4 --trace digits.fst --trace-window 0:500\n"
        "  hashiflex run configs/designs/mobilenetv2_224.yaml --images 20 --engine fast --timing-only "
        "--timeline mobilenetv2.perfetto-trace\n"
        "  hashiflex run configs/designs/digits.yaml --images 4 --dump pool --dump fc --out out/digits\n"
        "  hashiflex run configs/designs/mobilenetv2_224.yaml --input photographs/ --input cat.jpg\n"
        "  hashiflex run configs/designs/digits.yaml --engine fast --results out/digits.csv\n"
        "  hashiflex run configs/designs/digits.yaml --input test.npz:x_test,y_test --results classes.npz\n"
        "  hashiflex run configs/designs/mobilenetv2_224.yaml --images 1000 -j 2\n";
    return syntax;
}

// Which values there are, and which options go together.
void check(const RunOptions& run) {
    constexpr std::uint64_t kMostJobs = 256;
    if (run.jobs > kMostJobs)
        throw UsageError("--jobs: found " + std::to_string(run.jobs) + "; allowed: 1 to " + std::to_string(kMostJobs));
    if (run.out.empty()) throw UsageError("--out: the name of the folder is empty");
    if (run.engine == Engine::fast && !run.dumps.empty())
        throw UsageError("--dump needs --engine systemc: the recurrence engine has no wires to look at");
    if (run.timing_only && run.jobs > 1)
        throw UsageError("--jobs shares the values of the images, and --timing-only computes none");
    if (run.timing_only && !run.dumps.empty())
        throw UsageError("--dump writes values, and --timing-only computes none");
    if (run.timing_only && !run.results.empty())
        throw UsageError("--results writes values, and --timing-only computes none");
    if (run.jobs > 1 && !run.dumps.empty())
        throw UsageError("--dump needs all values in one process: leave out --jobs");
}

}  // namespace

std::optional<RunOptions> run_options(const Arguments& arguments) {
    const auto options = parse(run_syntax(), arguments);
    if (!options) return std::nullopt;
    RunOptions run;
    run.design = options->text("DESIGN.yaml");
    run.images = options->count("images", 1);
    run.engine = *options->engine("engine");
    run.sets = options->texts("set");
    run.inputs = options->texts("input");
    run.dumps = options->texts("dump");
    run.out = options->text("out");
    run.results = options->text("results");
    if (options->has("results") && run.results.empty()) throw UsageError("--results: the name of the file is empty");
    run.reprogram_at = options->count("reprogram-at", 0);
    run.timing_only = options->flag("timing-only");
    run.jobs = options->count("jobs", 1).value_or(1);
    run.strict = options->flag("strict");
    run.quiet = options->flag("quiet");
    run.traces = trace_options(*options, run.engine, run.timing_only, run.jobs);
    check(run);
    return run;
}

}  // namespace hashiflex
