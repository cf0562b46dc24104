// SPDX-License-Identifier: Apache-2.0
// Accuracy without time: what `run` computes of each image, and no cycle.
#include "sim/cli/eval_command.h"

#include "sim/cli/load_progress.h"
#include "sim/cli/options.h"
#include "sim/cli/progress.h"
#include "sim/cli/usage_error.h"
#include "sim/config/load.h"
#include "sim/config/npz.h"
#include "sim/eval/confusion_file.h"
#include "sim/eval/eval_json.h"
#include "sim/eval/eval_text.h"
#include "sim/eval/results_file.h"
#include "sim/files/output_file.h"
#include "sim/files/sha256.h"
#include "sim/images/labelled_array.h"
#include "sim/process/exit_code.h"
#include "sim/process/interrupt.h"
#include "sim/process/log.h"
#include "sim/run/describe_run.h"
#include "sim/run/run_images.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

Syntax eval_syntax() {
    Syntax syntax;
    syntax.command = "eval";
    syntax.summary =
        "Measures the accuracy of a design on labelled images: top-1 and top-5 with 95 % intervals, a table by class,\n"
        "the confusion matrix, and how close it is to the float model that its weights were quantized from. Values "
        "are\n"
        "those of the chip, bit by bit; no cycle is simulated. Writes eval.json, confusion.csv and results.csv.\n"
        "Ctrl-C ends it early with the images done so far.";
    syntax.positionals = {"DESIGN.yaml"};
    syntax.options = {
        text("data", "FILE.npz[:IMAGES,LABELS]",
             "the images, uint8 NHWC, and their labels. Default: the test set of the network. Without names: 'images' "
             "and 'labels', or x_test and y_test, test_images and test_labels, x and y"),
        text("images", "N", "the first N images; default: all"),
        texts("set", "PATH=VALUE", "override a key of the design file; may be repeated"),
        flag("float", "the accuracy of the float model, too; an error if there is none"),
        flag("no-float", "the chip alone: the float model takes most of the time"),
        text("out", "DIR", "folder for the files, made if it does not exist", "."),
        text("jobs,j", "N", "threads at work; same results", "1"),
        flag("quiet", "print warnings and errors only")};
    syntax.examples =
        "  hashiflex eval configs/designs/digits.yaml\n"
        "  hashiflex eval design.yaml --data test.npz:x_test,y_test -j 4 --out out/eval\n"
        "  hashiflex eval design.yaml --data photographs.npz --float --set weights.quantize.levels=5\n";
    return syntax;
}

std::uint64_t jobs_of(const Options& options) {
    constexpr std::uint64_t kMostJobs = 256;
    const std::uint64_t jobs = options.count("jobs", 1).value_or(1);
    if (jobs > kMostJobs)
        throw UsageError("--jobs: found " + std::to_string(jobs) + "; allowed: 1 to " + std::to_string(kMostJobs));
    return jobs;
}

RunImages images_of(const Options& options, const LoadedDesign& loaded) {
    const core::Shape& shape = loaded.design.source.type.shape;
    if (!options.has("data")) {
        if (!loaded.network.test_set)
            throw UsageError("--data is missing: network " + loaded.network.path.string() + " names no test set");
        return images_of_network(loaded.network, shape, 0);
    }
    const std::string data = options.text("data");
    if (array_path(data).file.extension() != ".npz")
        throw UsageError("--data: found '" + data + "'; allowed: FILE.npz, FILE.npz:IMAGES or FILE.npz:IMAGES,LABELS");
    return given_images({data}, shape, classes_of(loaded.network.spec));
}

// The model that the weights were quantized from, unless nobody wants it; else `reason` says why there is none.
std::unique_ptr<core::FloatNetwork> float_model(const Options& options, const LoadedDesign& loaded,
                                                std::string& reason) {
    if (!loaded.network.quantize) reason = "the weights were not quantized from a float model";
    if (!reason.empty() && options.flag("float")) throw UsageError("--float: " + loaded.file.name + ": " + reason);
    if (options.flag("no-float")) reason = "not asked for: --no-float";
    if (!reason.empty()) return nullptr;
    return std::make_unique<core::FloatNetwork>(
        core::build_float_network(loaded.network.spec, load_npz(loaded.network.weights)));
}

struct Outputs {
    std::string json, confusion, results;
};

Outputs prepare_outputs(const fs::path& folder, int classes, std::uint64_t images) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) throw UsageError("--out: cannot make folder " + folder.string() + ": " + error.message());
    Outputs outputs{(folder / "eval.json").string(), (folder / "confusion.csv").string(),
                    (folder / "results.csv").string()};
    require_creatable(outputs.json);
    require_creatable(outputs.confusion);
    require_results(outputs.results, classes, images);
    return outputs;
}

void write_results(const std::string& path, const std::vector<EvaluatedImage>& images, const EvalRequest& request) {
    const auto file = open_results(path, request.classes);
    const std::vector<int>& labels = request.info.labels;
    for (std::size_t i = 0; i < images.size(); ++i)
        file->add({i, labels.empty() ? kNoLabel : labels[i], images[i].chip});
    file->commit();
}

std::vector<EvaluatedImage> evaluate(const LoadedDesign& loaded, const core::FloatNetwork* model,
                                     const RunImages& images, std::uint64_t count, const Options& options) {
    ProgressMeter meter;
    ImageLoop loop{jobs_of(options), &interrupt_flag(), {}};
    if (!options.flag("quiet")) loop.finished = [&](std::uint64_t done) { meter.update_images(done, count); };
    return evaluate_classes(loaded.design, model, images.images, count, loop);
}

}  // namespace

int eval_command(const Arguments& arguments) {
    const auto options = parse(eval_syntax(), arguments);
    if (!options) return kDone;
    if (options->flag("quiet")) log_warnings_only();
    if (options->flag("float") && options->flag("no-float"))
        throw UsageError("--float and --no-float exclude each other");
    const auto loaded = load_with_progress(options->text("DESIGN.yaml"), options->texts("set"), options->flag("quiet"));
    const auto head = class_head(loaded.design);
    if (!head) throw UsageError("eval: " + loaded.file.name + " has no classifier, so an image has no class");
    const RunImages images = images_of(*options, loaded);
    require_other_images(images, loaded.network);

    EvalRequest request;
    request.info = describe_run(loaded.file, loaded.network, images,
                                {Engine::fast, options->count("images", 1), options->texts("set")}, sha256_of_file);
    request.info.images = std::min<std::uint64_t>(request.info.images, images.images.size());
    request.network = loaded.design.network;
    request.classes = head->classes;
    request.float_accuracy = options->flag("float");
    const auto model = float_model(*options, loaded, request.no_float_model);
    const Outputs outputs = prepare_outputs(options->text("out"), head->classes, request.info.images);
    install_interrupt_handlers();

    const auto found = evaluate(loaded, model.get(), images, request.info.images, *options);
    const EvalResult result = assemble_eval(request, found);
    write_results(outputs.results, found, request);
    write_file_atomically(outputs.confusion, confusion_csv(result.confusion));
    write_file_atomically(outputs.json, to_json(result));
    if (!options->flag("quiet")) std::fputs(to_text(result).c_str(), stdout);
    if (result.partial_reason.empty()) return kDone;
    log_warning("interrupted: the result is partial");
    return kInterrupted;
}

}  // namespace hashiflex
