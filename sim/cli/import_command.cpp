// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/import_command.h"

#include "sim/cli/options.h"
#include "sim/cli/usage_error.h"
#include "sim/config/error.h"
#include "sim/import/import_folder.h"
#include "sim/process/exit_code.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdio>

namespace hashiflex {
namespace {

using importing::Imported;
using importing::ImportOptions;
using importing::Preprocessing;

Syntax import_syntax() {
    Syntax syntax;
    syntax.command = "import";
    syntax.summary =
        "Reads a network from an ONNX file and writes it as a network file, its weights, and designs that run: one "
        "with\n"
        "the last layer on an NPU, one with everything hardwired. Complete or refused: everything that is not "
        "supported is\n"
        "listed, and nothing is written. See docs/import.md.\n"
        "Exit code: 0 done, 2 bad input.";
    syntax.positionals = {"MODEL.onnx"};
    syntax.options = {
        text("out", "DIR", "folder that is written; what an earlier import has left there is replaced"),
        text("calibrate", "FILE.npz[:ARRAY]", "uint8 images [n][height][width][channels] for the number formats"),
        text("mean", "X[,X...]", "of the pixels that the network was trained on, one or one per channel"),
        text("std", "X[,X...]", "likewise: x = (pixel - mean) / std"),
        text("range", "LO,HI", "of a pixel before mean and std are applied, instead of 0,255; 0,1 for torchvision"),
        flag("bgr", "the network's first channel is blue; images are RGB"),
        text("output", "TENSOR", "the output, where the graph has several, or where it is to be cut"),
    };
    syntax.examples =
        "  hashiflex import model.onnx --out out/model\n"
        "  hashiflex import resnet18.onnx --range 0,1 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 --out "
        "out/resnet18\n";
    return syntax;
}

std::vector<double> numbers_of(const Options& options, const char* name) {
    std::vector<double> numbers;
    if (!options.has(name)) return numbers;
    std::string text = options.text(name) + ",";
    for (std::size_t comma; (comma = text.find(',')) != std::string::npos; text.erase(0, comma + 1)) {
        double number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + comma, number);
        if (error != std::errc{} || end != text.data() + comma || !std::isfinite(number))
            throw UsageError(fmt::format("--{}: found '{}'; allowed: numbers with commas between them", name,
                                         shortened(options.text(name), 100)));
        numbers.push_back(number);
    }
    return numbers;
}

Preprocessing preprocessing_of(const Options& options) {
    Preprocessing said;
    said.mean = numbers_of(options, "mean");
    said.deviation = numbers_of(options, "std");
    said.bgr = options.flag("bgr");
    for (const double deviation : said.deviation)
        if (!(deviation > 0)) throw UsageError(fmt::format("--std: found {}; allowed: numbers > 0", deviation));
    const auto range = numbers_of(options, "range");
    if (range.empty()) return said;
    if (range.size() != 2 || range[0] == range[1])
        throw UsageError(fmt::format("--range: found '{}'; allowed: two different numbers", options.text("range")));
    said.range = {range[0], range[1]};
    return said;
}

std::string summary(const Imported& imported) {
    const core::NetworkSpec& network = imported.model.spec;
    std::size_t weights = 0;
    for (const auto& [name, array] : imported.model.weights) weights += array.reals.size();
    std::string text =
        fmt::format("{}: {} layers, {} weights and biases, input {}x{}x{}\n", network.name, network.layers.size(),
                    weights, network.input.height, network.input.width, network.input.channels);
    for (const auto& note : imported.notes) text += "  " + note + "\n";
    return text;
}

}  // namespace

int import_command(const Arguments& arguments) {
    const auto options = parse(import_syntax(), arguments);
    if (!options) return kDone;
    const std::filesystem::path folder = options->text("out");
    if (folder.empty()) throw UsageError("--out DIR is missing: which folder shall be written?");
    ImportOptions wanted;
    wanted.preprocessing = preprocessing_of(*options);
    wanted.output = options->text("output");
    importing::require_own_folder(folder);

    const std::filesystem::path model = options->text("MODEL.onnx");
    const Imported imported = importing::import_onnx(model, wanted);
    const auto files = importing::write_import(imported, folder, model.filename().string(), options->text("calibrate"));
    std::string text = summary(imported) + "written:";
    for (const auto& file : files) text += " " + (folder / file).string();
    text += "\nnext: hashiflex check " + (folder / files.front()).string() + "\n";
    std::fputs(text.c_str(), stdout);
    return kDone;
}

}  // namespace hashiflex
