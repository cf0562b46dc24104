// SPDX-License-Identifier: Apache-2.0
// Which design points are not beaten, and how much of the space of designs they beat together.
#pragma once

#include <cstddef>
#include <vector>

namespace hashiflex {

enum class Better { smaller, larger };

// One finite value per objective; all points have as many as there are directions, one or more.
using Objectives = std::vector<double>;
using Directions = std::vector<Better>;

// At least as good in every objective, and better in one.
bool dominates(const Objectives& a, const Objectives& b, const Directions& better);

// The points that no other dominates, by place, in the order given. Of equal points all belong to it or none.
std::vector<std::size_t> pareto_set(const std::vector<Objectives>& points, const Directions& better);

// The worst and the best value of each objective among all points, of which there is one at least.
Objectives worst_of(const std::vector<Objectives>& points, const Directions& better);
Objectives best_of(const std::vector<Objectives>& points, const Directions& better);

// The volume of what is dominated by a point and dominates the reference: the union of the boxes between each point
// and `reference`. A point that is worse than the reference in an objective adds nothing.
double hypervolume(const std::vector<Objectives>& points, const Objectives& reference, const Directions& better);

}  // namespace hashiflex
