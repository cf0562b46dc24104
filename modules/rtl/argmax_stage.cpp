// SPDX-License-Identifier: Apache-2.0
// The argmax of a hardwired classifier: some classes a step, all sums and the class in one beat.
#include "modules/rtl/part_text.h"
#include "modules/rtl/stage.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/text.h"

#include <algorithm>

namespace hashiflex::rtl {
namespace {

constexpr int kMultiplierBits = 16;

// The multipliers of all classes as one constant, the first lowest.
std::string multipliers(const core::Argmax& argmax) {
    constexpr int kPerLine = 12;
    std::string text =
        "    // of the first class lowest\n    // verilator lint_off WIDTHCONCAT\n    localparam logic " +
        range_of(std::int64_t{argmax.classes} * kMultiplierBits) + " CLASS_MULTIPLIERS = {";
    for (int c = argmax.classes; c-- > 0;) {
        text += (argmax.classes - 1 - c) % kPerLine == 0 ? "\n        " : " ";
        text += unsigned_literal(kMultiplierBits, argmax.multiplier[static_cast<std::size_t>(c)]) + (c > 0 ? "," : "");
    }
    return text + "\n    };\n    // verilator lint_on WIDTHCONCAT\n";
}

// The sums take their place in a FIFO when a beat starts and wait there for its class, which would else have to travel
// beside them through all registers. Both FIFOs do the same otherwise.
const char* const kOutput = R"(
    // output: the sums, and their class when it is known
    wire leaves = out_valid[0] && out_ready[0];
    // verilator lint_off UNUSED
    logic sums_room, sums_valid;
    logic @class@ label_of_image;
    // verilator lint_on UNUSED
)";

}  // namespace

Body argmax_body(const core::Design& design, const core::StageDesign& stage, const core::StageHardware& hardware) {
    const auto& argmax = std::get<core::Argmax>(stage.op);
    const bool scaled = !argmax.multiplier.empty();
    const int sums = input_bits(stage, 0);
    const int class_bits = output_bits(stage) - sums;
    Body body;
    body.text = beat_of_step(stage, *hardware.whole_beats, "start", "sums");
    if (scaled) body.text += multipliers(argmax);
    body.text += "    logic " + range_of(std::max(class_bits, 1)) + " label;\n";
    body.text += instance("hf_argmax", "choice",
                          {{"CLASSES", str(argmax.classes)},
                           {"CLASS_BITS", str(std::max(class_bits, 1))},
                           {"BITS", str(value_bits(stage, 0))},
                           {"SCALED", scaled ? "1" : "0"},
                           {"MULTIPLIERS", scaled ? "CLASS_MULTIPLIERS" : "'0"},
                           {"PER_STEP", str(stage.classes_per_step)},
                           {"STEP_BITS", str(hardware.grid.column_bits())},
                           {"EVERY", str(stage.adders.levels_per_stage)},
                           {"GATED", design.clock_gating ? "1" : "0"}},
                          {{"clk", "clk"},
                           {"rst", "rst"},
                           {"fire", "fire"},
                           {"first", "column == '0"},
                           {"step", "column"},
                           {"sums", "sums"},
                           {"label", "label"}});
    body.text += fill(kOutput, {{"class", range_of(std::max(class_bits, 1))}});
    body.text += instance(hardware.output[0], "sums_out",
                          {{"clk", "clk"},
                           {"rst", "rst"},
                           {"start", "start"},
                           {"enter", "start"},
                           {"room", "sums_room"},
                           {"data", "sums"},
                           {"valid", "sums_valid"},
                           {"ready", "leaves"},
                           {"head", "out_data" + range_of(sums)}});
    body.text += instance(hardware.output[1], "label_out",
                          {{"clk", "clk"},
                           {"rst", "rst"},
                           {"start", "start"},
                           {"enter", "started[" + str(stage.latency) + "]"},
                           {"room", "room"},
                           {"data", "label"},
                           {"valid", "out_valid"},
                           {"ready", "out_ready"},
                           {"head", "label_of_image"}});
    if (class_bits > 0)
        body.text += "    assign out_data[" + str(output_bits(stage) - 1) + ":" + str(sums) + "] = label_of_image;\n";
    return body;
}

}  // namespace hashiflex::rtl
