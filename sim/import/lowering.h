// SPDX-License-Identifier: Apache-2.0
// A graph of operators -> layers. What each operator becomes is in one table (operators.cpp).
#pragma once

#include "sim/import/graph.h"
#include "sim/import/layers.h"
#include "sim/import/unsupported.h"
#include "sim/import/view.h"

#include <set>
#include <string>
#include <vector>

namespace hashiflex::importing {

struct Lowered {
    LayerGraph layers;               // layer 0 is the input
    View output;                     // how the graph shows its output
    std::vector<std::string> notes;  // what was left out, and why that is right
    bool has_classes = false;        // something that compares the output's channels was left out
};

// The graph up to tensor `output`. Everything that cannot be imported goes to `problems`; then the result means
// nothing.
Lowered lower(Graph graph, const std::string& output, Problems& problems);

}  // namespace hashiflex::importing
