// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/graph_module.h"

#include "modules/core/cost/clamp.h"
#include "modules/core/graph/known_bits.h"
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

// The same whatever the taps are?
std::optional<std::int64_t> constant_of(const GraphOutput& output, const Finish& finish,
                                        const std::vector<Interval>& ranges) {
    return core::constant_result(core::output_range(output, ranges), finish.shift, finish.clamp);
}

struct Net {
    int bits = 1;
    bool is_signed = false;

    std::string type() const { return (is_signed ? "signed " : "") + range_of(bits); }
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
    const Finish& finish(std::uint32_t output) const { return module_.finish_of(output); }
    std::int64_t tap_bits() const { return static_cast<std::int64_t>(graph_.inputs.size()) * module_.input_bits; }
    std::string node_name(std::uint32_t node) const {
        const std::size_t inputs = graph_.inputs.size();
        return node < inputs ? "x" + std::to_string(node) : "n" + std::to_string(node - inputs);
    }
    // What is never negative has no sign bit: no tool must find out that it is constant.
    Net net_of(Interval range) const { return {std::max(core::width(range), 1), range.lo < 0}; }
    Net net_of(std::uint32_t node) const {
        if (node < graph_.inputs.size()) return {module_.input_bits, module_.input_signed};
        return net_of(ranges_[node]);
    }

    // The node behind `stage` registers of the pipeline.
    std::string at_stage(std::uint32_t node, int stage) {
        if (node < graph_.inputs.size() && !declared_[node]) declare_input(node);
        const int delay = stage - pipeline_.stage_of_node(node);
        return node_name(node) + (delay == 0 ? "" : "_" + std::to_string(delay));
    }

    void declare_input(std::uint32_t node) {
        declared_[node] = true;
        text_ += "    wire " + net_of(node).type() + " " + node_name(node) + " = taps" +
                 field(node, module_.input_bits) + ";\n";
        delay(node_name(node), net_of(node), 0, delays_[node]);
    }

    // Registers behind a wire of pipeline stage `stage`: name_1, name_2, ...
    void delay(const std::string& name, const Net& net, int stage, int registers) {
        std::string before = name;
        for (int i = 1; i <= registers; ++i) {
            const std::string after = name + "_" + std::to_string(i);
            text_ += "    logic " + net.type() + " " + after + ";\n";
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

    void write_op(std::size_t i) {
        const AdderOp& op = graph_.ops[i];
        const auto node = static_cast<std::uint32_t>(graph_.inputs.size() + i);
        if (delays_[node] < 0) return;
        const Net net = net_of(node);
        const int stage = pipeline_.stage_of_node(node);
        const std::string lhs = operand(op.lhs, op.lhs_shift, stage, net.bits);
        const std::string rhs = operand(op.rhs, op.rhs_shift, stage, net.bits);
        text_ += "    wire " + net.type() + " " + node_name(node) + " = " + lhs + (op.subtract ? " - " : " + ") + rhs +
                 ";\n";
        delay(node_name(node), net, stage, delays_[node]);
    }

    // constant + (node << shift), modulo 2^bits.
    std::string accumulator(const GraphOutput& output, int stage, int bits) {
        const auto literal = [&](std::int64_t value) {
            return unsigned_literal(bits, static_cast<std::uint64_t>(value) & core::low_bits(bits));
        };
        const std::string sum = operand(output.node, output.shift, stage, bits);
        if (output.negate) return literal(output.constant) + " - " + sum;
        if (output.constant == 0) return sum;
        return sum + (output.constant < 0 ? " - " + literal(-output.constant) : " + " + literal(output.constant));
    }

    void write_output(std::uint32_t o, std::int64_t at) {
        const GraphOutput& output = graph_.outputs[o];
        const Finish& last = finish(o);
        Interval range = core::output_range(output, ranges_);
        const std::string y = "    assign y[" + str(at + last.bits - 1) + ":" + str(at) + "] = ";
        if (const auto constant = constant_of(output, last, ranges_)) {
            text_ += y + clamp_literal(last.bits, *constant) + ";\n";
            return;
        }
        const int stage = pipeline_.stage_of_output(output);
        std::string name = "acc" + str(o);
        Net net = net_of(range);
        text_ += "    wire " + net.type() + " " + name + " = " + accumulator(output, stage, net.bits) + ";\n";
        if (last.shift > 0) {  // the bits below it need no registers
            range = {core::shift_right(range.lo, last.shift), core::shift_right(range.hi, last.shift)};
            const Net shifted = net_of(range);
            text_ += "    wire " + shifted.type() + " q" + str(o) + " = " + str(shifted.bits) + "'(" + name + " >>> " +
                     str(std::min(last.shift, net.bits - 1 + (net.is_signed ? 0 : 1))) + ");\n";
            name = "q" + str(o);
            net = shifted;
        }
        const int registers = module_.registers - stage;
        delay(name, net, stage, registers);
        text_ += y + clamped(last, name + (registers == 0 ? "" : "_" + str(registers)), net, range) + ";\n";
    }

    // What is left of a value in `range` by a left shift and the clamp.
    static std::string clamped(const Finish& last, const std::string& value, const Net& net, Interval range) {
        // A left shift multiplies what is compared: bounds are held against the value before it.
        const int left = last.shift < 0 ? -last.shift : 0;
        std::string result = str(last.bits) + "'(" + value + ")";
        if (left > 0) result = "(" + result + " <<< " + str(left) + ")";
        if (!last.clamp) return result;
        // value << left > hi  <=>  value > hi >> left;   value << left < lo  <=>  value < ceil(lo / 2^left)
        const std::int64_t most = last.clamp->hi >> left;
        const std::int64_t least = -((-last.clamp->lo) >> left);
        // No channel is a constant here: bounds that matter are values that the net can have.
        const auto greater = [&](std::int64_t bound) { return greater_than(value, net.bits, net.is_signed, bound); };
        if (range.hi > most) result = greater(most) + " ? " + clamp_literal(last.bits, last.clamp->hi) + " : " + result;
        if (range.lo < least)
            result = greater(least - 1) + " ? " + result + " : " + clamp_literal(last.bits, last.clamp->lo);
        return result;
    }
    static std::string clamp_literal(int bits, std::int64_t value) {
        return unsigned_literal(bits, static_cast<std::uint64_t>(value));
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

// Registers that some reader of a node stands behind; -1: nobody reads it.
std::vector<int> delays_of(const GraphModule& module, const Pipeline& pipeline, const std::vector<Interval>& ranges) {
    const core::AdderGraph& graph = *module.graph;
    std::vector<int> delays(graph.nodes(), -1);
    const auto use = [&](std::uint32_t node, int stage) {
        delays[node] = std::max(delays[node], stage - pipeline.stage_of_node(node));
    };
    for (std::size_t o = 0; o < graph.outputs.size(); ++o) {
        const GraphOutput& output = graph.outputs[o];
        if (output.node != core::kNoNode && !constant_of(output, module.finish_of(o), ranges))
            use(output.node, pipeline.stage_of_output(output));
    }
    for (std::size_t i = graph.ops.size(); i-- > 0;) {
        const auto node = static_cast<std::uint32_t>(graph.inputs.size() + i);
        if (delays[node] < 0) continue;
        use(graph.ops[i].lhs, pipeline.stage_of_node(node));
        use(graph.ops[i].rhs, pipeline.stage_of_node(node));
    }
    return delays;
}

}  // namespace

std::vector<File> graph_files(const GraphModule& module) {
    const Pipeline pipeline(module);
    const auto ranges = core::node_ranges(*module.graph);
    const auto delays = delays_of(module, pipeline, ranges);
    PartWriter writer(module, pipeline, ranges, delays);
    const std::vector<GraphPart> parts = graph_parts(*module.graph);
    if (parts.size() == 1)
        return {{module.name + ".sv",
                 writer.write(module.name, module.title, parts[0].first, parts[0].last, parts[0].outputs)}};
    std::vector<File> files;
    std::string instances;
    std::int64_t at = 0;
    const auto bits = [&](std::uint32_t o) { return module.finish_of(o).bits; };
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
