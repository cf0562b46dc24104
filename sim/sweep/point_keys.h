// SPDX-License-Identifier: Apache-2.0
// By what results are known again: the design file but for the keys that cannot matter. A key that nobody thought of is
// part of the name, so that forgetting one costs time and no truth.
#pragma once

#include "modules/core/design/design.h"
#include "sim/config/node.h"

#include <string>

namespace hashiflex {

// Of the network with its weights and the site of its classifier.
std::string network_key(const Node& design);
// Of everything that is counted in cycles: all but names, clock and activity.
std::string timing_key(const Node& design);

// Of the cost of single stages. What a design file says of lanes, depths and the NPU reaches a stage through the
// resolved design only.
class StageKeys {
 public:
    explicit StageKeys(const Node& design);
    std::string operator()(const core::Design& design, std::size_t stage) const;

 private:
    std::string common_;
    std::string npu_;
    const Node* stages_;
};

}  // namespace hashiflex
