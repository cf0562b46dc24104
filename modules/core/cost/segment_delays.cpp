// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/segment_delays.h"

#include "modules/core/cost/adder_positions.h"

#include <algorithm>
#include <stdexcept>

namespace hashiflex::core {
namespace {

// For every node and number of adders in a row that end there, the longest chain of any of them says all.
class SegmentDelays {
 public:
    SegmentDelays(const AdderGraph& graph, const GraphFacts& facts, int levels_per_stage, const AdderDelays& delays)
        : graph_(graph),
          facts_(facts),
          delays_(delays),
          depth_(facts.depth),
          between_(std::max(1, std::min(levels_per_stage, depth_))),
          worst_(static_cast<std::size_t>((depth_ + between_ - 1) / between_), 0.0),
          chains_(graph.nodes() * static_cast<std::size_t>(between_), 0),
          row_(static_cast<std::size_t>(between_)) {}

    std::vector<double> run() {
        for (std::size_t i = 0; i < graph_.ops.size(); ++i) {
            const auto& op = graph_.ops[i];
            const std::size_t node = graph_.inputs.size() + i;
            std::fill(row_.begin(), row_.end(), 0);
            const int positions = adder_positions(op, facts_.nodes[node].bits);
            extend(op.lhs, level(node), positions);
            extend(op.rhs, level(node), positions);
            record(level(node));
            std::copy(row_.begin(), row_.end(), chains_.begin() + static_cast<std::ptrdiff_t>(place(node)));
        }
        for (std::size_t k = 0; k < graph_.outputs.size(); ++k) {
            const GraphOutput& output = graph_.outputs[k];
            if (!output.has_bias_adder()) continue;
            const OutputFacts& result = facts_.outputs[k];
            std::fill(row_.begin(), row_.end(), 0);
            extend(output.node, result.level, bias_positions(output, width(result.range)));
            record(result.level);
        }
        return worst_;
    }

 private:
    int level(std::size_t node) const { return facts_.nodes[node].level; }
    std::size_t place(std::size_t node) const { return node * row_.size(); }

    // Every row that ends at `from`, by an adder of `level`; a registered operand begins one.
    void extend(std::size_t from, int level, int positions) {
        if (this->level(from) <= (level - 1) / between_ * between_) {
            row_[0] = std::max(row_[0], positions);
            return;
        }
        for (std::size_t n = 0; n + 1 < row_.size(); ++n)
            if (const int longest = chains_[place(from) + n]) row_[n + 1] = std::max({row_[n + 1], longest, positions});
    }

    void record(int level) {
        if (level > depth_) return;  // feeds no output
        auto& worst = worst_[static_cast<std::size_t>((level - 1) / between_)];
        for (std::size_t n = 0; n < row_.size(); ++n)
            if (row_[n] > 0)
                worst = std::max(worst, static_cast<double>(n + 1) * delays_.sum + row_[n] * delays_.carry);
    }

    const AdderGraph& graph_;
    const GraphFacts& facts_;
    const AdderDelays delays_;
    const int depth_;
    const int between_;
    std::vector<double> worst_;
    std::vector<int> chains_;  // [node][adders - 1]: positions; 0: no such row
    std::vector<int> row_;     // of the adder at hand
};

}  // namespace

std::vector<double> segment_delays(const AdderGraph& graph, const GraphFacts& facts, int levels_per_stage,
                                   const AdderDelays& delays) {
    if (levels_per_stage < 1) throw std::invalid_argument("at least 1 adder level per stage is needed");
    return SegmentDelays(graph, facts, levels_per_stage, delays).run();
}

}  // namespace hashiflex::core
