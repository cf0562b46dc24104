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
    // `map`: null, or told where every cell is.
    Walk(const AdderGraph& graph, const GraphBuild& build, GraphCellMap* map)
        : graph_(graph),
          map_(map),
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

    // An adder in pipeline stage `at`. Without a node the right operand is a constant.
    struct Adder {
        Operand lhs, rhs;
        KnownBits a, b;
        bool subtract = false;
        int at = 0;
        KnownBits carry = known_sum(a, b, subtract).carry;

        // Positions that pass an operand on: the other one and the carry are equal. The lowest bit of -b is that of b.
        Bits passes_lhs() const { return ((b.zero & carry.zero) | (b.one & carry.one)) & ~a.known(); }
        Bits passes_rhs() const { return a.zero & (subtract ? carry.one : carry.zero) & ~b.known(); }
        // Positions that invert the carry and pass it on, above others that do: there the sum is the one below it.
        Bits repeats() const {
            const Bits inverts = ((a.zero & b.one) | (a.one & b.zero)) & ~carry.known();
            return inverts & (inverts << 1);
        }
    };

    // Of the bits of a sum that somebody reads behind registers, those that are its own; the others are read where they
    // come from.
    Bits own(const Adder& adder, Bits bits, int behind) {
        const Bits lhs = bits & adder.passes_lhs();
        const Bits rhs = bits & adder.passes_rhs();
        if (lhs) read_node(adder.lhs, lhs, adder.at + behind);
        if (rhs) read_node(adder.rhs, rhs, adder.at + behind);
        bits &= ~(lhs | rhs);
        for (const Bits repeats = adder.repeats(); bits & repeats;) bits = (bits & ~repeats) | (bits & repeats) >> 1;
        return bits;
    }

    // The cells for the bits of its sum that somebody reads, and what they read.
    CellPositions build(const Adder& adder, Bits needed) {
        if (needed == 0) return {};
        const Bits carry = adder.carry.known(), a = adder.a.known(), b = adder.b.known();
        const Bits live = along_carries(needed, ~carry);
        const Bits full = live & ~a & ~b & ~carry;
        const Bits half = live & ((a & ~b & ~carry) | (~a & b & ~carry) | (~a & ~b & carry));
        cells_.full_adders += __builtin_popcountll(full);
        cells_.half_adders += __builtin_popcountll(half);
        cells_.carries += __builtin_popcountll(full & ~needed);
        ++cells_.sums;
        read_node(adder.lhs, live & ~a, adder.at);
        if (adder.rhs.node != kNoNode) read_node(adder.rhs, live & ~b, adder.at);
        return {full, half};
    }

    void read_output(std::size_t o) {
        const GraphOutput& output = graph_.outputs[o];
        if (output.node == kNoNode) return;
        const Bits read = on_existing(wires_of(output_range(output, ranges_)), one_of(build_.read, o));
        const Operand node{merged_[output.node], output.shift};
        if (!output.has_bias_adder()) return read_node(node, read, build_.registers);
        const KnownBits value = operand(node.node, node.shift);
        const Adder adder{node,
                          {kNoNode, 0},
                          output.negate ? value.inverted() : value,
                          KnownBits::constant(output.constant),
                          output.negate,
                          stage(output_level(output, levels_))};
        const int registers = build_.registers - adder.at;
        const Bits varying = read & ~known_sum(adder.a, adder.b, adder.subtract).sum.known();
        const Bits bits = own(adder, varying, registers);
        cells_.flops += std::int64_t{registers} * __builtin_popcountll(bits);
        const CellPositions positions = build(adder, bits);
        if (map_ == nullptr) return;
        map_->outputs[o] = positions;
        if (registers > 0 && bits != 0) map_->output_flops.push_back({static_cast<std::uint32_t>(o), bits, registers});
    }

    void visit(std::size_t i) {
        const std::size_t node = node_of(i);
        if (merged_[node] != node) return;
        const AdderOp& op = graph_.ops[i];
        const Operand lhs{merged_[op.lhs], op.lhs_shift}, rhs{merged_[op.rhs], op.rhs_shift};
        const KnownBits right = operand(rhs.node, rhs.shift);
        const Adder adder{lhs,
                          rhs,
                          operand(lhs.node, lhs.shift),
                          op.subtract ? right.inverted() : right,
                          op.subtract,
                          stage(levels_[node])};
        Bits needed = 0;
        for (int behind = 0; behind <= build_.registers; ++behind) {
            Bits& bits = read(node, behind);
            if (bits) needed |= bits = own(adder, bits, behind);
        }
        count_flops(node);
        const CellPositions positions = build(adder, needed);
        if (map_ != nullptr) map_->ops[i] = positions;
    }

    // Who reads a bit behind three registers needs it behind the first two.
    void count_flops(std::size_t node) {
        Bits bits = 0;
        for (int behind = build_.registers; behind > 0; --behind) {
            bits |= read(node, behind);
            cells_.flops += __builtin_popcountll(bits);
            if (map_ != nullptr && bits != 0) map_->node_flops.push_back({static_cast<std::uint32_t>(node), bits, 1});
        }
    }

    const AdderGraph& graph_;
    GraphCellMap* const map_;
    const GraphBuild& build_;
    const std::vector<std::uint32_t> merged_;
    const std::vector<Interval> ranges_;
    const std::vector<int> levels_;
    std::vector<KnownBits> known_;
    std::vector<Bits> reads_;  // [node][registers in between]
    GraphCells cells_;
};

void require_levels(const GraphBuild& build) {
    if (build.levels_per_stage < 1)
        throw std::invalid_argument("adder_levels_per_stage is " + std::to_string(build.levels_per_stage) +
                                    "; at least 1 is needed");
}

}  // namespace

GraphCells graph_cells(const AdderGraph& graph, const GraphBuild& build) {
    require_levels(build);
    return Walk(graph, build, nullptr).run();
}

GraphCellMap graph_cell_map(const AdderGraph& graph, const GraphBuild& build) {
    require_levels(build);
    GraphCellMap map;
    map.merged = merged_sums(graph);
    map.ops.resize(graph.ops.size());
    map.outputs.resize(graph.outputs.size());
    Walk(graph, build, &map).run();
    return map;
}

}  // namespace hashiflex::core
