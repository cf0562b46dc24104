// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/graph_cells.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace hashiflex::core {
namespace {

// Bits above the wires are the sign, or nothing.
Bits on_existing(const Wires& wires, Bits bits) {
    const Bits existing = bits & low_bits(wires.bits);
    return wires.is_signed && bits != existing ? existing | Bits{1} << (wires.bits - 1) : existing;
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
    Walk(const AdderGraph& graph, const GraphFacts& facts, const GraphBuild& build, GraphCellMap* map = nullptr)
        : graph_(graph),
          facts_(facts),
          map_(map),
          build_(build),
          built_{{},
                 build.registers,
                 std::vector<NodeReads>(graph.nodes() * static_cast<std::size_t>(build.registers + 1)),
                 std::vector<Bits>(graph.outputs.size(), 0)} {}

    BuiltGraph run() {
        for (std::size_t o = 0; o < graph_.outputs.size(); ++o) read_output(o);
        for (std::size_t i = graph_.ops.size(); i-- > 0;) visit(i);
        for (std::size_t node = 0; node < graph_.inputs.size(); ++node) {
            count_flops(node);
            count_shared(node);
        }
        return std::move(built_);
    }

 private:
    std::size_t node_of(std::size_t op) const { return graph_.inputs.size() + op; }
    template <typename T>
    static const T& one_of(const std::vector<T>& values, std::size_t i) {
        return values.size() == 1 ? values.front() : values[i];
    }
    int stage(int level) const { return level == 0 ? 0 : (level - 1) / build_.levels_per_stage; }

    NodeReads& read(std::size_t node, int behind) {
        return built_.reads[node * static_cast<std::size_t>(build_.registers + 1) + static_cast<std::size_t>(behind)];
    }

    // Somebody in pipeline stage `at` reads these bits of node << shift.
    void read_node(const Operand& operand, Bits bits, int at) {
        const NodeFacts& node = facts_.nodes[operand.node];
        bits = on_existing(node.wires(), bits >> operand.shift);
        read(operand.node, at - stage(node.level)).bits |= bits & ~node.known.known();
    }

    // As an operand of an adder, which may read a sign at several positions.
    void add_operand(const Operand& operand, Bits bits, int at) {
        if (bits == 0) return;
        read_node(operand, bits, at);
        const NodeFacts& node = facts_.nodes[operand.node];
        const int signs = __builtin_popcountll((bits >> operand.shift) & ~low_bits(node.bits));
        NodeReads& reads = read(operand.node, at - stage(node.level));
        reads.readers = static_cast<std::uint16_t>(std::min(reads.readers + 1, 0xffff));
        reads.signs = static_cast<std::uint16_t>(std::min(reads.signs + signs, 0xffff));
        cells().extended += signs > 0 ? 1 : 0;
    }

    struct Adder : BitAdder {
        int at = 0;  // pipeline stage

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
        const Bits live = adder.live(needed);
        const Bits full = live & ~a & ~b & ~carry;
        const Bits half = live & ((a & ~b & ~carry) | (~a & b & ~carry) | (~a & ~b & carry));
        cells().full_adders += __builtin_popcountll(full);
        cells().half_adders += __builtin_popcountll(half);
        cells().carries += __builtin_popcountll(full & ~needed);
        ++cells().sums;
        add_operand(adder.lhs, live & ~a, adder.at);
        if (adder.rhs.node != kNoNode) add_operand(adder.rhs, live & ~b, adder.at);
        return {full, half};
    }

    void read_output(std::size_t o) {
        const GraphOutput& output = graph_.outputs[o];
        if (output.node == kNoNode) return;
        const Bits read = on_existing(wires_of(facts_.outputs[o].range), one_of(build_.read, o));
        if (!output.has_bias_adder()) {
            cells().edges += __builtin_popcountll(read);
            return read_node({facts_.nodes[output.node].first, output.shift}, read, build_.registers);
        }
        const Adder adder{bias_adder(output, facts_), stage(facts_.outputs[o].level)};
        const int registers = build_.registers - adder.at;
        const Bits varying = read & ~known_sum(adder.a, adder.b, adder.subtract).sum.known();
        cells().edges += __builtin_popcountll(varying);
        const Bits bits = built_.output_bits[o] = own(adder, varying, registers);
        cells().flops += std::int64_t{registers} * __builtin_popcountll(bits);
        const CellPositions positions = build(adder, bits);
        if (map_ == nullptr) return;
        map_->outputs[o] = positions;
        if (registers > 0 && bits != 0) map_->output_flops.push_back({static_cast<std::uint32_t>(o), bits, registers});
    }

    void visit(std::size_t i) {
        const std::size_t node = node_of(i);
        if (facts_.nodes[node].first != node) return;
        const Adder adder{bit_adder(graph_.ops[i], facts_), stage(facts_.nodes[node].level)};
        Bits needed = 0;
        for (int behind = 0; behind <= build_.registers; ++behind) {
            Bits& bits = read(node, behind).bits;
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
            bits |= read(node, behind).bits;
            cells().flops += __builtin_popcountll(bits);
            if (map_ != nullptr && bits != 0) map_->node_flops.push_back({static_cast<std::uint32_t>(node), bits, 1});
        }
    }

    // Adders that read a bit take it inverted or not, as their position in a chain asks.
    void count_shared(std::size_t node) {
        for (int behind = 0; behind <= build_.registers; ++behind)
            if (const NodeReads& reads = read(node, behind); reads.readers > 0)
                (reads.readers > 1 ? cells().shared : cells().edges) += __builtin_popcountll(reads.bits);
    }

    GraphCells& cells() { return built_.cells; }

    const AdderGraph& graph_;
    const GraphFacts& facts_;
    GraphCellMap* const map_;
    const GraphBuild& build_;
    BuiltGraph built_;
};

void require_levels(const GraphBuild& build) {
    if (build.levels_per_stage < 1)
        throw std::invalid_argument("adder_levels_per_stage is " + std::to_string(build.levels_per_stage) +
                                    "; at least 1 is needed");
}

}  // namespace

BitAdder bit_adder(const AdderOp& op, const GraphFacts& facts) {
    const Operand lhs{facts.nodes[op.lhs].first, op.lhs_shift}, rhs{facts.nodes[op.rhs].first, op.rhs_shift};
    const KnownBits right = facts.nodes[rhs.node].known.shifted(rhs.shift);
    return {lhs, rhs, facts.nodes[lhs.node].known.shifted(lhs.shift), op.subtract ? right.inverted() : right,
            op.subtract};
}

BitAdder bias_adder(const GraphOutput& output, const GraphFacts& facts) {
    const Operand node{facts.nodes[output.node].first, output.shift};
    const KnownBits sum = facts.nodes[node.node].known.shifted(node.shift);
    return {node, {}, output.negate ? sum.inverted() : sum, KnownBits::constant(output.constant), output.negate};
}

Bits BitAdder::live(Bits needed) const {
    return along_carries(needed, ~carry.known());
}

BuiltGraph built_graph(const AdderGraph& graph, const GraphFacts& facts, const GraphBuild& build) {
    require_levels(build);
    return Walk(graph, facts, build).run();
}

GraphCells graph_cells(const AdderGraph& graph, const GraphFacts& facts, const GraphBuild& build) {
    return built_graph(graph, facts, build).cells;
}

GraphCellMap graph_cell_map(const AdderGraph& graph, const GraphFacts& facts, const GraphBuild& build) {
    require_levels(build);
    GraphCellMap map;
    for (const NodeFacts& node : facts.nodes) map.merged.push_back(node.first);
    map.ops.resize(graph.ops.size());
    map.outputs.resize(graph.outputs.size());
    Walk(graph, facts, build, &map).run();
    return map;
}

}  // namespace hashiflex::core
