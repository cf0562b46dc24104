// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/sram_buffer.h"

#include "modules/core/cost/clock_gating.h"
#include "modules/core/cost/word_array.h"
#include "modules/core/parts/bank_parts.h"
#include "modules/core/parts/memory_reads.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace hashiflex::core {
namespace {

struct SramBuffer {
    std::vector<MemoryReads> memories;
    Banks banks;
};

SramBuffer sram_buffer(const StageDesign& stage, std::size_t k, const Design& design) {
    SramBuffer buffer{memory_reads(design, stage, k), {}};
    const auto banks = fewest_banks(buffer.memories, stage.inputs[k].depth);
    if (!banks) throw std::logic_error("no banking serves " + stage.inputs[k].name);
    buffer.banks = *banks;
    return buffer;
}

std::int64_t count_late(const PortReads& ports, const InputSchedule& schedule) {
    const std::vector<bool> late = late_ports(ports, schedule);
    return std::count(late.begin(), late.end(), true);
}

// Per image: words that are read, and those of them that need not have come when their step begins.
struct Reads {
    std::int64_t words = 0;
    std::int64_t late = 0;
    std::int64_t through_late_ports = 0;
};
Reads reads_of(const PortReads& ports, const InputSchedule& schedule) {
    const std::vector<bool> late = late_ports(ports, schedule);
    Reads reads;
    for (std::size_t p = 0; p < ports.size(); ++p)
        for (std::size_t s = 0; s < ports[p].size(); ++s) {
            if (!ports[p][s]) continue;
            ++reads.words;
            if (*ports[p][s] >= come_before(schedule, s)) ++reads.late;
            if (late[p]) ++reads.through_late_ports;
        }
    return reads;
}

}  // namespace

Counts sram_buffer_counts(const StageDesign& stage, std::size_t k, const Design& design) {
    const SramBuffer buffer = sram_buffer(stage, k, design);
    Counts counts;
    for (const MemoryReads& memory : buffer.memories) {
        const std::vector<bool> late = late_ports(memory.ports, stage.program.inputs[k]);
        counts += banks_part(buffer.banks, memory.bits, late, design).one;
    }
    return counts;
}

Events sram_buffer_events(const StageDesign& stage, std::size_t k, const Design& design) {
    const SramBuffer buffer = sram_buffer(stage, k, design);
    const InputSchedule& schedule = stage.program.inputs[k];
    Events events;
    for (const MemoryReads& memory : buffer.memories) {
        const Reads reads = reads_of(memory.ports, schedule);
        const std::int64_t caught = count_late(memory.ports, schedule);
        events += sram_events(buffer.banks.words, (schedule.beats + reads.words) * memory.bits);
        Events around = gated_events(reads.late, memory.bits, design);
        around.flop_bits = reads.late * memory.bits;
        around.flop_bus_bits = caught * schedule.beats * memory.bits;
        around.mux_bits = (reads.through_late_ports + (design.clock_gating ? 0 : reads.late)) * memory.bits;
        if (buffer.banks.count > 1) around.read_bits = reads.words * memory.bits;
        events += around;
    }
    return events;
}

int sram_read_levels(const StageDesign& stage, std::size_t k, const Design& design) {
    const SramBuffer buffer = sram_buffer(stage, k, design);
    bool late = false;
    for (const MemoryReads& memory : buffer.memories)
        late = late || count_late(memory.ports, stage.program.inputs[k]) > 0;
    return (late ? 1 : 0) + (buffer.banks.count > 1 ? width({0, buffer.banks.count - 1}) : 0);
}

}  // namespace hashiflex::core
