// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/segment_delays.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

// Loads in positions of an adder, 1.9 fF of an FAx1; an output of drive 1 takes 6 fF, a buffer up to 48.
constexpr double kMostLoads = 3.1;
constexpr double kLoadsOfBuffer = 25;
constexpr double kBufferInput = 0.4;
constexpr double kInverterInput = 0.33;
constexpr double kFlopInput = 0.3;

// From an output to the adders that read it.
class Nets {
 public:
    explicit Nets(const AdderDelays& delays) : delays_(delays) {}

    double net(double drive, double loads) const {
        double ps = 0;
        for (; loads > kMostLoads; ps += delays_.buffer)
            loads = kBufferInput * static_cast<double>(static_cast<int>(loads / kLoadsOfBuffer) + 1);
        return ps + drive * loads;
    }
    // `others`: loads that are not positions of adders.
    double sign_net(double drive, int readers, int signs, double others = 0) const {
        if (signs == 0) return net(drive, readers + others);
        const int direct = (readers + signs + 1) / 2;
        return net(drive, direct + kInverterInput + others) + delays_.inverter / 2;
    }

 private:
    const AdderDelays delays_;
};

// When the bits of an operand are there.
struct Arrivals {
    const float* bits = nullptr;  // null: a register, whose bits are there at once but for its net
    double plain = 0, sign = 0;
    int top = 0;  // the highest wire; above it there is the sign
    int shift = 0;

    double at(int position) const {
        const int bit = std::min(position - shift, top);
        if (bits != nullptr) return bits[bit];
        return bit == top ? sign : plain;
    }
};

class SegmentDelays {
 public:
    SegmentDelays(const AdderGraph& graph, const GraphFacts& facts, const GraphBuild& build, const BuiltGraph& built,
                  const AdderDelays& delays)
        : graph_(graph),
          facts_(facts),
          built_(built),
          delays_(delays),
          nets_(delays),
          between_(build.levels_per_stage),
          worst_(static_cast<std::size_t>((facts.depth + between_ - 1) / between_), 0.0),
          place_(graph.ops.size(), 0) {}

    std::vector<double> run() {
        std::size_t bits = 0;
        for (std::size_t i = 0; i < graph_.ops.size(); ++i) {
            place_[i] = static_cast<std::uint32_t>(bits);
            if (is_built(node_of(i))) bits += facts_.nodes[node_of(i)].bits;
        }
        arrivals_.resize(bits);
        for (std::size_t i = 0; i < graph_.ops.size(); ++i)
            if (is_built(node_of(i))) add(i);
        for (std::size_t o = 0; o < graph_.outputs.size(); ++o)
            if (built_.output_bits[o] != 0) add_bias(o);
        return worst_;
    }

 private:
    std::size_t node_of(std::size_t op) const { return graph_.inputs.size() + op; }
    int stage(int level) const { return level == 0 ? 0 : (level - 1) / between_; }
    bool is_built(std::size_t node) const { return facts_.nodes[node].first == node && built_.needed(node) != 0; }

    Arrivals arrivals(const Operand& operand, int at) const {
        const NodeFacts& node = facts_.nodes[operand.node];
        const int behind = at - stage(node.level);
        Arrivals result;
        result.top = node.is_signed ? node.bits - 1 : 63;
        result.shift = operand.shift;
        if (node.level > 0 && behind == 0) {
            result.bits = arrivals_.data() + place_[operand.node - graph_.inputs.size()];
            return result;
        }
        const NodeReads& reads = built_.read(operand.node, behind);
        result.plain = nets_.net(delays_.flop_load, reads.readers);
        result.sign = nets_.sign_net(delays_.flop_load, reads.readers, reads.signs);
        return result;
    }

    void add(std::size_t i) {
        const NodeFacts& node = facts_.nodes[node_of(i)];
        const NodeReads& reads = built_.read(node_of(i), 0);
        Bits registered = 0;
        for (int behind = 1; behind <= built_.registers; ++behind) registered |= built_.read(node_of(i), behind).bits;
        const double register_load = registered != 0 ? kFlopInput : 0;
        const double plain = nets_.net(delays_.sum_load, reads.readers + register_load);
        const double sign = nets_.sign_net(delays_.sum_load, reads.readers, reads.signs, register_load);
        ripple(bit_adder(graph_.ops[i], facts_), registered | reads.bits, stage(node.level), node.bits, plain,
               node.is_signed ? sign : plain, arrivals_.data() + place_[i]);
    }

    void add_bias(std::size_t o) {
        const double net = delays_.sum_load * kFlopInput;
        bias_.resize(64);
        ripple(bias_adder(graph_.outputs[o], facts_), built_.output_bits[o], stage(facts_.outputs[o].level),
               std::max(width(facts_.outputs[o].range), 1), net, net, bias_.data());
    }

    // `plain`, `sign`: the nets of its sum and of the top bit.
    void ripple(const BitAdder& adder, Bits needed, int at, int bits, double plain, double sign, float* sums) {
        const Arrivals lhs = arrivals(adder.lhs, at);
        const Arrivals rhs = adder.rhs.node == kNoNode ? Arrivals{} : arrivals(adder.rhs, at);
        const Bits a = ~adder.a.known(), b = ~adder.b.known(), c = ~adder.carry.known();
        const Bits cells = adder.live(needed) & ((a & b) | (b & c) | (a & c));
        const Bits full = a & b & c;
        const double of_carry = delays_.carry * (lhs.bits || rhs.bits ? kSlowEdges : 1);
        const double of_half = delays_.carry * kHalfAdder;
        double carry = 0;
        double& worst = worst_[static_cast<std::size_t>(at)];
        for (int position = 0; position < bits; ++position) {
            const Bits bit = Bits{1} << position;
            double last = 0;
            if (a & bit) last = lhs.at(position);
            if (b & bit) last = std::max(last, rhs.at(position));
            if (c & bit) last = std::max(last, carry);
            const bool cell = (cells & bit) != 0, is_full = (full & bit) != 0;
            const double net = position == bits - 1 ? sign : plain;
            const double sum = cell ? last + net + (is_full ? delays_.sum : of_half) : last;
            sums[position] = static_cast<float>(sum);
            if (needed & bit) worst = std::max(worst, sum);
            carry = cell ? last + (is_full ? of_carry : of_half) : last;
        }
    }

    const AdderGraph& graph_;
    const GraphFacts& facts_;
    const BuiltGraph& built_;
    const AdderDelays delays_;
    const Nets nets_;
    const int between_;
    std::vector<double> worst_;
    std::vector<std::uint32_t> place_;  // of the lowest bit of an operation
    std::vector<float> arrivals_;
    std::vector<float> bias_;
};

}  // namespace

std::vector<double> segment_delays(const AdderGraph& graph, const GraphFacts& facts, const GraphBuild& build,
                                   const BuiltGraph& built, const AdderDelays& delays) {
    return SegmentDelays(graph, facts, build, built, delays).run();
}

}  // namespace hashiflex::core
