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
    SegmentDelays(const AdderGraph& graph, int levels_per_stage, const AdderDelays& delays)
        : graph_(graph),
          delays_(delays),
          levels_(node_levels(graph)),
          depth_(core::depth(graph)),
          between_(std::max(1, std::min(levels_per_stage, depth_))),
          worst_(static_cast<std::size_t>((depth_ + between_ - 1) / between_), 0.0),
          chains_(graph.nodes() * static_cast<std::size_t>(between_), 0),
          row_(static_cast<std::size_t>(between_)) {}

    std::vector<double> run() {
        const auto ranges = node_ranges(graph_);
        for (std::size_t i = 0; i < graph_.ops.size(); ++i) {
            const auto& op = graph_.ops[i];
            const std::size_t node = graph_.inputs.size() + i;
            std::fill(row_.begin(), row_.end(), 0);
            extend(op.lhs, levels_[node], adder_positions(op, ranges[node]));
            extend(op.rhs, levels_[node], adder_positions(op, ranges[node]));
            record(levels_[node]);
            std::copy(row_.begin(), row_.end(), chains_.begin() + static_cast<std::ptrdiff_t>(place(node)));
        }
        for (const auto& output : graph_.outputs) {
            if (!output.has_bias_adder()) continue;
            const int level = output_level(output, levels_);
            std::fill(row_.begin(), row_.end(), 0);
            extend(output.node, level, bias_positions(output, output_range(output, ranges)));
            record(level);
        }
        return worst_;
    }

 private:
    std::size_t place(std::size_t node) const { return node * row_.size(); }

    // Every row that ends at `from`, by an adder of `level`; a registered operand begins one.
    void extend(std::size_t from, int level, int positions) {
        if (levels_[from] <= (level - 1) / between_ * between_) {
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
    const AdderDelays delays_;
    const std::vector<int> levels_;
    const int depth_;
    const int between_;
    std::vector<double> worst_;
    std::vector<int> chains_;  // [node][adders - 1]: positions; 0: no such row
    std::vector<int> row_;     // of the adder at hand
};

}  // namespace

std::vector<double> segment_delays(const AdderGraph& graph, int levels_per_stage, const AdderDelays& delays) {
    if (levels_per_stage < 1) throw std::invalid_argument("at least 1 adder level per stage is needed");
    return SegmentDelays(graph, levels_per_stage, delays).run();
}

}  // namespace hashiflex::core
