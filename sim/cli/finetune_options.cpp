// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/finetune_options.h"

#include "sim/cli/options.h"
#include "sim/cli/usage_error.h"
#include "sim/config/error.h"
#include "sim/images/labelled_array.h"

#include <cmath>
#include <cstdlib>

namespace hashiflex {
namespace {

Syntax finetune_syntax() {
    Syntax syntax;
    syntax.command = "finetune";
    syntax.summary =
        "Trains the last layer of a design anew: features of labelled images through the hardwired layers, to the "
        "bit,\n"
        "multinomial logistic regression on them, integers as the NPU holds them. Writes these into the NPU of a "
        "SystemC\n"
        "chip while images flow, and says what that took. Leaves classifier.npz and finetune.json.";
    syntax.positionals = {"DESIGN.yaml"};
    syntax.options = {
        text("data", "FILE.npz[:IMAGES,LABELS]",
             "images to train on, uint8 [n][height][width][channels], and their classes from 0 on. Without names as of "
             "eval --data"),
        text("test", "FILE.npz[:IMAGES,LABELS]",
             "images to test on. Default: the test set of the network; without one the training images"),
        text("l2", "X", "weight of the squared weights in the loss, on standardized features", "0.01"),
        text("weight-bits", "N", "8, 4 or 2, at most those of the NPU. Default: those of the NPU"),
        text("reprogram-at", "N", "the image with which the writing starts (0 is the first)", "2"),
        text("service-years", "Y", "how long a chip serves: what a second of it costs", "6"),
        texts("set", "PATH=VALUE", "override a key of the design file; may be repeated"),
        text("out", "DIR", "folder for the files, made if it does not exist", "."),
        text("jobs,j", "N", "threads that compute features. Same results", "1"),
        flag("quiet", "print warnings and errors only")};
    syntax.examples =
        "  hashiflex finetune configs/designs/sign_digits.yaml --data signs.npz:x_train,y_train "
        "--test signs.npz:x_test,y_test\n"
        "  hashiflex finetune configs/designs/digits.yaml --data mine.npz --weight-bits 4 --out out/mine\n";
    return syntax;
}

double above_zero(const char* option, const std::string& text, const char* why = "") {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0' || !std::isfinite(value) || value <= 0)
        throw UsageError(std::string(option) + ": found " + text + "; allowed: a number above 0" + why);
    return value;
}

std::optional<int> weight_bits_of(const std::optional<std::uint64_t>& bits) {
    if (!bits) return std::nullopt;
    if (*bits != 8 && *bits != 4 && *bits != 2)
        throw UsageError("--weight-bits: found " + std::to_string(*bits) + "; allowed: 8, 4, 2");
    return static_cast<int>(*bits);
}

}  // namespace

TestSet labelled_images(const std::string& option, const std::string& text) {
    const std::string form = option + ": found " + text + "; allowed: FILE.npz or FILE.npz:IMAGES,LABELS";
    ArrayPath path;
    try {
        path = array_path(text);
    } catch (const ConfigError&) {
        throw UsageError(form);
    }
    if (path.file.extension() != ".npz" || path.file.stem().empty()) throw UsageError(form);
    path = with_names(path);
    if (path.labels.empty()) throw UsageError(form);
    return {path.file.string(), path.images, path.labels};
}

std::optional<FinetuneOptions> finetune_options(const Arguments& arguments) {
    const auto options = parse(finetune_syntax(), arguments);
    if (!options) return std::nullopt;
    FinetuneOptions finetune;
    finetune.design = options->text("DESIGN.yaml");
    if (!options->has("data")) throw UsageError("--data is missing: labelled images to train on");
    finetune.data = labelled_images("--data", options->text("data"));
    if (options->has("test")) finetune.test = labelled_images("--test", options->text("test"));
    finetune.l2 = above_zero("--l2", options->text("l2"), " (the minimum would not be unique)");
    finetune.service_years = above_zero("--service-years", options->text("service-years"));
    finetune.weight_bits = weight_bits_of(options->count("weight-bits", 1));
    finetune.reprogram_at = options->count("reprogram-at", 0).value_or(0);
    finetune.jobs = options->count("jobs", 1).value_or(1);
    finetune.sets = options->texts("set");
    finetune.out = options->text("out");
    finetune.quiet = options->flag("quiet");
    constexpr std::uint64_t kMostJobs = 256, kLatestImage = 1'000'000;
    if (finetune.jobs > kMostJobs) throw UsageError("--jobs: allowed: 1 to " + std::to_string(kMostJobs));
    if (finetune.reprogram_at > kLatestImage)
        throw UsageError("--reprogram-at: allowed: 0 to " + std::to_string(kLatestImage));
    if (finetune.out.empty()) throw UsageError("--out: the name of the folder is empty");
    return finetune;
}

}  // namespace hashiflex
