// SPDX-License-Identifier: Apache-2.0
// The data that the page's scripts read: columns, points, and the stages of the points with details.
#pragma once

#include "sim/html/front.h"
#include "sim/html/points.h"

namespace hashiflex {

struct PageOptions {
    std::size_t details = 200;  // points whose stages and buffers are in the page: the Pareto set first, then by index
};

nlohmann::ordered_json page_data(const ReportInput& input, const Front& front, const PageOptions& options);

}  // namespace hashiflex
