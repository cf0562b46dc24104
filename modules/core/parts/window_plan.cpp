// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/window_plan.h"

#include "modules/core/parts/window_arrivals.h"
#include "modules/core/parts/window_reads.h"
#include "modules/core/parts/window_views.h"

#include <algorithm>
#include <utility>

namespace hashiflex::core {
namespace {

using From = PixelSource::From;

// Two moves are one if they differ only in what does not matter.
bool compatible(const std::vector<PixelSource>& a, const std::vector<PixelSource>& b) {
    for (std::size_t p = 0; p < a.size(); ++p)
        if (a[p].from != From::any && b[p].from != From::any && !(a[p] == b[p])) return false;
    return true;
}

void list_moves(const std::vector<std::vector<PixelSource>>& sources, WindowPlan& plan) {
    std::vector<std::size_t> times;
    for (const auto& of_step : sources) {
        const auto found = std::find_if(plan.moves.begin(), plan.moves.end(),
                                        [&](const auto& move) { return compatible(move, of_step); });
        const auto m = static_cast<std::size_t>(found - plan.moves.begin());
        if (found == plan.moves.end()) {
            plan.moves.push_back(of_step);
            times.push_back(0);
        }
        for (std::size_t p = 0; p < of_step.size(); ++p)
            if (of_step[p].from != From::any) plan.moves[m][p] = of_step[p];
        ++times[m];
        plan.move_of.push_back(static_cast<int>(m));
    }
    const auto most = static_cast<std::size_t>(std::max_element(times.begin(), times.end()) - times.begin());
    std::swap(plan.moves[0], plan.moves[most]);
    for (int& m : plan.move_of) m = m == 0 ? static_cast<int>(most) : m == static_cast<int>(most) ? 0 : m;
}

// What does not matter is as at the most frequent move that says something: no multiplexer for it.
void settle_rest(WindowPlan& plan) {
    for (std::size_t p = 0; p < plan.registers(); ++p) {
        PixelSource usual{From::pixel, static_cast<int>(p), 0};
        for (std::size_t m = plan.moves.size(); m-- > 0;)
            if (plan.moves[m][p].from != From::any) usual = plan.moves[m][p];
        for (auto& move : plan.moves)
            if (move[p].from == From::any) move[p] = usual;
    }
}

}  // namespace

WindowPlan window_plan(const WindowGeometry& geometry) {
    WindowPlan plan;
    plan.rows = geometry.rows_seen();
    plan.columns = geometry.columns_seen();
    const WindowViews views(geometry, plan.rows, plan.columns);
    const Awaited awaited = awaited_pixels(views);
    plan.late = awaited.late;
    const WindowReads reads = window_reads(views, awaited);
    plan.memories = reads.memories;
    list_moves(reads.sources, plan);
    settle_rest(plan);
    plan_arrivals(views, awaited, plan);
    return plan;
}

}  // namespace hashiflex::core
