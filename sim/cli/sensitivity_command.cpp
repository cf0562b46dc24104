// SPDX-License-Identifier: Apache-2.0
// A sweep underneath: its plan is made here, its results are read back for the tables.
#include "sim/cli/sensitivity_command.h"

#include "sim/cli/options.h"
#include "sim/cli/sweep_run.h"
#include "sim/cli/usage_error.h"
#include "sim/config/design_file.h"
#include "sim/config/error.h"
#include "sim/config/network_file.h"
#include "sim/files/sha256.h"
#include "sim/html/sensitivity_table.h"
#include "sim/images/labelled_array.h"
#include "sim/process/exit_code.h"
#include "sim/process/log.h"
#include "sim/run/run_images.h"
#include "sim/sweep/sensitivity_sweep.h"
#include "sim/sweep/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

Syntax sensitivity_syntax() {
    Syntax syntax;
    syntax.command = "sensitivity";
    syntax.summary =
        "Accuracy, area, energy and throughput over the knobs of the quantizer: of all layers, then of one layer at a "
        "time,\n"
        "the others as the design has them. The design's weights must be `quantize`. A sweep underneath: the same "
        "folder, so\n"
        "`hashiflex report DIR` shows it, and --resume goes on.\n"
        "Exit code: 0 done, 1 no point could be simulated or a file not be written, 2 bad input, 130 interrupted.";
    syntax.positionals = {"DESIGN.yaml"};
    syntax.options = {
        text("out", "DIR", "folder for the results: new, empty, or with --resume"),
        text("data", "FILE.npz[:IMAGES,LABELS]", "labelled images; without it the test set of the network"),
        text("levels", "LIST", "exponents of a weight; none: not asked", "2,3,4,5,6,7,8"),
        text("terms", "LIST", "powers of two that a weight is the sum of", "1,2"),
        text("activation-bits", "LIST", "bits of an output", "3,4,5,6,8"),
        text("prune", "LIST", "share of weights that become 0", "0,0.25,0.5,0.75"),
        text("layers", "LIST", "layers to ask one at a time, by name: all, or none", "all"),
        text("jobs,j", "N", "threads; default: one per processor"),
        text("shard", "I/N", "only every N-th point, from the I-th on (1 to N)"),
        flag("resume", "go on with what DIR holds"),
        flag("quiet", "print warnings and errors only")};
    syntax.examples =
        "  hashiflex sensitivity out/model/design.yaml --data test.npz:images,labels --out out/sensitivity\n"
        "  hashiflex sensitivity out/model/design.yaml --levels 3,4,5 --prune none --layers none --out out/levels\n";
    return syntax;
}

std::vector<std::string> words_of(const std::string& list) {
    std::vector<std::string> words;
    if (list == "none") return words;
    std::string rest = list + ",";
    for (std::size_t comma; (comma = rest.find(',')) != std::string::npos; rest.erase(0, comma + 1))
        words.push_back(rest.substr(0, comma));
    return words;
}

std::vector<Knob> knobs_of(const Options& options) {
    std::vector<Knob> knobs = default_knobs();
    for (auto& knob : knobs) {
        std::string name = knob.key;
        std::replace(name.begin(), name.end(), '_', '-');
        knob.values = words_of(options.text(name));
        if (knob.values.empty()) knob.probes.clear();
        if (std::find(knob.values.begin(), knob.values.end(), "") != knob.values.end())
            throw UsageError("--" + name + ": found '" + options.text(name) +
                             "'; allowed: values with commas between, or none");
    }
    return knobs;
}

std::vector<std::string> layers_of(const Options& options, const core::NetworkSpec& network) {
    const std::vector<std::string> all = layers_with_knobs(network);
    const std::string list = options.text("layers");
    if (list == "all") return all;
    const std::vector<std::string> asked = words_of(list);
    for (const auto& name : asked)
        if (std::find(all.begin(), all.end(), name) == all.end()) {
            const std::string meant = nearest(name, all);
            throw UsageError("--layers: found '" + name + "'; allowed: all, none, or names of layers with weights" +
                             (meant.empty() ? "" : "; did you mean '" + meant + "'?"));
        }
    return asked;
}

// What the design says, else its network, of a knob of all layers.
std::optional<std::string> as_designed(const DesignFile& design, const NetworkFile& network, const std::string& knob) {
    for (const Node* root : {&design.document.root, &network.document.root}) {
        const Node* weights = root->find("weights");
        const Node* quantize = weights == nullptr ? nullptr : weights->find("quantize");
        const Node* value = quantize == nullptr ? nullptr : quantize->find(knob);
        if (value != nullptr) return value->text;
    }
    return std::nullopt;
}

// The point that is the design itself: its levels. They are asked in any case, so that every change has a base.
std::string base_levels(const DesignFile& design, const NetworkFile& network, std::vector<Knob>& knobs) {
    const std::string levels =
        as_designed(design, network, "levels").value_or(std::to_string(QuantizeKeys{}.spec.all.levels));
    auto& asked = knobs.front().values;
    if (std::find(asked.begin(), asked.end(), levels) == asked.end()) asked.push_back(levels);
    return levels;
}

}  // namespace

int sensitivity_command(const Arguments& arguments) {
    const auto options = parse(sensitivity_syntax(), arguments);
    if (!options) return kDone;
    if (options->flag("quiet")) log_warnings_only();
    if (!options->has("out")) throw UsageError("sensitivity: --out DIR is missing");
    const fs::path path = fs::absolute(options->text("DESIGN.yaml"));
    const DesignFile design = load_design(path);
    const NetworkFile network = load_network(design.network);
    if (!design.quantize && !network.quantize)
        throw config_error(
            {path.string(), "weights", "weights that are not quantized here", "weights: {quantize: ...}", ""});
    if (!options->has("data") && !network.test_set)
        throw UsageError("sensitivity: the network has no test_set; --data FILE.npz:IMAGES,LABELS names one");
    std::vector<Knob> knobs = knobs_of(*options);
    const std::string base = base_levels(design, network, knobs);
    const std::string sweep = sensitivity_sweep(path, knobs, layers_of(*options, network.spec));

    SweepRun run{fs::absolute(options->text("out")), options->flag("resume"), options->count("jobs", 1),
                 options->flag("quiet"), std::nullopt};
    if (options->has("data")) run.data = fs::absolute(options->text("data")).string();
    PlannedSweep planned =
        plan_sweep(read_sweep(parse_document(sweep, "the plan of sensitivity")), shard_of(*options), false);
    if (run.data) {
        const fs::path file = array_path(*run.data).file;
        planned.plan.inputs.push_back({"images", file.filename().string(), sha256_of_file(file)});
    }
    const int code = run_sweep(planned, run);
    if (code == kDone && !options->flag("quiet"))
        std::fputs(("\n" + sensitivity_text(load_points(run.out), base)).c_str(), stdout);
    return code;
}

}  // namespace hashiflex
