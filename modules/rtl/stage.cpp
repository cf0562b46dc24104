// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/stage.h"

#include "modules/rtl/part_text.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/step_constants.h"
#include "modules/rtl/text.h"

#include <algorithm>

namespace hashiflex::rtl {
namespace {

using core::StageDesign;

std::string input_control(const StageDesign& stage, const core::StageHardware& hardware, std::size_t k) {
    const core::InputControl& input = hardware.inputs[k];
    const std::string n = str(static_cast<std::int64_t>(k));
    const auto bits_of = [&](const std::string& name) { return static_cast<int>(core::value_of(input.part, name)); };
    // What a step takes off a counter.
    const auto falls = [&](const std::string& net, int bits, const core::StepConstant& by) {
        return decoded(by, {{net + n, bits, [bits](std::int64_t value) {
                                 return unsigned_literal(bits, static_cast<std::uint64_t>(-value));
                             }}});
    };
    std::string text = "\n    // input " + n + ": " + stage.inputs[k].name + ", " + str(stage.program.inputs[k].beats) +
                       " beats an image, " + str(stage.inputs[k].depth) + " held\n";
    text += falls("needs_more", bits_of("AHEAD_BITS"), input.needs_more) +
            falls("gives_up", bits_of("HELD_BITS"), input.gives_up);
    text += "    logic store" + n + ", fed" + n + ";\n";
    text +=
        "    // windows count beats with them; not all are read\n    // verilator lint_off UNUSED\n    logic arrive" +
        n + ";\n    logic signed " + range_of(bits_of("AHEAD_BITS")) + " ahead" + n +
        ";\n    // verilator lint_on UNUSED\n";
    return text + instance(input.part, "input" + n,
                           {{"clk", "clk"},
                            {"rst", "rst"},
                            {"valid", "in" + n + "_valid"},
                            {"ready", "in" + n + "_ready"},
                            {"arrive", "arrive" + n},
                            {"store", "store" + n},
                            {"fire", "fire"},
                            {"needs_more", "needs_more" + n},
                            {"gives_up", "gives_up" + n},
                            {"fed", "fed" + n},
                            {"ahead", "ahead" + n}});
}

std::string title(const StageDesign& stage) {
    return "Stage " + stage.name + " (" + core::kind_name(stage.op) + "): " + str(stage.lanes()) + " lanes, " +
           str(stage.program.steps()) + " steps an image, latency " + str(stage.latency) + ", FIFO of " +
           str(stage.fifo.depth) + ".";
}

}  // namespace

bool is_npu(const StageDesign& stage) {
    return std::holds_alternative<core::Classifier>(stage.op);
}

int input_bits(const StageDesign& stage, std::size_t k) {
    return static_cast<int>(stage.inputs[k].beat_bits);
}
int output_bits(const StageDesign& stage) {
    return static_cast<int>(stage.fifo.beat_bits);
}
int value_bits(const StageDesign& stage, std::size_t k) {
    return stage.in[k].bits;
}
int pixel_bits(const StageDesign& stage, std::size_t k) {
    return stage.in[k].bits * stage.in[k].shape.channels;
}
std::string module_name(const std::string& prefix, const char* what, const StageDesign& stage) {
    return prefix + what + "_" + stage.name;
}

std::string beat_of_step(const StageDesign& stage, const core::BeatRing& ring, const std::string& moves_on,
                         const std::string& net) {
    const int depth = stage.inputs[0].depth;
    const int address = bits_for(depth);
    const auto by = static_cast<std::uint64_t>(ring.by.values.front());
    return "\n    // the beat of the present step\n    logic " + range_of(input_bits(stage, 0)) + " " + net + ";\n" +
           instance(ring.ring, "ring",
                    {{"clk", "clk"},
                     {"rst", "rst"},
                     {"arrive", "arrive0"},
                     {"store", "store0"},
                     {"data", "in0_data"},
                     {"fire", moves_on},
                     {"by", unsigned_literal(address, by)},
                     {"back", unsigned_literal(address, by - static_cast<std::uint64_t>(depth))},
                     {"beat", net}});
}

std::string control(const StageDesign& stage, const core::StageHardware& hardware) {
    std::string text = "    // not every program depends on all of them\n    // verilator lint_off UNUSED\n";
    text += "    logic " + range_of(core::value_of(hardware.steps, "ROW_BITS")) + " row;\n";
    text += "    logic " + range_of(core::value_of(hardware.steps, "COLUMN_BITS")) + " column;\n";
    text += "    logic last_column, last;\n    // verilator lint_on UNUSED\n    logic fire, start, room;\n";
    text += instance(hardware.steps, "steps",
                     {{"clk", "clk"},
                      {"rst", "rst"},
                      {"fire", "fire"},
                      {"row", "row"},
                      {"column", "column"},
                      {"last_column", "last_column"},
                      {"last", "last"}});
    if (!hardware.codes.empty()) text += "\n    // constants of steps\n";
    for (std::size_t i = 0; i < hardware.codes.size(); ++i) text += code_of_step(i, hardware.codes[i]);
    std::string fed;
    for (std::size_t k = 0; k < stage.inputs.size(); ++k) {
        text += input_control(stage, hardware, k);
        fed += (k == 0 ? "fed" : " && fed") + str(static_cast<std::int64_t>(k));
    }
    const auto& emits = stage.program.emits;
    text += "\n    // a step that starts a beat needs a place in the FIFO for it\n";
    if (std::all_of(emits.begin(), emits.end(), [](char emit) { return emit != 0; })) {
        text += "    assign fire = " + fed + " && room;\n    assign start = fire;\n";
    } else {
        const std::string emit = std::holds_alternative<core::GlobalPool>(stage.op) ? "last" : "last_column";
        text += "    assign fire = " + fed + " && (!" + emit + " || room);\n    assign start = fire && " + emit + ";\n";
    }
    return text +
           "    // a beat was started so many edges before; without clock gating only the last bit matters\n"
           "    // verilator lint_off UNUSED\n    logic " +
           range_of(stage.latency + 1) + " started;\n    // verilator lint_on UNUSED\n" +
           instance(hardware.flight, "flight", {{"clk", "clk"}, {"rst", "rst"}, {"start", "start"}, {"at", "started"}});
}

std::string output(const StageDesign& stage, const core::StageHardware& hardware) {
    return "\n    // output\n" + instance(hardware.output.front(), "out",
                                          {{"clk", "clk"},
                                           {"rst", "rst"},
                                           {"start", "start"},
                                           {"enter", "started[" + str(stage.latency) + "]"},
                                           {"room", "room"},
                                           {"data", "result"},
                                           {"valid", "out_valid"},
                                           {"ready", "out_ready"},
                                           {"head", "out_data"}});
}

int bus_bits(const core::Design& design) {
    return design.npu ? 8 * std::max(4, design.npu->write_port_bytes) : 0;
}

std::string bus_ports(const core::Design& design) {
    return fill(R"(,
    input  logic bus_valid,
    input  logic bus_write,
    input  logic [31:0] bus_address,
    input  logic [15:0] bus_bytes,
    input  logic @write_data@ bus_write_data,
    output logic [31:0] bus_read_data,
    output logic [2:0] bus_error)",
                {{"write_data", range_of(bus_bits(design))}});
}

std::string port_list(const core::Design& design, const StageDesign& stage) {
    std::string text = "    input  logic clk,\n    input  logic rst";
    for (std::size_t k = 0; k < stage.inputs.size(); ++k) {
        const std::string in = "in" + str(static_cast<std::int64_t>(k));
        text += (k == 0 ? ",\n    input  logic " : "\n    input  logic ") + in + "_valid,\n    output logic " + in +
                "_ready,\n" + "    // strides leave lanes out\n    // verilator lint_off UNUSED\n    input  logic " +
                range_of(input_bits(stage, k)) + " " + in + "_data";
        text += ",\n    // verilator lint_on UNUSED";
    }
    text += "\n    output logic " + range_of(stage.branches) + " out_valid,\n    input  logic " +
            range_of(stage.branches) + " out_ready,\n    output logic " + range_of(output_bits(stage)) + " out_data";
    return is_npu(stage) ? text + bus_ports(design) : text;
}

File stage_file(const core::Design& design, const std::string& module, const StageDesign& stage,
                const std::string& body) {
    return {module + ".sv", "// SPDX-License-Identifier: Apache-2.0\n// " + title(stage) + "\nmodule " + module +
                                " (\n" + port_list(design, stage) + "\n);\n" + body + "endmodule\n"};
}

StageModule emit_stage_module(const core::Design& design, const StageDesign& stage, const std::string& prefix) {
    const std::string name = module_name(prefix, "stage", stage);
    const bool is_argmax = std::holds_alternative<core::Argmax>(stage.op);
    const core::StageHardware hardware = core::stage_hardware(stage, design);
    Body body;
    if (is_npu(stage))
        body = npu_body(design, stage, prefix);
    else if (std::holds_alternative<core::GlobalPool>(stage.op))
        body = global_pool_body(design, stage, hardware, prefix);
    else if (is_argmax)
        body = argmax_body(design, stage, hardware);
    else
        body = windowed_body(design, stage, hardware, prefix);
    StageModule module{name, std::move(body.files)};
    module.files.push_back(stage_file(
        design, name, stage, control(stage, hardware) + body.text + (is_argmax ? "" : output(stage, hardware))));
    return module;
}

}  // namespace hashiflex::rtl
