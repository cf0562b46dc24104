// SPDX-License-Identifier: Apache-2.0
#include "sim/fast/reprogram_timing.h"

#include <algorithm>

namespace hashiflex {
namespace {

struct Writes {
    core::Cycle first = 0;
    core::Cycle commit = 0;
};

// The writer starts one cycle after the NPU has begun the image.
std::optional<Writes> writes_of(const core::Timing& timing, const WriterDesign& writer) {
    if (!writer.present || writer.at_image >= timing.begun.size()) return std::nullopt;
    const core::Cycle first = timing.begun[writer.at_image] + 1;
    return Writes{first, first + writer.writes()};
}

std::int64_t written_until(const Writes& writes, const WriterDesign& writer, core::Cycle now) {
    const std::int64_t count = std::clamp<std::int64_t>(now + 1 - writes.first, 0, writer.writes());
    return std::min(count * writer.port_bytes, writer.bytes);
}

}  // namespace

core::Cycle last_write(const core::Timing& timing, const WriterDesign& writer) {
    const auto writes = writes_of(timing, writer);
    return writes ? writes->commit : 0;
}

ReprogramMeasured reprogramming(const core::Timing& timing, const WriterDesign& writer) {
    ReprogramMeasured result;
    const auto writes = writes_of(timing, writer);
    const core::Cycle end = timing.total - 1;
    if (!writes || writes->first > end) return result;
    result.reached = true;
    result.start_cycle = static_cast<std::uint64_t>(writes->first);
    result.write_cycles = static_cast<std::uint64_t>(std::min(end + 1 - writes->first, writer.writes()));
    result.bytes = static_cast<std::uint64_t>(written_until(*writes, writer, end));
    if (writes->commit > end) return result;
    result.completed = true;
    result.commit_cycle = static_cast<std::uint64_t>(writes->commit);
    const std::int64_t switched = timing.begun.first_from(writes->commit + 1);
    if (switched < timing.begun.size()) result.first_image = static_cast<std::uint64_t>(switched);
    for (std::int64_t i = std::max<std::int64_t>(timing.done.first_from(writes->first), 1);
         i < timing.done.size() && timing.done[i - 1] <= writes->commit; ++i)
        result.worst_distance = std::max(result.worst_distance.value_or(0),
                                         static_cast<std::uint64_t>(timing.done[i] - timing.done[i - 1]));
    return result;
}

}  // namespace hashiflex
