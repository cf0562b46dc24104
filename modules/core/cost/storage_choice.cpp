// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/storage_choice.h"

#include "modules/core/cost/area.h"
#include "modules/core/cost/energy.h"
#include "modules/core/cost/storage.h"

#include <array>
#include <cstdio>
#include <map>
#include <vector>

namespace hashiflex::core {
namespace {

// um2 * pJ per image.
Quantity product(const Counts& counts, const Events& events, const Design& design, const Technology& tech) {
    const auto cycles = static_cast<double>(design.ideal_cycles_per_image());
    const Quantity um2 = area(counts, tech).total_um2();
    const Quantity pj = energy(counts, events, tech, {word_toggle_rates(), design.clock.mhz, cycles}).without_leakage();
    return um2.value ? *um2.value * pj : um2 + pj;
}

bool has_latches(const Technology& tech) {
    return tech.latch_bit.area_um2.value && tech.latch_bit.energy_fj.value && tech.latch_clock_fj.value &&
           tech.latch_bus_fj.value;
}

std::string times_as_much(double ratio) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f", ratio);
    return text.data();
}

// `cost_as(kind)`: the product if the words were of that kind.
template <class CostAs>
void choose(WordStorage& storage, const Technology& tech, const CostAs& cost_as) {
    const auto settle = [&](Storage kind, const std::string& why) {
        storage.kind = kind;
        storage.why = why;
    };
    if (storage.asked == StorageChoice::flops) return settle(Storage::flops, "asked for");
    if (storage.asked == StorageChoice::latches) return settle(Storage::latches, "asked for");
    if (!has_latches(tech)) return settle(Storage::flops, "technology " + tech.name + " has no latches");
    const Quantity latches = cost_as(Storage::latches), flops = cost_as(Storage::flops);
    if (!latches.value || !flops.value)
        return settle(Storage::latches, "area x energy is unknown: " + (latches + flops).reason);
    if (*flops.value < *latches.value)
        return settle(Storage::flops,
                      "least area x energy; latches " + times_as_much(*latches.value / *flops.value) + " times");
    settle(Storage::latches, "least area x energy; flops " + times_as_much(*flops.value / *latches.value) + " times");
}

}  // namespace

void choose_storage(Design& design, const Technology& tech) {
    for (StageDesign& stage : design.stages) {
        for (std::size_t k = 0; k < stage.inputs.size(); ++k) {
            WordStorage& storage = stage.inputs[k].storage;
            std::map<Storage, BufferCost> costs;
            choose(storage, tech, [&](Storage kind) {
                const std::vector<Storage> kinds{Storage::latches, Storage::flops};
                if (costs.empty()) {
                    const auto found = buffer_cost_by_kind(stage, k, design, kinds);
                    for (std::size_t i = 0; i < kinds.size(); ++i) costs[kinds[i]] = found[i];
                }
                return product(costs[kind].counts, costs[kind].events, design, tech);
            });
        }
        WordStorage& storage = stage.fifo.storage;
        choose(storage, tech, [&](Storage kind) {
            storage.kind = kind;
            return product(fifo_counts(stage.fifo, design), fifo_events(stage, design), design, tech);
        });
    }
}

std::string storage_name(Storage kind) {
    switch (kind) {
        case Storage::flops:
            return "flops";
        case Storage::latches:
            return "latches";
        case Storage::sram:
            return "sram";
    }
    return "";
}

}  // namespace hashiflex::core
