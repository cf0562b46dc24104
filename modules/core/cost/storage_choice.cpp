// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/storage_choice.h"

#include "modules/core/cost/area.h"
#include "modules/core/cost/energy.h"
#include "modules/core/cost/storage.h"
#include "modules/core/cost/word_array.h"
#include "modules/core/error.h"
#include "modules/core/parts/memory_reads.h"

#include <array>
#include <cstdio>
#include <functional>
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

// What the words cost if they were of that kind.
using CostAs = std::function<Quantity(Storage)>;

void choose_words(WordStorage& storage, const Technology& tech, const CostAs& cost_as) {
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

Quantity buffer_product(const StageDesign& stage, std::size_t k, Storage kind, const Design& design,
                        const Technology& tech) {
    const BufferCost cost = buffer_cost_by_kind(stage, k, design, {kind}).front();
    return product(cost.counts, cost.events, design, tech);
}

// The same for the kinds of words, whose buffer is looked at once, and only if somebody asks.
class WordProducts {
 public:
    WordProducts(const StageDesign& stage, std::size_t k, const Design& design, const Technology& tech)
        : stage_(stage), k_(k), design_(design), tech_(tech) {}

    Quantity operator()(Storage kind) {
        const std::vector<Storage> kinds{Storage::latches, Storage::flops};
        if (products_.empty()) {
            const auto costs = buffer_cost_by_kind(stage_, k_, design_, kinds);
            for (std::size_t i = 0; i < kinds.size(); ++i)
                products_[kinds[i]] = product(costs[i].counts, costs[i].events, design_, tech_);
        }
        return products_.at(kind);
    }

 private:
    const StageDesign& stage_;
    std::size_t k_;
    const Design& design_;
    const Technology& tech_;
    std::map<Storage, Quantity> products_;
};

// A single bank that is written and never read: no buffer of SRAM costs less.
Quantity least_sram_product(const StageDesign& stage, std::size_t k, const Design& design, const Technology& tech) {
    const InputBuffer& buffer = stage.inputs[k];
    const std::int64_t written = stage.program.inputs[k].beats * buffer.beat_bits;
    return product(sram_counts(buffer.depth, buffer.beat_bits), sram_events(buffer.depth, written), design, tech);
}

// Takes SRAM if that costs less than the words chosen so far.
void consider_sram(StageDesign& stage, std::size_t k, const Design& design, const Technology& tech) {
    WordStorage& storage = stage.inputs[k].storage;
    const WordStorage words = storage;
    const Quantity of_words = buffer_product(stage, k, words.kind, design, tech);
    const Quantity least = least_sram_product(stage, k, design, tech);
    if (!of_words.value || !least.value || *least.value >= *of_words.value) return;
    const auto banks = fewest_banks(memory_reads(design, stage, k), stage.inputs[k].depth);
    if (!banks) return;
    const Quantity of_sram = buffer_product(stage, k, Storage::sram, design, tech);
    storage = words;
    if (!of_sram.value || *of_sram.value >= *of_words.value) return;
    storage.kind = Storage::sram;
    storage.banks = banks->count;
    storage.why = "least area x energy; " + storage_name(words.kind) + " " +
                  times_as_much(*of_words.value / *of_sram.value) + " times";
}

void take_sram(StageDesign& stage, std::size_t k, const Design& design) {
    InputBuffer& buffer = stage.inputs[k];
    const auto banks = fewest_banks(memory_reads(design, stage, k), buffer.depth);
    if (!banks)
        throw InvalidInput(InputFile::design, buffer.storage.of_stage ? "stages." + stage.name + ".storage" : "storage",
                           "found sram, but no banking serves the reads of " + buffer.name + ": of the " +
                               std::to_string(buffer.depth) +
                               " beats that it holds each would need a bank of its own; allowed: flops, latches, auto");
    buffer.storage.kind = Storage::sram;
    buffer.storage.why = "asked for";
    buffer.storage.banks = banks->count;
}

}  // namespace

void choose_storage(Design& design, const Technology& tech) {
    for (StageDesign& stage : design.stages) {
        for (std::size_t k = 0; k < stage.inputs.size(); ++k) {
            InputBuffer& buffer = stage.inputs[k];
            buffer.storage.banks = 0;
            if (buffer.storage.asked == StorageChoice::sram) {
                take_sram(stage, k, design);
                continue;
            }
            choose_words(buffer.storage, tech, WordProducts(stage, k, design, tech));
            if (buffer.storage.asked == StorageChoice::automatic && may_be_sram(buffer.kind))
                consider_sram(stage, k, design, tech);
        }
        WordStorage& storage = stage.fifo.storage;
        choose_words(storage, tech, [&](Storage kind) {
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

std::string storage_text(const WordStorage& storage) {
    const std::string name = storage_name(storage.kind);
    return storage.banks > 1 ? name + ", " + std::to_string(storage.banks) + " banks" : name;
}

}  // namespace hashiflex::core
