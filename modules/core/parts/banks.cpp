// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/banks.h"

#include <algorithm>
#include <cstddef>
#include <set>

namespace hashiflex::core {
namespace {

// How far the beats that a step reads of one memory are from each other.
std::set<std::int64_t> distances(const std::vector<PortReads>& memories) {
    std::set<std::int64_t> distances;
    for (const PortReads& ports : memories)
        for (std::size_t a = 0; a < ports.size(); ++a)
            for (std::size_t b = 0; b < a; ++b)
                for (std::size_t s = 0; s < ports[a].size(); ++s)
                    if (ports[a][s] && ports[b][s] && *ports[a][s] != *ports[b][s])
                        distances.insert(std::max(*ports[a][s], *ports[b][s]) - std::min(*ports[a][s], *ports[b][s]));
    return distances;
}

}  // namespace

std::optional<Banks> fewest_banks(const std::vector<PortReads>& memories, int depth) {
    const std::set<std::int64_t> apart = distances(memories);
    for (int count = 1; count == 1 || count < depth; ++count)
        if (std::none_of(apart.begin(), apart.end(), [&](std::int64_t beats) { return beats % count == 0; }))
            return Banks{count, (depth + count - 1) / count};
    return std::nullopt;
}

std::int64_t come_before(const InputSchedule& schedule, std::size_t s) {
    return s == 0 ? std::min(0, schedule.needed.back() - schedule.beats) : schedule.needed[s - 1];
}

std::vector<bool> late_ports(const PortReads& ports, const InputSchedule& schedule) {
    std::vector<bool> late;
    for (const SomeSteps& reads : ports) {
        bool any = false;
        for (std::size_t s = 0; s < reads.size(); ++s) any = any || (reads[s] && *reads[s] >= come_before(schedule, s));
        late.push_back(any);
    }
    return late;
}

}  // namespace hashiflex::core
