// SPDX-License-Identifier: Apache-2.0
// Simulates a design with a probe on every stream, and compares what it saw with the recurrence and a reference.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/network/operators.h"
#include "sim/chip/simulate.h"
#include "tests/support/random_design.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex::test {

struct Recorded {
    Measured measured;
    std::map<std::string, std::vector<std::int64_t>> moves;  // by wire: the cycle of every beat
    std::string order_error;                                 // the first beat that was not the next in raster order
};

struct Stalls {
    std::uint64_t seed = 0;
    int source_open = 100;  // percent of cycles
    int sink_ready = 100;
};

// One call per process. With `reprogram_at` the same weights are written once more: nothing may change.
Recorded record(const core::Design& design, const ImageSet& images, std::uint64_t count, const Stalls& stalls = {},
                std::optional<std::uint64_t> reprogram_at = {});

// The first difference between what was recorded and the recurrence for the same design and stalls; "" if there is
// none.
std::string compare_times(const core::Design& design, const Recorded& recorded, std::uint64_t count,
                          const Stalls& stalls = {});

// The first difference between the results and the reference network (the one whose classifier, if any, is not
// hardwired).
std::string compare_values(const core::Network& network, const Recorded& recorded, const ImageSet& images);

// The first broken invariant: busy + starved + blocked = total, high water above depth, ...
std::string check_counts(const core::Design& design, const Recorded& recorded);

}  // namespace hashiflex::test
