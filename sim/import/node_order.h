// SPDX-License-Identifier: Apache-2.0
// The order of nodes. ONNX asks for producers first; not every exporter keeps to it.
#pragma once

#include "sim/import/graph.h"

#include <set>
#include <string>

namespace hashiflex::importing {

// Producers before consumers, otherwise as they stand. Throws std::invalid_argument: a tensor with two producers, one
// that nobody gives, a cycle (naming a node of it).
void put_in_order(Graph& graph);

// The nodes on the way to tensor `output`, as in graph.nodes; the others are dropped.
void keep_what_feeds(Graph& graph, const std::string& output);

}  // namespace hashiflex::importing
