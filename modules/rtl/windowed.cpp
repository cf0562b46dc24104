// SPDX-License-Identifier: Apache-2.0
// Stages that see windows of their inputs: conv, pools, and with a 1 x 1 window add and concat.
#include "modules/rtl/lane_modules.h"
#include "modules/rtl/stage.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/text.h"
#include "modules/rtl/window_view.h"

#include <vector>

namespace hashiflex::rtl {
namespace {

using core::StageDesign;

// Every lane with its taps: [input][kernel row][kernel column][channel].
std::string lanes(const StageDesign& stage, const std::vector<WindowView>& views, const std::string& prefix,
                  bool gated) {
    std::int64_t tap_bits = 0;
    std::string taps;
    for (std::size_t k = 0; k < views.size(); ++k) {
        const core::Window& window = views[k].window;
        const std::string pixel = str(pixel_bits(stage, k));
        const std::string n = str(static_cast<std::int64_t>(k));
        taps += "        for (genvar r = 0; r < " + str(window.kernel_h) + "; r++) begin : row" + n +
                "\n            for (genvar c = 0; c < " + str(window.kernel_w) + "; c++) begin : column\n" +
                "                assign taps[" + str(tap_bits) + "+(r*" + str(window.kernel_w) + "+c)*" + pixel +
                "+:" + pixel + "] = window" + n + "[(r*" + str(views[k].span) + "+lane*" + str(window.stride_w) +
                "+c)*" + pixel + "+:" + pixel + "];\n            end\n        end\n";
        tap_bits += std::int64_t{window.taps()} * pixel_bits(stage, k);
    }
    const std::string y = str(lane_bits(stage));
    std::string text = "\n    // lanes\n    logic " + range_of(output_bits(stage)) + " result;\n";
    const int rest = stage.grid.width % stage.lanes();
    const core::StepGrid grid = core::step_grid(stage);
    if (rest != 0) {
        text +=
            "    logic " + range_of(stage.lanes()) + " in_row, in_row_late;  // the last beat of a row is not full\n";
        text += "    assign in_row = column == " +
                unsigned_literal(grid.column_bits(), static_cast<std::uint64_t>(grid.columns - 1)) + " ? " +
                str(stage.lanes()) + "'b" + std::string(static_cast<std::size_t>(rest), '1') + " : '1;\n";
        text += instance("hf_delay", "in_row_delay", {{"WIDTH", str(stage.lanes())}, {"CYCLES", str(stage.latency)}},
                         {{"clk", "clk"}, {"rst", "1'b0"}, {"d", "in_row"}, {"q", "in_row_late"}});
    }
    text += "    for (genvar lane = 0; lane < " + str(stage.lanes()) + "; lane++) begin : lanes\n        logic " +
            range_of(tap_bits) + " taps;\n" + taps + "        logic " + range_of(lane_bits(stage)) + " y;\n        " +
            lane_name(stage, prefix) + " datapath (.clk, " +
            (gated && stage.latency > 0 ? ".go(started" + range_of(stage.latency) + "), " : "") +
            ".taps, .y);\n        assign result[lane*" + y + "+:" + y +
            "] = " + (rest != 0 ? "in_row_late[lane] ? y : '0" : "y") + ";\n    end\n";
    if (rest != 0 && lane_bits(stage) > 8192)
        text = "    // pixels are wide\n    // verilator lint_off WIDTHCONCAT\n" + text +
               "    // verilator lint_on WIDTHCONCAT\n";
    return text;
}

}  // namespace

Body windowed_body(const core::Design& design, const StageDesign& stage, const std::string& prefix) {
    Body body;
    std::vector<WindowView> views;
    for (std::size_t k = 0; k < stage.inputs.size(); ++k) views.push_back(window_view(design, stage, k));
    for (const WindowView& view : views) body.text += view.text;
    body.text += lanes(stage, views, prefix, design.clock_gating);
    body.files = lane_modules(stage, prefix, design.clock_gating);
    return body;
}

}  // namespace hashiflex::rtl
