// SPDX-License-Identifier: Apache-2.0
// Everything that can go wrong is asked before the images are computed; files are written at the end.
#include "sim/cli/finetune_command.h"

#include "sim/cli/activity.h"
#include "sim/cli/finetune_options.h"
#include "sim/cli/load_progress.h"
#include "sim/cli/usage_error.h"
#include "sim/config/error.h"
#include "sim/config/npz.h"
#include "sim/files/output_file.h"
#include "sim/files/sha256.h"
#include "sim/finetune/finetune.h"
#include "sim/finetune/finetune_files.h"
#include "sim/process/exit_code.h"
#include "sim/process/interrupt.h"
#include "sim/process/log.h"
#include "sim/run/clock_check.h"
#include "sim/run/describe_run.h"
#include "sim/run/die_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <utility>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

const core::Classifier& classifier_of(const LoadedDesign& loaded) {
    if (!loaded.design.npu)
        throw UsageError("finetune: " + loaded.file.name + " has no NPU, so its last layer is as it is");
    return std::get<core::Classifier>(loaded.design.stages.back().op);
}

// As images that are given: the network's own test set would be looked for in the network file.
RunImages given(const TestSet& set, const core::Shape& shape) {
    RunImages images = test_images(set, shape);
    images.source = "given";
    images.files.push_back({"images", set.file.filename().string(), sha256_of_file(set.file)});
    return images;
}

// Labels that the NPU can tell apart, and more than one of them.
void check_labels(const std::string& file, const RunImages& images, const core::Classifier& npu) {
    const int most = *std::max_element(images.labels.begin(), images.labels.end());
    const int least = *std::min_element(images.labels.begin(), images.labels.end());
    if (most >= npu.classes)
        throw config_error({file, "labels", "label " + std::to_string(most),
                            "0 to " + std::to_string(npu.classes - 1) + ", the classes that the NPU holds", ""});
    if (most == least) throw config_error({file, "labels", "one class only", "two classes or more", ""});
}

void check_test_labels(const std::string& file, const RunImages& test, const RunImages& train) {
    const int known = *std::max_element(train.labels.begin(), train.labels.end());
    const int most = *std::max_element(test.labels.begin(), test.labels.end());
    if (most > known)
        throw config_error({file, "labels", "label " + std::to_string(most),
                            "0 to " + std::to_string(known) + ", the labels of the training images", ""});
}

FinetuneRequest request_of(const LoadedDesign& loaded, const FinetuneOptions& options) {
    const core::Classifier& npu = classifier_of(loaded);
    const auto& shape = loaded.design.source.type.shape;
    FinetuneRequest request;
    if (options.weight_bits && *options.weight_bits > npu.weight_bits)
        throw UsageError(fmt::format("--weight-bits: found {}; allowed: at most {}, the bits of the NPU",
                                     *options.weight_bits, npu.weight_bits));
    request.train = given(options.data, shape);
    check_labels(options.data.file.string(), request.train, npu);
    const std::optional<TestSet> test = options.test ? options.test : loaded.network.test_set;
    request.test_source = options.test ? "given" : test ? "test set" : "training images";
    request.test = test ? given(*test, shape) : request.train;
    check_test_labels(test ? test->file.string() : "", request.test, request.train);
    request.weight_bits = options.weight_bits;
    request.l2 = options.l2;
    request.service_years = options.service_years;
    request.reprogram_at = options.reprogram_at;
    request.jobs = options.jobs;
    request.stop = &interrupt_flag();
    return request;
}

fs::path prepare(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) throw UsageError("--out: cannot make folder " + folder.string() + ": " + error.message());
    for (const char* file : {"finetune.json", "classifier.npz"}) require_creatable((folder / file).string());
    return folder;
}

}  // namespace

int finetune_command(const Arguments& arguments) {
    const auto options = finetune_options(arguments);
    if (!options) return kDone;
    if (options->quiet) log_warnings_only();
    const LoadedDesign loaded = load_with_progress(options->design, options->sets, options->quiet);
    FinetuneRequest request = request_of(loaded, *options);
    const auto costs = stage_costs(loaded.design, loaded.technology);
    check_clock(loaded, costs);
    require_die(loaded.file, loaded.design, loaded.technology, costs);
    const fs::path folder = prepare(options->out);
    install_interrupt_handlers();
    ActivityMeter meter;
    request.progress = [&](const char* step, std::uint64_t done, std::uint64_t of) {
        if (!options->quiet) meter.update({step, [=] { return process::Part{done, of}; }});
    };
    const RunInfo info = describe_run(loaded.file, loaded.network, request.test,
                                      {Engine::systemc, std::nullopt, options->sets}, sha256_of_file);
    const auto result = finetune(loaded, request, info);
    meter.clear();
    if (!result) {
        log_warning("interrupted: nothing was written");
        return kInterrupted;
    }
    write_npz(folder / "classifier.npz", arrays_of(result->classifier, loaded.design.stages.back().name));
    write_file_atomically((folder / "finetune.json").string(), to_json(*result));
    if (!options->quiet) std::fputs(to_text(*result).c_str(), stdout);
    if (result->wrong == 0) return kDone;
    log_error(fmt::format("{} images of the run differ from an evaluation", result->wrong));
    return kFailed;
}

}  // namespace hashiflex
