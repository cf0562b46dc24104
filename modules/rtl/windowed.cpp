// SPDX-License-Identifier: Apache-2.0
// Stages that see windows of their inputs: conv, pools, and with a 1 x 1 window add and concat.
#include "modules/rtl/lane_modules.h"
#include "modules/rtl/part_text.h"
#include "modules/rtl/stage.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/text.h"
#include "modules/rtl/window_text.h"

#include <vector>

namespace hashiflex::rtl {
namespace {

using core::StageDesign;

// Every lane with its taps: [input][kernel row][kernel column][channel].
std::string lanes(const StageDesign& stage, const core::StageHardware& hardware, const std::string& prefix,
                  bool gated) {
    const auto& views = hardware.views;
    std::int64_t tap_bits = 0;
    std::string taps;
    for (std::size_t k = 0; k < views.size(); ++k) {
        const core::Window& window = views[k].geometry.window();
        const std::string pixel = str(pixel_bits(stage, k));
        const std::string n = str(static_cast<std::int64_t>(k));
        taps += "        for (genvar r = 0; r < " + str(window.kernel_h) + "; r++) begin : row" + n +
                "\n            for (genvar c = 0; c < " + str(window.kernel_w) + "; c++) begin : column\n" +
                "                assign taps[" + str(tap_bits) + "+(r*" + str(window.kernel_w) + "+c)*" + pixel +
                "+:" + pixel + "] = window" + n + "[(r*" + str(views[k].geometry.span()) + "+lane*" +
                str(window.stride_w) + "+c)*" + pixel + "+:" + pixel + "];\n            end\n        end\n";
        tap_bits += std::int64_t{window.taps()} * pixel_bits(stage, k);
    }
    const std::string y = str(lane_bits(stage));
    std::string text = "\n    // lanes\n    logic " + range_of(output_bits(stage)) + " result;\n";
    const int rest = stage.grid.width % stage.lanes();
    if (hardware.tail) {
        // the lanes behind the end of a row
        const core::StepGrid& grid = hardware.grid;
        text += "    logic full, full_late;  // the last beat of a row is not\n    assign full = column != " +
                unsigned_literal(grid.column_bits(), static_cast<std::uint64_t>(grid.columns - 1)) + ";\n" +
                instance(*hardware.tail, "full_delay",
                         {{"clk", "clk"}, {"rst", "1'b0"}, {"d", "full"}, {"q", "full_late"}});
    }
    text += "    for (genvar lane = 0; lane < " + str(stage.lanes()) + "; lane++) begin : lanes\n        logic " +
            range_of(tap_bits) + " taps;\n" + taps + "        logic " + range_of(lane_bits(stage)) + " y;\n        " +
            lane_name(stage, prefix) + " datapath (.clk, " +
            (gated && stage.latency > 0 ? ".go(started" + range_of(stage.latency) + "), " : "") +
            ".taps, .y);\n        assign result[lane*" + y + "+:" + y +
            "] = " + (rest != 0 ? "lane < " + str(rest) + " || full_late ? y : '0" : "y") + ";\n    end\n";
    if (rest != 0 && lane_bits(stage) > 8192)
        text = "    // pixels are wide\n    // verilator lint_off WIDTHCONCAT\n" + text +
               "    // verilator lint_on WIDTHCONCAT\n";
    return text;
}

}  // namespace

Body windowed_body(const core::Design& design, const StageDesign& stage, const core::StageHardware& hardware,
                   const std::string& prefix) {
    Body body;
    for (std::size_t k = 0; k < hardware.views.size(); ++k) body.text += window_text(stage, k, hardware.views[k]);
    body.text += lanes(stage, hardware, prefix, design.clock_gating);
    body.files = lane_modules(stage, prefix, design.clock_gating);
    return body;
}

}  // namespace hashiflex::rtl
