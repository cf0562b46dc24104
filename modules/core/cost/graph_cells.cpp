// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/graph_cells.h"

#include "modules/core/graph/merged_sums.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace hashiflex::core {
namespace {

// What is never negative has no sign bit.
Wires wires_of(Interval range) {
    return {std::max(width(range), 1), range.lo < 0};
}

// Bits above the wires are the sign, or nothing.
Bits on_existing(const Wires& wires, Bits bits) {
    const Bits existing = bits & low_bits(wires.bits);
    return wires.is_signed && bits != existing ? existing | Bits{1} << (wires.bits - 1) : existing;
}

// A sum on so many wires.
KnownBits on_wires(const KnownBits& sum, const Wires& wires) {
    if (wires.is_signed) return sum.sign_extended(wires.bits);
    const Bits above = ~low_bits(wires.bits);
    return {sum.zero | above, sum.one & ~above};
}

// What is read, and what must be known for it: from every needed bit down along carries that vary.
Bits along_carries(Bits needed, Bits varying_carries) {
    Bits passes = varying_carries;
    for (int step = 1; step < 64; step *= 2) {
        needed |= (needed & passes) >> step;
        passes &= passes << step;
    }
    return needed;
}

// Reads of nodes from their readers down to the inputs. A node may be read behind 0, 1, 2, ... registers.
class Walk {
 public:
    Walk(const AdderGraph& graph, const GraphBuild& build)
        : graph_(graph),
          build_(build),
          merged_(merged_sums(graph)),
          ranges_(node_ranges(graph)),
          levels_(node_levels(graph)),
          known_(graph.nodes()),
          reads_(graph.nodes() * static_cast<std::size_t>(build.registers + 1), 0) {}

    GraphCells run() {
        learn();
        for (std::size_t o = 0; o < graph_.outputs.size(); ++o) read_output(o);
        for (std::size_t i = graph_.ops.size(); i-- > 0;) visit(i);
        for (std::size_t node = 0; node < graph_.inputs.size(); ++node) count_flops(node);
        return cells_;
    }

 private:
    struct Operand {
        std::uint32_t node = 0;
        int shift = 0;
    };

    std::size_t node_of(std::size_t op) const { return graph_.inputs.size() + op; }
    template <typename T>
    static const T& one_of(const std::vector<T>& values, std::size_t i) {
        return values.size() == 1 ? values.front() : values[i];
    }
    int stage(int level) const { return level == 0 ? 0 : (level - 1) / build_.levels_per_stage; }
    Wires wires(std::size_t node) const {
        return node < graph_.inputs.size() ? one_of(build_.inputs, node) : wires_of(ranges_[node]);
    }
    KnownBits operand(std::uint32_t node, int shift) const { return known_[node].shifted(shift); }

    void learn() {
        for (std::size_t node = 0; node < graph_.inputs.size(); ++node) {
            const Wires input = wires(node);
            known_[node] = KnownBits::any(input.bits, input.is_signed);
        }
        for (std::size_t i = 0; i < graph_.ops.size(); ++i) {
            const AdderOp& op = graph_.ops[i];
            const KnownBits rhs = operand(merged_[op.rhs], op.rhs_shift);
            const KnownSum sum =
                known_sum(operand(merged_[op.lhs], op.lhs_shift), op.subtract ? rhs.inverted() : rhs, op.subtract);
            known_[node_of(i)] = on_wires(sum.sum, wires(node_of(i)));
        }
    }

    Bits& read(std::size_t node, int behind) {
        return reads_[node * static_cast<std::size_t>(build_.registers + 1) + static_cast<std::size_t>(behind)];
    }

    // Somebody in pipeline stage `at` reads these bits of node << shift.
    void read_node(const Operand& operand, Bits bits, int at) {
        bits = on_existing(wires(operand.node), bits >> operand.shift);
        read(operand.node, at - stage(levels_[operand.node])) |= bits & ~known_[operand.node].known();
    }

    // An adder in pipeline stage `at` of whose sum `needed` is read: its cells, and what it reads itself.
    // `rhs` may have no node: a constant.
    void add(const Operand& lhs, const Operand* rhs, const KnownBits& a, const KnownBits& b, bool carry_in, int at,
             Bits needed) {
        if (needed == 0) return;
        const Bits carry = known_sum(a, b, carry_in).carry.known();
        const Bits live = along_carries(needed, ~carry);
        const Bits ka = a.known(), kb = b.known();
        const Bits full = live & ~ka & ~kb & ~carry;
        const Bits half = live & ((ka & ~kb & ~carry) | (~ka & kb & ~carry) | (~ka & ~kb & carry));
        cells_.full_adders += __builtin_popcountll(full);
        cells_.half_adders += __builtin_popcountll(half);
        cells_.carries += __builtin_popcountll(full & ~needed);
        ++cells_.sums;
        read_node(lhs, live & ~ka, at);
        if (rhs) read_node(*rhs, live & ~kb, at);
    }

    void read_output(std::size_t o) {
        const GraphOutput& output = graph_.outputs[o];
        if (output.node == kNoNode) return;
        const Interval range = output_range(output, ranges_);
        const Bits needed = on_existing(wires_of(range), one_of(build_.read, o));
        const Operand node{merged_[output.node], output.shift};
        if (!output.has_bias_adder()) return read_node(node, needed, build_.registers);
        const int at = stage(output_level(output, levels_));
        const KnownBits value = operand(node.node, node.shift);
        const KnownBits constant = KnownBits::constant(output.constant);
        const KnownBits term = output.negate ? value.inverted() : value;
        const KnownSum sum = known_sum(term, constant, output.negate);
        Bits own = needed & ~sum.sum.known();
        // What only passes is registered as the wire that it is.
        const Bits passes = needed & constant.zero & (output.negate ? sum.carry.one : sum.carry.zero) & ~value.known();
        if (passes) read_node(node, passes, build_.registers);
        own &= ~passes;
        cells_.flops += std::int64_t{build_.registers - at} * __builtin_popcountll(own);
        add(node, nullptr, term, constant, output.negate, at, own);
    }

    void visit(std::size_t i) {
        const std::size_t node = node_of(i);
        if (merged_[node] != node) return;
        const AdderOp& op = graph_.ops[i];
        const Operand lhs{merged_[op.lhs], op.lhs_shift}, rhs{merged_[op.rhs], op.rhs_shift};
        const KnownBits a = operand(lhs.node, lhs.shift);
        const KnownBits right = operand(rhs.node, rhs.shift);
        const KnownBits b = op.subtract ? right.inverted() : right;
        const KnownBits carry = known_sum(a, b, op.subtract).carry;
        // Positions that pass one operand on: the other one and the carry are equal. The lowest bit of -b is that of b.
        const Bits passes_lhs = ((b.zero & carry.zero) | (b.one & carry.one)) & ~a.known();
        const Bits passes_rhs = a.zero & (op.subtract ? carry.one : carry.zero) & ~b.known();
        const int at = stage(levels_[node]);
        Bits needed = 0;
        for (int behind = 0; behind <= build_.registers; ++behind) {
            Bits& bits = read(node, behind);
            if (bits == 0) continue;
            if (bits & passes_lhs) read_node(lhs, bits & passes_lhs, at + behind);
            if (bits & passes_rhs) read_node(rhs, bits & passes_rhs, at + behind);
            bits &= ~(passes_lhs | passes_rhs);
            needed |= bits;
        }
        count_flops(node);
        add(lhs, &rhs, a, b, op.subtract, at, needed);
    }

    // Who reads a bit behind three registers needs it behind the first two.
    void count_flops(std::size_t node) {
        Bits bits = 0;
        for (int behind = build_.registers; behind > 0; --behind) {
            bits |= read(node, behind);
            cells_.flops += __builtin_popcountll(bits);
        }
    }

    const AdderGraph& graph_;
    const GraphBuild& build_;
    const std::vector<std::uint32_t> merged_;
    const std::vector<Interval> ranges_;
    const std::vector<int> levels_;
    std::vector<KnownBits> known_;
    std::vector<Bits> reads_;  // [node][registers in between]
    GraphCells cells_;
};

}  // namespace

GraphCells graph_cells(const AdderGraph& graph, const GraphBuild& build) {
    if (build.levels_per_stage < 1)
        throw std::invalid_argument("adder_levels_per_stage is " + std::to_string(build.levels_per_stage) +
                                    "; at least 1 is needed");
    return Walk(graph, build).run();
}

}  // namespace hashiflex::core
