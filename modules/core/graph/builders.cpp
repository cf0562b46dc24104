// SPDX-License-Identifier: Apache-2.0
#include "modules/core/graph/builders.h"

#include "modules/core/numeric/int128.h"
#include "modules/core/numeric/po2.h"
#include "modules/core/numeric/requantize.h"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace hashiflex::core {
namespace {

// sign * (node << shift): a term of a sum that is still to be added up.
struct Leaf {
    std::uint32_t node = 0;
    int shift = 0;
    bool negative = false;
};

class TreeBuilder {
 public:
    explicit TreeBuilder(std::vector<Interval> inputs) { graph_.inputs = std::move(inputs); }

    // constant + the sum of the leaves, by adding neighbours until one is left.
    void add_output(std::vector<Leaf> leaves, std::int64_t constant) {
        graph_.outputs.push_back(finish(sum(std::move(leaves)), constant));
    }
    Leaf reduce(std::vector<Leaf> leaves) { return sum(std::move(leaves)).value(); }
    AdderGraph take() { return std::move(graph_); }

 private:
    Leaf combine(const Leaf& a, const Leaf& b) {
        const int common = std::min(a.shift, b.shift);
        const bool subtract = a.negative != b.negative;
        const Leaf& lhs = subtract && a.negative ? b : a;  // the positive one, if they differ
        const Leaf& rhs = subtract && a.negative ? a : b;
        graph_.ops.push_back({lhs.node, rhs.node, static_cast<std::uint8_t>(lhs.shift - common),
                              static_cast<std::uint8_t>(rhs.shift - common), subtract});
        return {static_cast<std::uint32_t>(graph_.nodes() - 1), common, a.negative && b.negative};
    }

    std::optional<Leaf> sum(std::vector<Leaf> leaves) {
        if (leaves.empty()) return std::nullopt;
        while (leaves.size() > 1) {
            std::vector<Leaf> above;
            for (std::size_t i = 0; i + 1 < leaves.size(); i += 2) above.push_back(combine(leaves[i], leaves[i + 1]));
            if (leaves.size() % 2 == 1) above.push_back(leaves.back());
            leaves = std::move(above);
        }
        return leaves.front();
    }

    static GraphOutput finish(const std::optional<Leaf>& root, std::int64_t constant) {
        GraphOutput output;
        output.constant = constant;
        if (root) {
            output.node = root->node;
            output.shift = static_cast<std::uint8_t>(root->shift);
            output.negate = root->negative;
        }
        return output;
    }

    AdderGraph graph_;
};

std::vector<Leaf> product_leaves(Leaf operand, std::int64_t factor, int levels) {
    std::vector<Leaf> leaves;
    for (const auto& term : decompose(factor, levels))
        leaves.push_back({operand.node, operand.shift + term.exponent, operand.negative != term.negative});
    return leaves;
}

bool is_power_of_two(std::int64_t value) {
    return (value & (value - 1)) == 0;
}

// Is floor(x / count) == (x * multiplier) >> shift for all x in [0, most]? With excess = multiplier*count - 2^shift >=
// 0 it is unless some x = q*count + r has x * excess >= (count - r) << shift (Granlund and Montgomery, PLDI 1994).
bool division_exact(std::int64_t count, std::int64_t most, Int128 excess, int shift) {
    for (std::int64_t r = 0; r < count && r <= most; ++r) {
        const std::int64_t largest = most - (most - r) % count;
        if (largest * excess >= static_cast<Int128>(count - r) << shift) return false;
    }
    return true;
}

}  // namespace

AverageRounding average_rounding(std::int64_t count, Interval range) {
    AverageRounding rounding;
    if (is_power_of_two(count)) {
        while ((std::int64_t{1} << rounding.shift) < count) ++rounding.shift;
        rounding.constant = rounding_constant(rounding.shift);
        return rounding;
    }
    // Negative sums are lifted by whole multiples of count, which the constant takes off again.
    const std::int64_t half = count / 2;
    const std::int64_t lowest = range.lo + half;
    const std::int64_t lift = lowest >= 0 ? 0 : (-lowest + count - 1) / count;
    const std::int64_t most = range.hi + half + lift * count;
    for (int shift = 1; shift < 62; ++shift) {
        const std::int64_t power = std::int64_t{1} << shift;
        const std::int64_t multiplier = (power + count - 1) / count;
        const Int128 excess = static_cast<Int128>(multiplier) * count - power;
        if (!division_exact(count, most, excess, shift)) continue;
        rounding.multiplier = multiplier;
        rounding.shift = shift;
        rounding.constant = scale({half + lift * count, half + lift * count}, multiplier).lo - lift * power;
        return rounding;
    }
    throw std::overflow_error("an average over " + std::to_string(count) + " values needs more than 62 bits");
}

AdderGraph conv_graph(const Conv& conv, Interval in, const WeightWatch& watch) {
    const int in_per_group = conv.in.channels / conv.groups;
    const int out_per_group = conv.out.channels / conv.groups;
    const auto taps = static_cast<std::size_t>(conv.window.taps());
    TreeBuilder builder(std::vector<Interval>(taps * static_cast<std::size_t>(conv.in.channels), in));
    std::map<std::int32_t, std::vector<Po2Term>> digits;  // the same few weights recur: decompose each once
    std::size_t next = 0;
    for (int o = 0; o < conv.out.channels; ++o) {
        std::vector<Leaf> leaves;
        const int first_channel = o / out_per_group * in_per_group;
        for (std::size_t tap = 0; tap < taps; ++tap) {
            for (int i = 0; i < in_per_group; ++i) {
                const std::int32_t weight = conv.weights[next++];
                if (weight == 0) continue;
                auto known = digits.find(weight);
                if (known == digits.end()) known = digits.emplace(weight, decompose(weight, conv.levels)).first;
                const auto node = static_cast<std::uint32_t>(tap * static_cast<std::size_t>(conv.in.channels) +
                                                             static_cast<std::size_t>(first_channel + i));
                for (const auto& term : known->second) leaves.push_back({node, term.exponent, term.negative});
            }
        }
        const auto channel = static_cast<std::size_t>(o);
        builder.add_output(std::move(leaves), conv.bias[channel] + rounding_constant(conv.shift[channel]));
        if (watch) watch(next);
    }
    return builder.take();
}

AdderGraph average_pool_graph(const Pool& pool, Interval in) {
    const auto taps = static_cast<std::size_t>(pool.window.taps());
    const auto rounding = average_rounding(pool.window.taps(), scale(in, pool.window.taps()));
    TreeBuilder builder(std::vector<Interval>(taps, in));
    std::vector<Leaf> leaves(taps);
    for (std::size_t i = 0; i < taps; ++i) leaves[i].node = static_cast<std::uint32_t>(i);
    const Leaf total = builder.reduce(std::move(leaves));
    builder.add_output(product_leaves(total, rounding.multiplier, kMaxLevels), rounding.constant);
    return builder.take();
}

AdderGraph global_average_graph(const GlobalPool& pool, Interval in) {
    const Interval sum = scale(in, pool.in.pixels());
    const auto rounding = average_rounding(pool.in.pixels(), sum);
    TreeBuilder builder({sum});
    builder.add_output(product_leaves(Leaf{}, rounding.multiplier, kMaxLevels), rounding.constant);
    return builder.take();
}

AdderGraph add_graph(const Add& add, Interval lhs, Interval rhs) {
    TreeBuilder builder({lhs, rhs});
    builder.add_output({{0, add.align[0], false}, {1, add.align[1], false}}, rounding_constant(add.shift));
    return builder.take();
}

}  // namespace hashiflex::core
