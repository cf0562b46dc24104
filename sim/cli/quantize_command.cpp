// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/quantize_command.h"

#include "modules/core/quantize/formats.h"
#include "sim/cli/load_progress.h"
#include "sim/cli/options.h"
#include "sim/cli/quantized_network.h"
#include "sim/cli/usage_error.h"
#include "sim/config/load_watch.h"
#include "sim/config/npz.h"
#include "sim/files/output_file.h"
#include "sim/process/exit_code.h"
#include "sim/process/log.h"
#include "sim/report/format.h"
#include "sim/report/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace hashiflex {
namespace {

Syntax quantize_syntax() {
    Syntax syntax;
    syntax.command = "quantize";
    syntax.summary =
        "Makes the integers that weights.quantize of a design or its network asks for, as run, check and sweep do, "
        "and\n"
        "writes them: named arrays in an .npz file, and a network file with the formats that belong to them.\n"
        "What was made once is kept below $XDG_CACHE_HOME/hashiflex/quantize.\n"
        "Exit code: 0 done, 2 bad input.";
    syntax.positionals = {"DESIGN.yaml"};
    syntax.options = {text("out", "FILE.npz", "where the integers go"),
                      text("network", "FILE.yaml", "where a network file goes that has them as its weights"),
                      texts("set", "PATH=VALUE", "override a key of the design file; may be repeated"),
                      flag("quiet", "print nothing but warnings and errors")};
    syntax.examples =
        "  hashiflex quantize design.yaml --out weights.npz --network network_q.yaml\n"
        "  hashiflex quantize design.yaml --out l4.npz --set weights.quantize.levels=4\n";
    return syntax;
}

std::int64_t zeros(const core::Array& array) {
    return std::count(array.integers.begin(), array.integers.end(), 0);
}

// A line per layer with weights or a format of its own.
std::string layer_table(const NetworkFile& network, const core::WeightSet& arrays) {
    using Align = TextTable::Align;
    TextTable table({{"layer", Align::left}, {"output", Align::left}, {"unit", Align::left}, {"weights"}, {"zero %"}});
    for (const auto& layer : network.spec.layers) {
        const core::OutputSpec* output = core::output_of(layer.kind);
        const auto weight = arrays.find(layer.name + ".weight");
        if (output == nullptr && weight == arrays.end()) continue;
        std::string count, share;
        if (weight != arrays.end()) {
            const auto all = static_cast<std::int64_t>(weight->second.integers.size());
            count = with_thousands(all);
            share = with_decimals(100 * static_cast<double>(zeros(weight->second)) / static_cast<double>(all), 1);
        }
        table.add({layer.name,
                   output == nullptr ? "" : fmt::format("{} bits{}", output->bits, output->is_signed ? " signed" : ""),
                   output == nullptr ? "" : fmt::format("2^{}", -output->frac), count, share});
    }
    return table.text();
}

std::string summary(const NetworkFile& network, const core::WeightSet& arrays) {
    const Quantization& what = *network.quantization;
    std::string text = layer_table(network, arrays);
    text += fmt::format("{}, {} levels, {} terms; {}\n", what.method, what.levels, what.terms,
                        what.calibration ? fmt::format("calibrated on {} images of {}", what.images,
                                                       what.calibration->filename().string())
                                         : std::string("NOT CALIBRATED on images of a file"));
    return text + "integers " + what.digest + "\n";
}

}  // namespace

int quantize_command(const Arguments& arguments) {
    const auto options = parse(quantize_syntax(), arguments);
    if (!options) return kDone;
    const std::string out = options->text("out"), network_out = options->text("network");
    if (out.empty()) throw UsageError("quantize: --out FILE.npz is missing");
    const DesignFile design = load_design(options->text("DESIGN.yaml"), options->texts("set"));
    NetworkFile network = load_network(design.network);
    for (const std::string& file : {out, network_out})
        if (!file.empty()) require_creatable(file);
    core::WeightSet arrays;
    with_load_progress(options->flag("quiet"),
                       [&](const LoadWatch& watch) { arrays = load_weights_of(design, network, watch); });
    if (!network.quantization)
        throw UsageError("quantize: the weights of " + design.path.string() + " are integers: no key weights.quantize");
    write_npz(out, arrays);
    if (!network_out.empty()) write_file_atomically(network_out, quantized_network_text(network, network_out, out));
    if (!options->flag("quiet")) std::fputs(summary(network, arrays).c_str(), stdout);
    return kDone;
}

}  // namespace hashiflex
