// SPDX-License-Identifier: Apache-2.0
#include "modules/core/activity/graph_toggles.h"

#include "modules/core/cost/clamp.h"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace hashiflex::core {
namespace {

constexpr int kMostNarrowBits = 31;  // and a carry

bool fits_narrow(const AdderGraph& graph, const std::vector<Interval>& outputs,
                 const std::vector<OutputFinish>& finishes) {
    const auto fits = [](Interval range) { return width(hull(range, {-1, 0})) <= kMostNarrowBits; };
    const auto nodes = node_ranges(graph);
    if (!std::all_of(nodes.begin(), nodes.end(), fits) || !std::all_of(outputs.begin(), outputs.end(), fits))
        return false;
    for (std::size_t o = 0; !finishes.empty() && o < outputs.size(); ++o) {
        const OutputFinish& finish = finishes.size() == 1 ? finishes.front() : finishes[o];
        if (!fits(shifted_range(outputs[o], finish.shift)) || !fits(finish.clamp.value_or(Interval{}))) return false;
    }
    return true;
}

// Values of nodes that die leave their slot to others.
class Slots {
 public:
    std::uint32_t take() {
        if (free_.empty()) return most_++;
        const std::uint32_t slot = free_.back();
        free_.pop_back();
        return slot;
    }
    void give_back(std::uint32_t slot) { free_.push_back(slot); }
    std::uint32_t most() const { return most_; }

 private:
    std::vector<std::uint32_t> free_;
    std::uint32_t most_ = 0;
};

bool is_before(const CellFlops& a, const CellFlops& b) {
    return a.place < b.place;
}

void sort_by_place(std::vector<CellFlops>& flops) {
    std::stable_sort(flops.begin(), flops.end(), is_before);
}

auto of_place(const std::vector<CellFlops>& sorted, std::uint32_t place) {
    return std::equal_range(sorted.begin(), sorted.end(), CellFlops{place, 0, 0}, is_before);
}

std::int64_t count_of(Bits bits) {
    return __builtin_popcountll(bits);
}

}  // namespace

GraphToggles::GraphToggles(const AdderGraph& graph, const GraphFacts& facts, const GraphBuild& build,
                           std::vector<OutputFinish> finish)
    : graph_(graph), finish_(std::move(finish)), map_(graph_cell_map(graph, facts, build)) {
    const auto nodes = node_ranges(graph);
    for (const auto& output : graph.outputs) output_ranges_.push_back(output_range(output, nodes));
    narrow_ = fits_narrow(graph, output_ranges_, finish_);
    plan_steps();
}

// An operation is computed if an output depends on it, an output right behind its node: then few values are alive.
void GraphToggles::plan_steps() {
    const std::size_t inputs = graph_.inputs.size();
    std::vector<std::uint32_t> readers(graph_.nodes(), 0);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> of_node;  // and an output
    for (std::uint32_t o = 0; o < graph_.outputs.size(); ++o) {
        if (graph_.outputs[o].node == kNoNode) continue;
        const std::uint32_t node = map_.merged[graph_.outputs[o].node];
        ++readers[node];
        of_node.push_back({node, o});
    }
    std::sort(of_node.begin(), of_node.end());
    for (std::size_t i = graph_.ops.size(); i-- > 0;) {
        if (readers[inputs + i] == 0) continue;
        ++readers[map_.merged[graph_.ops[i].lhs]];
        ++readers[map_.merged[graph_.ops[i].rhs]];
    }
    sort_by_place(map_.node_flops);
    sort_by_place(map_.output_flops);

    Slots slots;
    std::vector<std::uint32_t> place(graph_.nodes(), kNoNode);  // among inputs and slots
    const auto release = [&](std::uint32_t node) {
        if (--readers[node] == 0 && node >= inputs) slots.give_back(place[node] - static_cast<std::uint32_t>(inputs));
    };
    const auto add_flops = [&](Step& step, const std::vector<CellFlops>& all, std::uint32_t of) {
        const auto [first, last] = of_place(all, of);
        step.first_flops = static_cast<std::uint32_t>(flops_.size());
        flops_.insert(flops_.end(), first, last);
        step.last_flops = static_cast<std::uint32_t>(flops_.size());
    };
    const auto add_outputs = [&](std::uint32_t node) {
        const auto first = std::lower_bound(of_node.begin(), of_node.end(), std::pair{node, 0U});
        for (auto it = first; it != of_node.end() && it->first == node; ++it) {
            const std::uint32_t o = it->second;
            Step step;
            step.is_output = true;
            step.place = o;
            step.lhs = place[node];
            step.slot = slots.take();
            slots.give_back(step.slot);
            step.cells = map_.outputs[o];
            add_flops(step, map_.output_flops, o);
            steps_.push_back(step);
            release(node);
        }
    };
    for (std::uint32_t node = 0; node < inputs; ++node) {
        place[node] = node;
        const auto [first, last] = of_place(map_.node_flops, node);
        input_flops_.insert(input_flops_.end(), first, last);
        add_outputs(node);
    }
    for (std::uint32_t i = 0; i < graph_.ops.size(); ++i) {
        const auto node = static_cast<std::uint32_t>(inputs + i);
        if (readers[node] == 0) continue;
        const AdderOp& op = graph_.ops[i];
        Step step;
        step.place = i;
        step.lhs = place[map_.merged[op.lhs]];
        step.rhs = place[map_.merged[op.rhs]];
        step.slot = slots.take();
        step.cells = map_.ops[i];
        add_flops(step, map_.node_flops, node);
        place[node] = static_cast<std::uint32_t>(inputs) + step.slot;
        steps_.push_back(step);
        release(map_.merged[op.lhs]);
        release(map_.merged[op.rhs]);
        add_outputs(node);
    }
    slots_ = slots.most();
}

template <class Word>
void GraphToggles::count(const InputValues<Word>& inputs, const Places& places, std::int64_t used,
                         std::vector<Word>& room, Toggles& toggles) const {
    const std::size_t all = places.all();
    constexpr std::size_t kScratch = 2;  // a constant, the clamp
    room.resize((slots_ + kScratch) * all);
    Word* const constant = room.data() + slots_ * all;
    InputValues<Word> at = inputs;
    for (std::uint32_t slot = 0; slot < slots_; ++slot) at.push_back(room.data() + slot * all);
    const auto& kernel = toggle_kernel<Word>();
    for (const auto& flops : input_flops_) {
        const auto mask = static_cast<Word>(flops.bits);
        toggles.flop_bits.toggles +=
            flops.registers * static_cast<std::int64_t>(kernel.bits(inputs[flops.place], mask, places));
        toggles.flop_bits.wires += flops.registers * count_of(flops.bits) * used;
    }
    for (const Step& step : steps_)
        count_step(step, at, places, room.data() + step.slot * all, constant, used, toggles);
}

template <class Word>
void GraphToggles::count_step(const Step& step, const InputValues<Word>& at, const Places& places, Word* to,
                              Word* constant, std::int64_t used, Toggles& toggles) const {
    const auto& kernel = toggle_kernel<Word>();
    SumOperands<Word> operands;
    if (step.is_output) {
        const GraphOutput& output = graph_.outputs[step.place];
        std::fill_n(constant, places.all(), static_cast<Word>(output.constant));
        operands = {constant, at[step.lhs], 0, output.shift, output.negate};
    } else {
        const AdderOp& op = graph_.ops[step.place];
        operands = {at[step.lhs], at[step.rhs], op.lhs_shift, op.rhs_shift, op.subtract};
    }
    kernel.add(operands, places.all(), to);
    if ((step.cells.full | step.cells.half) != 0) {
        const auto found =
            kernel.cells(operands, to, static_cast<Word>(step.cells.full), static_cast<Word>(step.cells.half), places);
        toggles.full_adders += {static_cast<std::int64_t>(found.full), 2 * count_of(step.cells.full) * used};
        toggles.half_adders += {static_cast<std::int64_t>(found.half), 2 * count_of(step.cells.half) * used};
    }
    for (std::uint32_t f = step.first_flops; f < step.last_flops; ++f) {
        const CellFlops& flops = flops_[f];
        const auto found = kernel.bits(to, static_cast<Word>(flops.bits), places);
        toggles.flop_bits +=
            {flops.registers * static_cast<std::int64_t>(found), flops.registers * count_of(flops.bits) * used};
    }
    if (!step.is_output || finish_.empty()) return;
    const OutputFinish& finish = finish_.size() == 1 ? finish_.front() : finish_[step.place];
    if (finish.clamp) count_clamp(finish, output_ranges_[step.place], to, places, constant, used, toggles);
}

// On each side that values can leave: a comparator, whose positions toggle with the bits they compare, and a
// multiplexer, which toggles with what leaves it. `shifted`: room for twice the places.
template <class Word>
void GraphToggles::count_clamp(const OutputFinish& finish, Interval range, const Word* accumulator,
                               const Places& places, Word* shifted, std::int64_t used, Toggles& toggles) const {
    using Signed = std::make_signed_t<Word>;
    const Interval values = shifted_range(range, finish.shift);
    const int wide = width(values);
    const auto& kernel = toggle_kernel<Word>();
    Word* const clamped = shifted + places.all();
    for (std::size_t i = 0; i < places.all(); ++i)
        shifted[i] = finish.shift < 0 ? accumulator[i] << -finish.shift
                                      : static_cast<Word>(static_cast<Signed>(accumulator[i]) >>
                                                          std::min<int>(finish.shift, 8 * sizeof(Word) - 1));
    std::copy_n(shifted, places.all(), clamped);
    const auto side = [&](Interval limit, const auto& choose) {
        const ClampHardware hardware = clamp_hardware(values, limit, finish.bits);
        if (hardware.mux_bits == 0) return;
        const auto compared = static_cast<Word>(low_bits(wide) & ~low_bits(wide - hardware.longest_compare));
        toggles.compare_bits +=
            {static_cast<std::int64_t>(kernel.bits(shifted, compared, places)), hardware.compare_bits * used};
        for (std::size_t i = 0; i < places.all(); ++i)
            clamped[i] = static_cast<Word>(choose(static_cast<Signed>(clamped[i])));
        toggles.mux_bits +=
            {static_cast<std::int64_t>(kernel.bits(clamped, static_cast<Word>(low_bits(finish.bits)), places)),
             hardware.mux_bits * used};
    };
    const auto most = static_cast<Signed>(finish.clamp->hi), least = static_cast<Signed>(finish.clamp->lo);
    side({std::min(values.lo, finish.clamp->lo), finish.clamp->hi}, [&](Signed v) { return std::min(v, most); });
    side({finish.clamp->lo, std::max(values.hi, finish.clamp->hi)}, [&](Signed v) { return std::max(v, least); });
}

template void GraphToggles::count(const InputValues<std::uint32_t>&, const Places&, std::int64_t,
                                  std::vector<std::uint32_t>&, Toggles&) const;
template void GraphToggles::count(const InputValues<std::uint64_t>&, const Places&, std::int64_t,
                                  std::vector<std::uint64_t>&, Toggles&) const;

}  // namespace hashiflex::core
