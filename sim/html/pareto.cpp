// SPDX-License-Identifier: Apache-2.0
// Everything is turned into costs first: then smaller is better everywhere.
#include "sim/html/pareto.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace hashiflex {
namespace {

using Costs = std::vector<double>;

Costs costs_of(const Objectives& point, const Directions& better) {
    assert(point.size() == better.size());
    Costs costs = point;
    for (std::size_t i = 0; i < costs.size(); ++i)
        if (better[i] == Better::larger) costs[i] = -costs[i];
    return costs;
}

std::vector<Costs> costs_of(const std::vector<Objectives>& points, const Directions& better) {
    std::vector<Costs> all;
    for (const auto& point : points) all.push_back(costs_of(point, better));
    return all;
}

bool beats(const Costs& a, const Costs& b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] > b[i]) return false;
    return a != b;
}

Objectives extreme_of(const std::vector<Objectives>& points, const Directions& better, Better wanted) {
    assert(!points.empty());
    Objectives extreme = points.front();
    for (const auto& point : points) {
        for (std::size_t i = 0; i < extreme.size(); ++i)
            extreme[i] = better[i] == wanted ? std::max(extreme[i], point[i]) : std::min(extreme[i], point[i]);
    }
    return extreme;
}

// Two costs: steps from left to right, each as high as the best so far is below the reference.
double area_of(const std::vector<Costs>& sorted, const Costs& reference) {
    double area = 0;
    double lowest = reference[1];
    for (const auto& costs : sorted) {
        if (costs[1] >= lowest) continue;
        area += (reference[0] - costs[0]) * (lowest - costs[1]);
        lowest = costs[1];
    }
    return area;
}

// Cuts the volume into slabs across the last cost: between two neighbours, its cross section is what the points up to
// there dominate in the costs that remain.
double volume_of(std::vector<Costs> points, const Costs& reference) {
    std::sort(points.begin(), points.end());
    if (points.empty()) return 0;
    if (reference.size() == 1) return reference[0] - points.front()[0];
    if (reference.size() == 2) return area_of(points, reference);
    std::stable_sort(points.begin(), points.end(), [](const Costs& a, const Costs& b) { return a.back() < b.back(); });
    const Costs base(reference.begin(), reference.end() - 1);
    std::vector<Costs> section;
    double volume = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        section.emplace_back(points[i].begin(), points[i].end() - 1);
        const double next = i + 1 < points.size() ? points[i + 1].back() : reference.back();
        if (next > points[i].back()) volume += (next - points[i].back()) * volume_of(section, base);
    }
    return volume;
}

}  // namespace

bool dominates(const Objectives& a, const Objectives& b, const Directions& better) {
    return beats(costs_of(a, better), costs_of(b, better));
}

std::vector<std::size_t> pareto_set(const std::vector<Objectives>& points, const Directions& better) {
    const std::vector<Costs> costs = costs_of(points, better);
    std::vector<std::size_t> order(points.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return costs[a] < costs[b]; });
    // In this order a point can only be beaten by an earlier one, and then by one of the set.
    std::vector<std::size_t> front;
    for (const std::size_t candidate : order) {
        const auto beaten = [&](std::size_t member) { return beats(costs[member], costs[candidate]); };
        if (std::none_of(front.begin(), front.end(), beaten)) front.push_back(candidate);
    }
    std::sort(front.begin(), front.end());
    return front;
}

Objectives worst_of(const std::vector<Objectives>& points, const Directions& better) {
    return extreme_of(points, better, Better::smaller);
}

Objectives best_of(const std::vector<Objectives>& points, const Directions& better) {
    return extreme_of(points, better, Better::larger);
}

double hypervolume(const std::vector<Objectives>& points, const Objectives& reference, const Directions& better) {
    const Costs limit = costs_of(reference, better);
    std::vector<Costs> inside;
    for (const auto& costs : costs_of(points, better)) {
        bool within = true;
        for (std::size_t i = 0; i < limit.size(); ++i) within = within && costs[i] <= limit[i];
        if (within) inside.push_back(costs);
    }
    return volume_of(std::move(inside), limit);
}

}  // namespace hashiflex
