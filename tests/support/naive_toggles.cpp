// SPDX-License-Identifier: Apache-2.0
#include "tests/support/naive_toggles.h"

#include "tests/support/naive.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace hashiflex::test {
namespace {

using namespace hashiflex::core;

constexpr int kBits = 64;
using Wires = std::array<bool, kBits>;

Wires wires_of(std::int64_t value) {
    Wires wires{};
    for (int i = 0; i < kBits; ++i) wires[static_cast<std::size_t>(i)] = ((value >> i) & 1) != 0;
    return wires;
}

std::int64_t differing(const Wires& a, const Wires& b, Bits mask) {
    std::int64_t count = 0;
    for (int i = 0; i < kBits; ++i)
        if (((mask >> i) & 1) != 0 && a[static_cast<std::size_t>(i)] != b[static_cast<std::size_t>(i)]) ++count;
    return count;
}

// Sums, and the carry out of each position.
struct Added {
    Wires sum{}, carry{};
};

Added ripple(const Wires& a, const Wires& b, bool subtract) {
    Added added;
    bool carry = subtract;
    for (std::size_t i = 0; i < kBits; ++i) {
        const bool x = a[i], y = b[i] != subtract;
        added.sum[i] = (x != y) != carry;
        carry = (x && y) || (x && carry) || (y && carry);
        added.carry[i] = carry;
    }
    return added;
}

// All nets of a lane in one step.
struct Nets {
    std::vector<std::int64_t> taps;
    std::vector<std::int64_t> nodes;
    std::vector<Added> ops, outputs;
    std::vector<std::int64_t> accumulators;
};

Nets nets_of(const AdderGraph& graph, const std::vector<std::int64_t>& taps) {
    Nets nets;
    nets.taps = nets.nodes = taps;
    const auto shifted = [](std::int64_t value, int by) { return value * (std::int64_t{1} << by); };
    for (const AdderOp& op : graph.ops) {
        const std::int64_t lhs = shifted(nets.nodes[op.lhs], op.lhs_shift),
                           rhs = shifted(nets.nodes[op.rhs], op.rhs_shift);
        nets.ops.push_back(ripple(wires_of(lhs), wires_of(rhs), op.subtract));
        nets.nodes.push_back(op.subtract ? lhs - rhs : lhs + rhs);
    }
    for (const GraphOutput& output : graph.outputs) {
        const std::int64_t sum = output.node == kNoNode ? 0 : shifted(nets.nodes[output.node], output.shift);
        nets.outputs.push_back(ripple(wires_of(output.constant), wires_of(sum), output.negate));
        nets.accumulators.push_back(output.negate ? output.constant - sum : output.constant + sum);
    }
    return nets;
}

void count_cells(const Added& a, const Added& b, const CellPositions& cells, Toggles& toggles) {
    const auto both = [&](Bits mask) { return differing(a.sum, b.sum, mask) + differing(a.carry, b.carry, mask); };
    toggles.full_adders += {both(cells.full), 2 * __builtin_popcountll(cells.full)};
    toggles.half_adders += {both(cells.half), 2 * __builtin_popcountll(cells.half)};
}

// The multiplexers of a clamp: above first, then below; each is there if values can go that far.
void count_clamp(const StageDesign& stage, const AdderGraph& graph, std::size_t o, const Nets& a, const Nets& b,
                 Toggles& toggles) {
    const auto* conv = std::get_if<Conv>(&stage.op);
    const auto* add = std::get_if<Add>(&stage.op);
    if ((conv == nullptr && add == nullptr) || graph.outputs[o].node == kNoNode) return;
    const int shift = conv != nullptr ? conv->shift[o] : add->shift;
    const Interval clamp = conv != nullptr ? conv->clamp : add->clamp;
    const auto shifted = [&](std::int64_t value) {
        return static_cast<std::int64_t>(shift < 0 ? Wide{value} * (Wide{1} << -shift)
                                                   : floor_division(value, Wide{1} << shift));
    };
    const Interval range = output_range(graph.outputs[o], node_ranges(graph));
    std::int64_t x = shifted(a.accumulators[o]), y = shifted(b.accumulators[o]);
    const auto multiplexer = [&] {
        toggles.mux_bits += {differing(wires_of(x), wires_of(y), low_bits(stage.out.bits)), stage.out.bits};
    };
    if (shifted(range.hi) > clamp.hi) {
        x = std::min(x, clamp.hi), y = std::min(y, clamp.hi);
        multiplexer();
    }
    if (shifted(range.lo) < clamp.lo) {
        x = std::max(x, clamp.lo), y = std::max(y, clamp.lo);
        multiplexer();
    }
}

void count_step(const StageDesign& stage, const AdderGraph& graph, const GraphCellMap& cells, const Nets& a,
                const Nets& b, Toggles& toggles) {
    for (std::size_t i = 0; i < graph.ops.size(); ++i)
        if (cells.merged[graph.inputs.size() + i] == graph.inputs.size() + i)
            count_cells(a.ops[i], b.ops[i], cells.ops[i], toggles);
    for (std::size_t o = 0; o < graph.outputs.size(); ++o)
        count_cells(a.outputs[o], b.outputs[o], cells.outputs[o], toggles);
    const auto count_flops = [&](std::int64_t x, std::int64_t y, const CellFlops& flops) {
        toggles.flop_bits += {flops.registers * differing(wires_of(x), wires_of(y), flops.bits),
                              flops.registers * __builtin_popcountll(flops.bits)};
    };
    for (const auto& flops : cells.node_flops) count_flops(a.nodes[flops.place], b.nodes[flops.place], flops);
    for (const auto& flops : cells.output_flops)
        count_flops(a.accumulators[flops.place], b.accumulators[flops.place], flops);
    for (std::size_t o = 0; o < graph.outputs.size(); ++o) count_clamp(stage, graph, o, a, b, toggles);
    const std::size_t inputs = stage.in.size();
    for (std::size_t t = 0; t < a.taps.size(); ++t) {
        const int bits = stage.in[inputs == 2 ? t : 0].bits;
        toggles.mux_bits += {differing(wires_of(a.taps[t]), wires_of(b.taps[t]), low_bits(bits)), bits};
    }
}

Window window_of_stage(const Operator& op) {
    if (const auto* conv = std::get_if<Conv>(&op)) return conv->window;
    if (const auto* pool = std::get_if<Pool>(&op)) return pool->window;
    return {};
}

// Of output pixel (y, x); of one channel if the graph is of one.
std::vector<std::int64_t> taps_of(const StageDesign& stage, const StageInputs& maps, int y, int x, int channel) {
    const Window window = window_of_stage(stage.op);
    std::vector<std::int64_t> taps;
    for (std::size_t k = 0; k < maps.size(); ++k) {
        const Shape& in = stage.in[k].shape;
        for (int r = 0; r < window.kernel_h; ++r)
            for (int c = 0; c < window.kernel_w; ++c)
                for (int ch = channel < 0 ? 0 : channel; ch < (channel < 0 ? in.channels : channel + 1); ++ch) {
                    const int row = y * window.stride_h - window.pad_top + r;
                    const int column = x * window.stride_w - window.pad_left + c;
                    const bool inside = row >= 0 && row < in.height && column >= 0 && column < in.width;
                    taps.push_back(
                        inside ? maps[k][static_cast<std::size_t>((row * in.width + column) * in.channels + ch)] : 0);
                }
    }
    return taps;
}

}  // namespace

Toggles naive_lane_toggles(const StageDesign& stage, const GraphCellMap& cells, const StageInputs& before,
                           const StageInputs& now) {
    Toggles toggles;
    const bool whole = std::holds_alternative<Conv>(stage.op);
    for (int channel = whole ? -1 : 0; channel < (whole ? 0 : stage.out.shape.channels); ++channel)
        for (int lane = 0; lane < std::min(stage.grid.lanes, stage.grid.width); ++lane) {
            std::optional<Nets> last;
            const auto run = [&](const StageInputs& maps, bool counts) {
                for (int y = 0; y < stage.grid.rows; ++y)
                    for (int x = lane; x < stage.grid.width; x += stage.grid.lanes) {
                        Nets nets = nets_of(*stage.graph, taps_of(stage, maps, y, x, channel));
                        if (counts) count_step(stage, *stage.graph, cells, *last, nets, toggles);
                        last = std::move(nets);
                    }
            };
            run(before, false);
            run(now, true);
        }
    return toggles;
}

NaiveWords naive_words(const Tensor& before, const Tensor& now, const BeatGrid& grid, int bits, int words) {
    NaiveWords found;
    const std::size_t channels = now.size() / static_cast<std::size_t>(grid.rows * grid.width);
    using Beat = std::vector<std::int32_t>;
    const Beat empty(channels * static_cast<std::size_t>(grid.lanes), 0);
    std::vector<Beat> ring(static_cast<std::size_t>(words), empty);
    Beat last = empty;
    std::size_t place = 0;
    const auto send = [&](const Tensor& map, bool counts) {
        for (int y = 0; y < grid.rows; ++y)
            for (int first = 0; first < grid.width; first += grid.lanes) {
                Beat beat = empty;
                for (std::size_t i = 0; i < beat.size(); ++i) {
                    const std::size_t x = static_cast<std::size_t>(first) + i / channels;
                    if (x < static_cast<std::size_t>(grid.width))
                        beat[i] = map[(static_cast<std::size_t>(y * grid.width) + x) * channels + i % channels];
                }
                for (std::size_t i = 0; counts && i < beat.size(); ++i) {
                    found.held.toggles += differing(wires_of(beat[i]), wires_of(ring[place][i]), low_bits(bits));
                    found.passing.toggles += differing(wires_of(beat[i]), wires_of(last[i]), low_bits(bits));
                }
                ring[place] = last = beat;
                place = (place + 1) % ring.size();
            }
    };
    for (int image = 0; image <= words; ++image) send(before, false);  // until every word has been written
    send(now, true);
    found.held.wires = found.passing.wires = static_cast<std::int64_t>(now.size()) * bits;
    return found;
}

}  // namespace hashiflex::test
