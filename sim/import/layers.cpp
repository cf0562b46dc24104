// SPDX-License-Identifier: Apache-2.0
#include "sim/import/layers.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

namespace hashiflex::importing {

int LayerGraph::add(Layer layer) {
    const int number = size();
    for (const int input : layer.inputs) readers_[static_cast<std::size_t>(input)].push_back(number);
    layers_.push_back(std::move(layer));
    readers_.emplace_back();
    return number;
}

int LayerGraph::only_reader(int layer) const {
    return layer != output_ && readers(layer).size() == 1 ? readers(layer).front() : -1;
}

void LayerGraph::forget_reader(int layer, int reader) {
    auto& readers = readers_[static_cast<std::size_t>(layer)];
    readers.erase(std::find(readers.begin(), readers.end(), reader));
}

void LayerGraph::replace(int layer, int other) {
    const std::vector<int> readers = this->readers(layer);
    for (const int reader : readers) {
        if (reader == other) continue;
        for (int& input : at(reader).inputs) {
            if (input != layer) continue;
            input = other;
            forget_reader(layer, reader);
            readers_[static_cast<std::size_t>(other)].push_back(reader);
        }
    }
    if (output_ == layer) output_ = other;
}

void LayerGraph::set_input(int layer, std::size_t slot, int other) {
    forget_reader(at(layer).inputs[slot], layer);
    at(layer).inputs[slot] = other;
    readers_[static_cast<std::size_t>(other)].push_back(layer);
}

void LayerGraph::remove(int layer) {
    const int input = at(layer).inputs.front();
    replace(layer, input);
    forget_reader(input, layer);
    at(layer).inputs.clear();
}

int LayerGraph::insert_behind(int layer, Layer fresh) {
    fresh.inputs = {layer};
    const int number = add(std::move(fresh));
    replace(layer, number);
    return number;
}

void LayerGraph::remove_unused() {
    for (int layer = size() - 1; layer > 0; --layer) {
        if (is_used(layer)) continue;
        std::queue<int> unused({layer});
        while (!unused.empty()) {
            const int next = unused.front();
            unused.pop();
            for (const int input : at(next).inputs) {
                forget_reader(input, next);
                if (!is_used(input) && input != 0) unused.push(input);
            }
            at(next).inputs.clear();
        }
    }
}

std::vector<int> LayerGraph::in_order() const {
    std::vector<int> waits(layers_.size(), 0), order;
    std::priority_queue<int, std::vector<int>, std::greater<>> ready;
    for (int layer = 0; layer < size(); ++layer) {
        waits[static_cast<std::size_t>(layer)] = static_cast<int>(at(layer).inputs.size());
        if (at(layer).inputs.empty() && is_used(layer)) ready.push(layer);
    }
    while (!ready.empty()) {
        const int next = ready.top();
        ready.pop();
        order.push_back(next);
        for (const int reader : readers(next))
            if (--waits[static_cast<std::size_t>(reader)] == 0) ready.push(reader);
    }
    return order;
}

}  // namespace hashiflex::importing
