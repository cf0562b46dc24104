// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/point_keys.h"

#include "sim/sweep/value.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <variant>

namespace hashiflex {
namespace {

// "clock.mhz" is a key in a map of the root.
Node without(Node root, std::initializer_list<std::string_view> paths) {
    for (const auto path : paths) {
        const std::size_t dot = path.find('.');
        if (dot == std::string_view::npos)
            root.entries.erase(std::string(path));
        else if (Node* map = root.find(std::string(path.substr(0, dot))))
            map->entries.erase(std::string(path.substr(dot + 1)));
    }
    return root;
}

std::string text_at(const Node& root, const std::string& key) {
    const Node* node = root.find(key);
    return node == nullptr ? "-" : text_of(*node);
}

void add(std::string& key, std::int64_t number) {
    key += ' ' + std::to_string(number);
}

}  // namespace

std::string network_key(const Node& design) {
    return text_at(design, "network") + '\n' + text_at(design, "weights") + '\n' + text_at(design, "classifier");
}

std::string timing_key(const Node& design) {
    return text_of(without(design, {"name", "clock.mhz", "clock.allow_above_max", "clock.margin_percent", "die.max_mm2",
                                    "activity.toggle_rate", "energy.activity", "storage"}));
}

StageKeys::StageKeys(const Node& design)
    : common_(text_of(
          without(design, {"name", "clock.mhz", "clock.allow_above_max", "clock.margin_percent", "die.max_mm2",
                           "activity.toggle_rate", "energy.activity", "target_cycles_per_image", "input.lanes", "npu", "stages"}))),
      npu_(text_at(design, "npu")),
      stages_(design.find("stages")) {}

std::string StageKeys::operator()(const core::Design& design, std::size_t stage) const {
    const core::StageDesign& hardware = design.stages[stage];
    std::string key = common_ + '\n' + hardware.name + '\n';
    if (stages_ != nullptr) key += text_at(*stages_, hardware.name);
    key += '\n';
    if (std::holds_alternative<core::Classifier>(hardware.op)) key += npu_;
    key += '\n';
    for (const int number : {hardware.grid.rows, hardware.grid.width, hardware.grid.lanes, hardware.program.steps(),
                             hardware.latency, hardware.fifo.depth, hardware.branches})
        add(key, number);
    add(key, hardware.fifo.beat_bits);
    add(key, static_cast<int>(hardware.fifo.storage.kind));
    for (const auto& input : hardware.inputs) {
        const auto& grid = design.grid_of(input.producer);
        for (const int number : {grid.rows, grid.width, grid.lanes, input.depth}) add(key, number);
        add(key, input.beat_bits);
        add(key, static_cast<int>(input.storage.kind));
    }
    return key;
}

}  // namespace hashiflex
