// SPDX-License-Identifier: Apache-2.0
#include "tests/support/record.h"

#include "modules/core/network/evaluate.h"
#include "modules/core/timing/recurrence.h"
#include "modules/stream/probe.h"
#include "tests/support/naive.h"
#include "tests/support/protocol_checker.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

namespace hashiflex::test {
namespace {

std::int64_t now_in_cycles(const core::Design& design) {
    const double period = std::round(1e6 / design.clock.mhz);  // ps
    return static_cast<std::int64_t>(std::llround(sc_core::sc_time_stamp().to_seconds() * 1e12 / period));
}

std::string first_difference(const std::string& wire, const std::vector<std::int64_t>& seen,
                             const std::vector<core::Cycle>& expected) {
    for (std::size_t n = 0; n < std::min(seen.size(), expected.size()); ++n)
        if (seen[n] != expected[n])
            return wire + ": beat " + std::to_string(n) + " moved at " + std::to_string(seen[n]) +
                   ", recurrence says " + std::to_string(expected[n]);
    if (seen.size() != expected.size())
        return wire + ": " + std::to_string(seen.size()) + " beats, recurrence says " + std::to_string(expected.size());
    return "";
}

}  // namespace

Recorded record(const core::Design& design, const ImageSet& images, std::uint64_t count, const Stalls& stalls,
                std::optional<std::uint64_t> reprogram_at) {
    Recorded recorded;
    std::vector<std::unique_ptr<stream::Probe>> probes;
    std::vector<std::unique_ptr<ProtocolChecker>> checkers;
    SimulateOptions options;
    options.images = count;
    options.reprogram_at = reprogram_at;
    if (stalls.source_open < 100)
        options.chip.source_open = [=](std::uint64_t t) { return stall_pattern(stalls.seed, t, stalls.source_open); };
    if (stalls.sink_ready < 100)
        options.chip.sink_ready = [=](std::uint64_t t) { return stall_pattern(~stalls.seed, t, stalls.sink_ready); };
    std::map<std::string, std::uint64_t> next;
    options.chip.connect = [&](tlm::tlm_initiator_socket<>& from, TargetSocket& to, const std::string& wire) {
        const core::BeatGrid* grid = &design.stages.back().grid;
        for (const auto& stage : design.stages)
            for (const auto& input : stage.inputs)
                if (input.name == wire) grid = &design.grid_of(input.producer);
        probes.push_back(std::make_unique<stream::Probe>(
            sc_core::sc_gen_unique_name("probe"), [&, wire, grid](const tlm::tlm_generic_payload& payload) {
                recorded.moves[wire].push_back(now_in_cycles(design));
                const stream::Beat& beat = stream::beat_of(payload);
                const std::uint64_t n = next[wire]++;
                const auto beats = static_cast<std::uint64_t>(grid->beats());
                const bool as_expected = beat.image == n / beats &&
                                         grid->beat_of(beat.row, beat.column) == static_cast<int>(n % beats) &&
                                         beat.pixels == grid->pixels_of(static_cast<int>(n % beats));
                if (!as_expected && recorded.order_error.empty())
                    recorded.order_error = wire + ": beat " + std::to_string(n) + " is out of order";
            }));
        checkers.push_back(std::make_unique<ProtocolChecker>(sc_core::sc_gen_unique_name("checker")));
        from.bind(probes.back()->in);
        probes.back()->out.bind(checkers.back()->in);
        checkers.back()->out.bind(to);
    };
    recorded.measured = simulate(design, images, options);
    return recorded;
}

std::string compare_times(const core::Design& design, const Recorded& recorded, std::uint64_t count,
                          const Stalls& stalls) {
    core::RecurrenceOptions options;
    options.images = static_cast<std::int64_t>(count);
    const auto pattern = [](std::uint64_t seed, int percent) {
        return [=](core::Cycle t) { return stall_pattern(seed, static_cast<std::uint64_t>(t), percent); };
    };
    if (stalls.source_open < 100) options.source_open = pattern(stalls.seed, stalls.source_open);
    if (stalls.sink_ready < 100) options.sink_ready = pattern(~stalls.seed, stalls.sink_ready);
    const core::RecurrenceTimes times = core::solve(design, options);
    const bool finishes = times.image_done.size() == count;
    if (finishes == recorded.measured.deadlock.has_value())
        return finishes ? "SystemC deadlocks, the recurrence does not" : "the recurrence deadlocks, SystemC does not";
    const core::Cycle end =
        finishes ? times.image_done.back() : std::numeric_limits<core::Cycle>::max();  // the simulation stops there
    const auto until_end = [&](std::vector<core::Cycle> moves) {
        moves.erase(std::upper_bound(moves.begin(), moves.end(), end), moves.end());
        return moves;
    };
    const auto seen = [&](const std::string& wire) {
        const auto found = recorded.moves.find(wire);
        return found == recorded.moves.end() ? std::vector<std::int64_t>{} : found->second;
    };
    for (std::size_t s = 0; s < design.stages.size(); ++s)
        for (std::size_t k = 0; k < design.stages[s].inputs.size(); ++k) {
            const std::string& wire = design.stages[s].inputs[k].name;
            const std::string difference = first_difference(wire, seen(wire), until_end(times.moves[s][k]));
            if (!difference.empty()) return difference;
        }
    return first_difference("sink", seen("sink"), times.results);
}

std::string compare_values(const core::Network& network, const Recorded& recorded, const ImageSet& images) {
    for (std::size_t i = 0; i < recorded.measured.images.size(); ++i) {
        const auto tensors = naive(network, images[i % images.size()]);
        const ImageResult& result = recorded.measured.images[i];
        if (result.sums != tensors.back()) return "image " + std::to_string(i) + ": values differ from the reference";
        const auto* classifier = std::get_if<core::Classifier>(&network.layers.back().op);
        if (classifier != nullptr && result.top1 != naive_class(tensors.back(), *classifier))
            return "image " + std::to_string(i) + ": class " + std::to_string(result.top1) +
                   " differs from the reference";
    }
    return "";
}

std::string check_counts(const core::Design& design, const Recorded& recorded) {
    const Measured& measured = recorded.measured;
    if (!recorded.order_error.empty()) return recorded.order_error;
    const auto sums = [&](const CycleCounts& counts) {
        return counts.busy + counts.starved + counts.blocked == measured.total_cycles;
    };
    if (!sums(measured.source)) return "source: cycles do not sum to the total";
    if (!sums(measured.sink)) return "sink: cycles do not sum to the total";
    for (std::size_t s = 0; s < design.stages.size(); ++s) {
        const core::StageDesign& stage = design.stages[s];
        if (!sums(measured.stages[s])) return stage.name + ": cycles do not sum to the total";
        if (measured.fifo_high_water[s] > static_cast<std::uint64_t>(stage.fifo.depth))
            return stage.fifo.name + " overflows";
        for (std::size_t k = 0; k < stage.inputs.size(); ++k)
            if (measured.input_high_water[s][k] > static_cast<std::uint64_t>(stage.inputs[k].depth))
                return stage.inputs[k].name + " overflows";
    }
    return "";
}

}  // namespace hashiflex::test
