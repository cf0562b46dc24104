// SPDX-License-Identifier: Apache-2.0
#include "modules/core/design/some_channels.h"

#include "modules/core/cost/lane_cost.h"

#include <utility>

namespace hashiflex::core {

StageDesign only_channels(StageDesign stage, const OutputRange& channels) {
    std::vector<Wires> inputs;
    for (std::size_t node = 0; node < stage.graph->inputs.size(); ++node)
        inputs.push_back(stage.facts->nodes[node].wires());
    const auto graph = std::make_shared<const AdderGraph>(cone(*stage.graph, channels));
    stage.facts = std::make_shared<const GraphFacts>(graph_facts(*graph, inputs));
    stage.graph = graph;
    stage.memo = std::make_shared<LaneMemo>();
    return stage;
}

}  // namespace hashiflex::core
