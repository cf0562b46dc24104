// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/segment_delays.h"

#include "modules/core/cost/graph_counts.h"

#include <algorithm>
#include <stdexcept>
#include <unordered_map>

namespace hashiflex::core {
namespace {

// A path that ends in a row of ripple adders; `before` is what the path took up to the last carry-select adder.
struct Path {
    double before = 0;
    int adders = 0;
    int longest = 0;  // positions

    bool within(const Path& other) const {
        return before <= other.before && adders <= other.adders && longest <= other.longest;
    }
};

// Paths are kept as long as no other one is slower in every respect. Most graphs have no carry-select adder: then the
// longest chain for each number of adders says all, and is kept in a flat table.
class SegmentDelays {
 public:
    SegmentDelays(const AdderGraph& graph, const AdderStyle& style, const AdderDelays& delays)
        : graph_(graph),
          delays_(delays),
          max_ripple_bits_(style.max_ripple_bits),
          levels_(node_levels(graph)),
          depth_(core::depth(graph)),
          between_(std::max(1, std::min(style.levels_per_stage, depth_))),
          worst_(static_cast<std::size_t>((depth_ + between_ - 1) / between_), 0.0),
          chains_(graph.nodes() * static_cast<std::size_t>(between_), 0) {}

    std::vector<double> run() {
        const auto ranges = node_ranges(graph_);
        for (std::size_t i = 0; i < graph_.ops.size(); ++i) {
            const auto& op = graph_.ops[i];
            const std::size_t node = graph_.inputs.size() + i;
            const int positions = adder_positions(op, ranges[node]);
            std::vector<Path> paths;
            extend(op.lhs, levels_[node], positions, paths);
            extend(op.rhs, levels_[node], positions, paths);
            record(levels_[node], paths);
            keep(node, paths);
        }
        for (const auto& output : graph_.outputs) {
            if (!output.has_bias_adder()) continue;
            const int level = output_level(output, levels_);
            std::vector<Path> paths;
            extend(output.node, level, bias_positions(output, output_range(output, ranges)), paths);
            record(level, paths);
        }
        return worst_;
    }

 private:
    double delay(const Path& path) const {
        return path.before + path.adders * delays_.sum + path.longest * delays_.carry;
    }

    // `path` through one more adder.
    Path through(const Path& path, int positions) const {
        const auto adder = adder_hardware(positions, max_ripple_bits_);
        if (adder.blocks == 1) return {path.before, path.adders + 1, std::max(path.longest, positions)};
        return {delay(path) + delays_.sum + adder.block_bits * delays_.carry + (adder.blocks - 1) * delays_.mux, 0, 0};
    }

    // Every path that ends at `from`, through an adder of `level`; a registered operand starts a path.
    void extend(std::size_t from, int level, int positions, std::vector<Path>& paths) const {
        if (levels_[from] <= (level - 1) / between_ * between_) return add(through({}, positions), paths);
        const auto between = static_cast<std::size_t>(between_);
        for (std::size_t n = 0; n < between; ++n)
            if (const int longest = chains_[from * between + n])
                add(through({0, static_cast<int>(n) + 1, longest}, positions), paths);
        const auto selected = selected_.find(from);
        if (selected == selected_.end()) return;
        for (const auto& path : selected->second) add(through(path, positions), paths);
    }

    static void add(const Path& path, std::vector<Path>& paths) {
        for (const auto& other : paths)
            if (path.within(other)) return;
        paths.erase(std::remove_if(paths.begin(), paths.end(), [&](const Path& other) { return other.within(path); }),
                    paths.end());
        paths.push_back(path);
    }

    void record(int level, const std::vector<Path>& paths) {
        if (level > depth_) return;  // feeds no output
        auto& worst = worst_[static_cast<std::size_t>((level - 1) / between_)];
        for (const auto& path : paths) worst = std::max(worst, delay(path));
    }

    void keep(std::size_t node, const std::vector<Path>& paths) {
        for (const auto& path : paths) {
            if (path.before > 0 || path.adders == 0)
                selected_[node].push_back(path);
            else
                chains_[node * static_cast<std::size_t>(between_) + static_cast<std::size_t>(path.adders) - 1] =
                    path.longest;
        }
    }

    const AdderGraph& graph_;
    const AdderDelays delays_;
    const std::optional<int> max_ripple_bits_;
    const std::vector<int> levels_;
    const int depth_;
    const int between_;
    std::vector<double> worst_;
    std::vector<int> chains_;                                      // [node][adders - 1]: positions; 0: no such path
    std::unordered_map<std::size_t, std::vector<Path>> selected_;  // paths with a carry-select adder
};

}  // namespace

std::vector<double> segment_delays(const AdderGraph& graph, const AdderStyle& style, const AdderDelays& delays) {
    if (style.levels_per_stage < 1) throw std::invalid_argument("at least 1 adder level per stage is needed");
    return SegmentDelays(graph, style, delays).run();
}

}  // namespace hashiflex::core
