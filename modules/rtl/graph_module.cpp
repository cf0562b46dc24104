// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/graph_module.h"

#include "modules/core/cost/graph_counts.h"
#include "modules/core/numeric/requantize.h"
#include "modules/rtl/compare.h"
#include "modules/rtl/graph_parts.h"
#include "modules/rtl/text.h"

#include <algorithm>
#include <map>

namespace hashiflex::rtl {
namespace {

using core::AdderOp;
using core::GraphOutput;
using core::Interval;

constexpr std::size_t kLeastShared = 64;  // smaller ones are not worth a function of their own

bool has_go(const GraphModule& module) {
    return module.gated && module.registers > 0;
}
std::string go_port(const GraphModule& module) {
    return has_go(module) ? "    input  logic " + range_of(module.registers) + " go,\n" : "";
}

// Levels and registers: a value at level l is computed behind floor((l - 1) / levels_per_stage) registers.
class Pipeline {
 public:
    explicit Pipeline(const GraphModule& module) : module_(module), levels_(core::node_levels(*module.graph)) {}
    int stage_of_node(std::uint32_t node) const { return stage(levels_[node]); }
    int stage_of_output(const GraphOutput& output) const { return stage(core::output_level(output, levels_)); }

 private:
    int stage(int level) const { return level == 0 ? 0 : (level - 1) / module_.adders.levels_per_stage; }

    const GraphModule& module_;
    std::vector<int> levels_;
};

// The operations `ops` and outputs `outputs` of the graph, as one module.
class PartWriter {
 public:
    PartWriter(const GraphModule& module, const Pipeline& pipeline, const std::vector<Interval>& ranges,
               const std::vector<int>& delays)
        : module_(module), graph_(*module.graph), pipeline_(pipeline), ranges_(ranges), delays_(delays) {}

    std::string write(const std::string& name, const std::string& title, std::size_t first_op, std::size_t last_op,
                      const std::vector<std::uint32_t>& outputs) {
        declared_.assign(graph_.inputs.size(), false);
        const bool shared = last_op - first_op >= kLeastShared;
        y_bits_ = 0;
        for (const auto o : outputs) y_bits_ += finish(o).bits;
        text_ = "// SPDX-License-Identifier: Apache-2.0\n// " + title + "\n";
        text_ += "module " + name + " (\n";
        text_ +=
            "    // a weight of 0 reads no tap, constants no clock, and nobody the sign of what is never negative\n"
            "    // verilator lint_off UNUSED\n";
        text_ += "    input  logic clk,\n" + go_port(module_);
        text_ += "    input  logic " + range_of(std::max<std::int64_t>(tap_bits(), 1)) + " taps" +
                 (shared ? kKeptTaps : "") + ",\n";
        text_ += "    output logic " + range_of(y_bits_) + " y\n);\n" + (shared ? kShared : "");
        std::size_t next = first_op;
        std::int64_t at = 0;
        for (const auto o : outputs) {
            const GraphOutput& output = graph_.outputs[o];
            text_ += "    // output " + str(o) + "\n";
            const std::size_t inputs = graph_.inputs.size();
            const std::size_t end =
                output.node == core::kNoNode || output.node < inputs ? next : std::max(next, output.node - inputs + 1);
            for (; next < std::min(end, last_op); ++next) write_op(next);
            write_output(o, at);
            at += finish(o).bits;
            write_registers();
        }
        for (; next < last_op; ++next) write_op(next);
        write_registers();
        return std::move(text_) + "endmodule\n";
    }

 private:
    const Finish& finish(std::uint32_t output) const {
        return module_.finish.size() == 1 ? module_.finish.front() : module_.finish[output];
    }
    std::int64_t tap_bits() const { return static_cast<std::int64_t>(graph_.inputs.size()) * module_.input_bits; }
    std::string node_name(std::uint32_t node) const {
        const std::size_t inputs = graph_.inputs.size();
        return node < inputs ? "x" + std::to_string(node) : "n" + std::to_string(node - inputs);
    }
    int node_bits(std::uint32_t node) const {
        // An input that is never negative gets a sign bit on top of all its wires.
        if (node < graph_.inputs.size()) return module_.input_bits + (module_.input_signed ? 0 : 1);
        return signed_width(ranges_[node]);
    }

    // The node behind `stage` registers of the pipeline.
    std::string at_stage(std::uint32_t node, int stage) {
        if (node < graph_.inputs.size() && !declared_[node]) declare_input(node);
        const int delay = stage - pipeline_.stage_of_node(node);
        return node_name(node) + (delay == 0 ? "" : "_" + std::to_string(delay));
    }

    void declare_input(std::uint32_t node) {
        declared_[node] = true;
        const std::string tap = "taps" + field(node, module_.input_bits);
        text_ += "    wire signed " + range_of(node_bits(node)) + " " + node_name(node) + " = " +
                 (module_.input_signed ? tap : "{1'b0, " + tap + "}") + ";\n";
        delay(node_name(node), node_bits(node), 0, delays_[node]);
    }

    // Registers behind a wire of pipeline stage `stage`: name_1, name_2, ...
    void delay(const std::string& name, int bits, int stage, int registers) {
        std::string before = name;
        for (int i = 1; i <= registers; ++i) {
            const std::string after = name + "_" + std::to_string(i);
            text_ += "    logic signed " + range_of(bits) + " " + after + ";\n";
            registers_[module_.gated ? stage + i - 1 : 0] += "        " + after + " <= " + before + ";\n";
            before = after;
        }
    }

    void write_registers() {
        for (const auto& [boundary, loads] : registers_)
            text_ += "    always_ff @(posedge clk) " +
                     (module_.gated ? "if (go[" + str(boundary) + "]) " : std::string()) + "begin\n" + loads +
                     "    end\n";
        registers_.clear();
    }

    std::string operand(std::uint32_t node, int shift, int stage, int bits) {
        const std::string value = str(bits) + "'(" + at_stage(node, stage) + ")";
        return shift == 0 ? value : "(" + value + " <<< " + str(shift) + ")";
    }

    // The adder of a result in `range`, as core prices it.
    struct Adder {
        int width = 0;  // positions and the wires below them
        int low = 0;    // those wires
        int blocks = 1;
        int block_bits = 0;
        bool is_signed = false;
    };
    Adder adder_of(Interval range, int positions) const {
        const auto hardware = core::adder_hardware(positions, module_.adders.max_ripple_bits);
        const int width = core::width(range);
        return {width, width - positions, hardware.blocks, hardware.block_bits, range.lo < 0};
    }

    // A carry-select adder, its result `bits` wide.
    void write_selected(const std::string& name, int bits, const Adder& adder, const std::string& lhs,
                        const std::string& rhs, bool subtract) {
        const std::string sum = name + "_sum";
        text_ += "    wire " + range_of(adder.width) + " " + sum + ";\n";
        text_ += instance("hf_carry_select", name + "_adder",
                          {{"WIDTH", str(adder.width)},
                           {"LOW", str(adder.low)},
                           {"BLOCK", str(adder.block_bits)},
                           {"SUBTRACT", subtract ? "1" : "0"}},
                          {{"a", lhs}, {"b", rhs}, {"sum", sum}});
        text_ += "    wire signed " + range_of(bits) + " " + name + " = " + str(bits) + "'(" +
                 (adder.is_signed ? "$signed(" + sum + ")" : sum) + ");\n";
    }

    void write_op(std::size_t i) {
        const AdderOp& op = graph_.ops[i];
        const auto node = static_cast<std::uint32_t>(graph_.inputs.size() + i);
        const int bits = node_bits(node);
        const int stage = pipeline_.stage_of_node(node);
        const Adder adder = adder_of(ranges_[node], core::adder_positions(op, ranges_[node]));
        const int wide = adder.blocks > 1 ? adder.width : bits;
        const std::string lhs = operand(op.lhs, op.lhs_shift, stage, wide);
        const std::string rhs = operand(op.rhs, op.rhs_shift, stage, wide);
        if (adder.blocks > 1)
            write_selected(node_name(node), bits, adder, lhs, rhs, op.subtract);
        else
            text_ += "    wire signed " + range_of(bits) + " " + node_name(node) + " = " + lhs +
                     (op.subtract ? " - " : " + ") + rhs + ";\n";
        delay(node_name(node), bits, stage, delays_[node]);
    }

    void write_output(std::uint32_t o, std::int64_t at) {
        const GraphOutput& output = graph_.outputs[o];
        const Interval range = core::output_range(output, ranges_);
        const std::string name = "acc" + str(o);
        const Interval constant{output.constant, output.constant};
        const int bits = signed_width(core::hull(range, constant));
        const int stage = pipeline_.stage_of_output(output);
        const Adder adder = output.has_bias_adder() ? adder_of(range, core::bias_positions(output, range)) : Adder{};
        std::string value;
        if (adder.blocks > 1) {
            const auto modulus = std::uint64_t{1} << adder.width;
            const std::string term =
                unsigned_literal(adder.width, static_cast<std::uint64_t>(output.constant) % modulus);
            write_selected(name, bits, adder, term, operand(output.node, output.shift, stage, adder.width),
                           output.negate);
        } else if (output.node == core::kNoNode) {
            value = signed_literal(bits, output.constant);
        } else {
            const std::string sum = operand(output.node, output.shift, stage, bits);
            if (output.negate)
                value = (output.constant == 0 ? "" : signed_literal(bits, output.constant) + " ") + "- " + sum;
            else
                value = sum + (output.constant < 0    ? " - " + signed_literal(bits, -output.constant)
                               : output.constant == 0 ? ""
                                                      : " + " + signed_literal(bits, output.constant));
        }
        if (adder.blocks == 1) text_ += "    wire signed " + range_of(bits) + " " + name + " = " + value + ";\n";
        // A constant channel needs no registers: it is there at every edge.
        const int registers = output.node == core::kNoNode ? 0 : module_.registers - stage;
        delay(name, bits, stage, registers);
        write_finish(o, at, name + (registers == 0 ? "" : "_" + str(registers)), bits, range);
    }

    void write_finish(std::uint32_t o, std::int64_t at, const std::string& accumulator, int bits, Interval range) {
        const Finish& last = finish(o);
        const std::string y = "y[" + str(at + last.bits - 1) + ":" + str(at) + "]";
        std::string value = accumulator;
        int value_bits = bits;
        if (last.shift > 0) {
            value = "q" + str(o);
            value_bits = std::max(bits - last.shift, 1);
            text_ += "    wire signed " + range_of(value_bits) + " " + value + " = " + str(value_bits) + "'(" +
                     accumulator + " >>> " + str(std::min(last.shift, bits - 1)) + ");\n";
            range = {core::shift_right(range.lo, last.shift), core::shift_right(range.hi, last.shift)};
        }
        // A left shift multiplies what is compared: bounds are held against the value before it.
        const int left = last.shift < 0 ? -last.shift : 0;
        std::string result = str(last.bits) + "'(" + value + ")";
        if (left > 0) result = "(" + result + " <<< " + str(left) + ")";
        if (last.clamp) {
            // value << left > hi  <=>  value > hi >> left;   value << left < lo  <=>  value < ceil(lo / 2^left)
            const std::int64_t most = last.clamp->hi >> left;
            const std::int64_t least = -((-last.clamp->lo) >> left);
            // A bound may need more bits than the value.
            const int compare_bits = std::max({value_bits, signed_width({most, most}), signed_width({least, least})});
            std::string compared = value;
            if (compare_bits != value_bits) {
                compared = "c" + str(o);
                text_ += "    wire signed " + range_of(compare_bits) + " " + compared + " = " + str(compare_bits) +
                         "'(" + value + ");\n";
            }
            if (range.hi > most)
                result = greater_than(compared, compare_bits, most) + " ? " +
                         unsigned_literal(last.bits, static_cast<std::uint64_t>(last.clamp->hi)) + " : " + result;
            if (range.lo < least)  // least is greater than the lowest value
                result = greater_than(compared, compare_bits, least - 1) + " ? " + result + " : " +
                         unsigned_literal(last.bits, static_cast<std::uint64_t>(last.clamp->lo));
        }
        text_ += "    assign " + y + " = " + result + ";\n";
    }

    const GraphModule& module_;
    const core::AdderGraph& graph_;
    const Pipeline& pipeline_;
    const std::vector<Interval>& ranges_;
    const std::vector<int>& delays_;
    std::vector<char> declared_;  // inputs
    std::int64_t y_bits_ = 0;
    std::string text_;
    std::map<int, std::string> registers_;  // by the boundary that they stand at, if that matters
};

// Registers that some reader of a node stands behind.
std::vector<int> delays_of(const GraphModule& module, const Pipeline& pipeline) {
    const core::AdderGraph& graph = *module.graph;
    std::vector<int> delays(graph.nodes(), 0);
    const auto use = [&](std::uint32_t node, int stage) {
        delays[node] = std::max(delays[node], stage - pipeline.stage_of_node(node));
    };
    for (std::size_t i = 0; i < graph.ops.size(); ++i) {
        const int stage = pipeline.stage_of_node(static_cast<std::uint32_t>(graph.inputs.size() + i));
        use(graph.ops[i].lhs, stage);
        use(graph.ops[i].rhs, stage);
    }
    for (const auto& output : graph.outputs)
        if (output.node != core::kNoNode) use(output.node, pipeline.stage_of_output(output));
    return delays;
}

}  // namespace

std::vector<File> graph_files(const GraphModule& module) {
    const Pipeline pipeline(module);
    const auto ranges = core::node_ranges(*module.graph);
    const auto delays = delays_of(module, pipeline);
    PartWriter writer(module, pipeline, ranges, delays);
    const std::vector<GraphPart> parts = graph_parts(*module.graph);
    if (parts.size() == 1)
        return {{module.name + ".sv",
                 writer.write(module.name, module.title, parts[0].first, parts[0].last, parts[0].outputs)}};
    std::vector<File> files;
    std::string instances;
    std::int64_t at = 0;
    const auto bits = [&](std::uint32_t o) { return module.finish[module.finish.size() == 1 ? 0 : o].bits; };
    for (std::size_t p = 0; p < parts.size(); ++p) {
        const std::string name = "part" + str(static_cast<std::int64_t>(p)) + "_" + module.name;
        const auto& outputs = parts[p].outputs;
        files.push_back({name + ".sv", writer.write(name,
                                                    "Outputs " + str(outputs.front()) + " to " + str(outputs.back()) +
                                                        " of " + module.name + ".",
                                                    parts[p].first, parts[p].last, outputs)});
        std::int64_t wide = 0;
        for (const auto o : outputs) wide += bits(o);
        Values ports{{"clk", "clk"}, {"taps", "taps"}, {"y", "y[" + str(at + wide - 1) + ":" + str(at) + "]"}};
        if (has_go(module)) ports.emplace_back("go", "go");
        instances += instance(name, "part" + str(static_cast<std::int64_t>(p)), {}, ports);
        at += wide;
    }
    const auto tap_bits = static_cast<std::int64_t>(module.graph->inputs.size()) * module.input_bits;
    files.push_back({module.name + ".sv", "// SPDX-License-Identifier: Apache-2.0\n// " + module.title + "\nmodule " +
                                              module.name + " (\n    input  logic clk,\n" + go_port(module) +
                                              "    input  logic " + range_of(tap_bits) + " taps" + kKeptTaps +
                                              ",\n    output logic " + range_of(at) + " y\n);\n" + kShared + instances +
                                              "endmodule\n"});
    return files;
}

}  // namespace hashiflex::rtl
