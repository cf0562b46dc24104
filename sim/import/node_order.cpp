// SPDX-License-Identifier: Apache-2.0
#include "sim/import/node_order.h"

#include "sim/config/error.h"

#include <algorithm>
#include <map>
#include <queue>
#include <stdexcept>
#include <utility>

namespace hashiflex::importing {
namespace {

constexpr std::size_t kLongestShown = 200;

std::string shown(const std::string& name) {
    return "'" + shortened(name, kLongestShown) + "'";
}

std::map<std::string, std::size_t> producers_of(const Graph& graph) {
    std::map<std::string, std::size_t> producers;
    std::set<std::string> given;
    for (const auto& input : graph.inputs) given.insert(input.name);
    for (const auto& node : graph.nodes)
        for (const auto& output : node.outputs) {
            if (output.empty()) continue;
            const bool taken = given.count(output) > 0 || graph.constants.count(output) > 0;
            if (taken || !producers.emplace(output, node.index).second)
                throw std::invalid_argument("the tensor " + shown(output) + " is given twice; once by " + node.label());
        }
    return producers;
}

}  // namespace

void put_in_order(Graph& graph) {
    const auto producers = producers_of(graph);
    std::vector<std::size_t> waits(graph.nodes.size(), 0);
    std::vector<std::vector<std::size_t>> readers(graph.nodes.size());
    for (const auto& node : graph.nodes)
        for (const auto& input : node.inputs) {
            const auto producer = producers.find(input);
            if (producer == producers.end()) continue;
            ++waits[node.index];
            readers[producer->second].push_back(node.index);
        }
    // The first of those that are ready: files that are in order stay as they are.
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t i = 0; i < waits.size(); ++i)
        if (waits[i] == 0) ready.push(i);
    std::vector<Node> ordered;
    while (!ready.empty()) {
        const std::size_t next = ready.top();
        ready.pop();
        ordered.push_back(std::move(graph.nodes[next]));
        for (const std::size_t reader : readers[next])
            if (--waits[reader] == 0) ready.push(reader);
    }
    for (std::size_t i = 0; i < waits.size(); ++i)
        if (waits[i] > 0)
            throw std::invalid_argument("the graph has a cycle: " + graph.nodes[i].label() +
                                        " waits for its own output, through other nodes or at once");
    graph.nodes = std::move(ordered);
}

void keep_what_feeds(Graph& graph, const std::string& output) {
    std::set<std::string> wanted{output};
    std::vector<Node> kept;
    for (auto node = graph.nodes.rbegin(); node != graph.nodes.rend(); ++node) {
        const bool feeds = std::any_of(node->outputs.begin(), node->outputs.end(), [&](const std::string& name) {
            return !name.empty() && wanted.count(name) > 0;
        });
        if (!feeds) continue;
        wanted.insert(node->inputs.begin(), node->inputs.end());
        kept.push_back(std::move(*node));
    }
    std::reverse(kept.begin(), kept.end());
    graph.nodes = std::move(kept);
}

}  // namespace hashiflex::importing
