// SPDX-License-Identifier: Apache-2.0
// Global pools: every beat is reduced over its lanes and joined with an accumulator per channel.
#include "modules/core/graph/builders.h"
#include "modules/rtl/graph_module.h"
#include "modules/rtl/stage.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/text.h"

namespace hashiflex::rtl {
Body global_pool_body(const core::Design& design, const core::StageDesign& stage, const core::StageHardware& hardware,
                      const std::string& prefix) {
    const auto& pool = std::get<core::GlobalPool>(stage.op);
    const bool average = pool.kind == core::PoolKind::average;
    const core::BeatGrid& in = design.grid_of(stage.inputs[0].producer);
    const int every = stage.adders.levels_per_stage;
    const int bits = value_bits(stage, 0);
    const bool is_signed = stage.in[0].is_signed;
    const int leaf = bits;
    const std::string sign = is_signed ? "signed " : "";
    const core::Interval sums = core::hull(core::scale(stage.in[0].range, pool.in.pixels()), {0, 0});
    const int wide = average ? std::max(core::width(sums), leaf) : leaf;
    const int reduced = average ? leaf + bits_for(in.lanes, 0) : leaf;
    const int tree_registers = (bits_for(in.lanes, 0) + every - 1) / every;
    const core::StepGrid& grid = hardware.grid;
    const int rest = in.width % in.lanes;
    const std::string channels = str(stage.out.shape.channels);

    Body body;
    std::string text = beat_of_step(stage, *hardware.whole_beats, "fire", "beat");
    text +=
        "    // steps that emit are counted by the output\n    // verilator lint_off UNUSED\n    logic first, now, "
        "first_now;\n"
        "    // verilator lint_on UNUSED\n    assign first = row == '0 && column == '0;\n";
    text += "    // a step fired so many edges before\n    // verilator lint_off UNUSED\n    logic " +
            range_of(tree_registers + 1) + " fired;\n    // verilator lint_on UNUSED\n" +
            instance("hf_flight", "steps_on_their_way", {{"CYCLES", str(tree_registers)}},
                     {{"clk", "clk"}, {"rst", "rst"}, {"start", "fire"}, {"at", "fired"}}) +
            "    assign now = fired[" + str(tree_registers) + "];\n";
    const bool gated = design.clock_gating;
    const std::string tree_go =
        gated && tree_registers > 0 ? "fired" + range_of(tree_registers) : all_ones(tree_registers);
    text += instance("hf_delay", "first_delay", {{"CYCLES", str(tree_registers)}},
                     {{"clk", "clk"}, {"rst", "1'b0"}, {"d", "first"}, {"q", "first_now"}});
    if (rest != 0)
        text += "    wire " + range_of(in.lanes) + " in_row = column == " +
                unsigned_literal(grid.column_bits(), static_cast<std::uint64_t>(grid.columns - 1)) + " ? " +
                str(in.lanes) + "'b" + std::string(static_cast<std::size_t>(rest), '1') + " : '1;\n";
    const std::string none =
        unsigned_literal(leaf, average || !is_signed ? 0 : std::uint64_t{1} << static_cast<unsigned>(leaf - 1));
    const std::string b = str(bits);
    const std::string l = str(leaf);
    text += "\n    logic " + range_of(output_bits(stage)) + " result;\n    for (genvar c = 0; c < " + channels +
            "; c++) begin : channel\n        logic " + range_of(std::int64_t{in.lanes} * leaf) +
            " pixels;\n        for (genvar i = 0; i < " + str(in.lanes) + "; i++) begin : lane\n            wire " +
            range_of(bits) + " x = beat[(i*" + channels + "+c)*" + b + "+:" + b + "];\n            assign pixels[i*" +
            l + "+:" + l + "] = " + (rest != 0 ? "!in_row[i] ? " + none + " : " : "") + "x;\n        end\n";
    text += "        logic " + sign + range_of(reduced) + " reduced;\n        hf_tree #(.N(" + str(in.lanes) +
            "), .WIDTH(" + l + "), .EVERY(" + str(every) + "), .MAXIMUM(" + (average ? "0" : "1") + "), .SIGNED(" +
            (is_signed ? "1" : "0") + "), .RESULT_BITS(" + str(reduced) + ")) tree (.clk, .go(" + tree_go +
            "), .leaves(pixels), .result(reduced));\n";
    const std::string joined = str(wide) + "'(reduced)";
    text += "        logic " + sign + range_of(wide) + " accumulator;\n";
    if (!average)
        text += "        logic larger;\n        hf_greater #(.WIDTH(" + str(wide) + "), .SIGNED(" +
                (is_signed ? "1" : "0") + ")) compare (.a(" + joined + "), .b(accumulator), .greater(larger));\n";
    text +=
        "        always_ff @(posedge clk) begin\n            if (now) begin\n                if (first_now) "
        "accumulator <= " +
        joined + ";\n";
    text += average ? "                else accumulator <= accumulator + " + joined + ";\n"
                    : "                else if (larger) accumulator <= " + joined + ";\n";
    text += "            end\n        end\n";
    const std::string out = "result[c*" + str(stage.out.bits) + "+:" + str(stage.out.bits) + "]";
    if (average) {
        const auto rounding =
            core::average_rounding(pool.in.pixels(), core::scale(stage.in[0].range, pool.in.pixels()));
        const std::string name = module_name(prefix, "mean", stage);
        const int registers = (stage.facts->depth + every - 1) / every;
        body.files = graph_files({name,
                                  "The multiplier of stage " + stage.name + ": from a sum to its mean.",
                                  stage.graph.get(),
                                  wide,
                                  is_signed,
                                  {{rounding.shift, std::nullopt, stage.out.bits}},
                                  stage.adders,
                                  registers,
                                  gated});
        // behind the tree and the accumulator
        const int before = stage.latency - registers;
        if (gated && registers > 0)
            text += "        wire " + range_of(registers) + " go = started[" + str(stage.latency - 1) + ":" +
                    str(before) + "];\n";
        text += "        " + name + " mean (.clk, " + (gated && registers > 0 ? ".go, " : "") +
                ".taps(accumulator), .y(" + out + "));\n";
    } else {
        text += "        assign " + out + " = accumulator" + range_of(stage.out.bits) + ";\n";
    }
    body.text = text + "    end\n";
    return body;
}

}  // namespace hashiflex::rtl
