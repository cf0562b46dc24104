// SPDX-License-Identifier: Apache-2.0
// From network and hardware specification to a design: lanes, schedules, adder graphs, latencies, buffer depths.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/design/hardware.h"
#include "modules/core/graph/builders.h"
#include "modules/core/network/operators.h"

#include <functional>
#include <memory>
#include <vector>

namespace hashiflex::core {

// The adder graph of one lane and what is known of it; null: it has no adders.
struct LaneAdders {
    std::shared_ptr<const AdderGraph> graph;
    std::shared_ptr<const GraphFacts> facts;
    std::shared_ptr<LaneMemo> memo;
};

// `in`: the inputs of the operator.
LaneAdders lane_adders(const Operator& op, const std::vector<TensorType>& in, const WeightWatch& watch = {});

// What designs of one network can share: who resolves many of them computes these once. Empty: computed here.
struct ResolveParts {
    std::function<LaneAdders(const Layer& layer, const std::vector<TensorType>& in)> adders;
    std::function<void(Design&)> auto_depths;  // as assign_auto_depths()
};

// Throws InvalidInput (file design, path as in "stages.stem.lanes").
Design resolve(Network network, const HardwareSpec& hardware, const ResolveParts& parts = {});

}  // namespace hashiflex::core
