// SPDX-License-Identifier: Apache-2.0
// What a busy stage costs: a chain of pointwise convolutions that each start a beat every cycle, values apart from
// time.
#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "modules/core/network/evaluate.h"
#include "sim/chip/simulate.h"
#include "tests/bench/idle_kernel.h"

#include <algorithm>
#include <string>
#include <vector>

namespace hashiflex::bench {
namespace {

constexpr int kStages = 63;  // with source and sink: 65 clocked methods
constexpr int kMethods = kStages + 2;
constexpr int kSide = 8;                // of the maps; one pixel per beat
constexpr std::uint64_t kImages = 400;  // the first takes a few hundred cycles to fill the chain

core::Design chain(int channels) {
    core::NetworkSpec network;
    network.name = "chain";
    network.input = {kSide, kSide, channels, 0, 0};
    core::WeightSet weights;
    const auto size = static_cast<std::size_t>(channels);
    for (int s = 0; s < kStages; ++s) {
        core::ConvSpec conv;
        conv.channels = channels;
        network.layers.push_back({"point" + std::to_string(s), {}, conv});
        const std::string& name = network.layers.back().name;
        core::Array& weight = weights[name + ".weight"];
        weight.shape = {size, 1, 1, size};
        for (std::size_t i = 0; i < size * size; ++i)
            weight.integers.push_back(i % 2 == 0 ? 1 : -1);  // no value becomes 0
        weights[name + ".bias"] = {{size}, true, std::vector<std::int64_t>(size, 3), {}};
        weights[name + ".shift"] = {{size}, true, std::vector<std::int64_t>(size, 1), {}};
    }
    return core::resolve(core::build_network(network, weights), core::HardwareSpec());
}

Sample run_chain(const core::Design& design) {
    const ImageSet images(
        1, std::vector<std::uint8_t>(static_cast<std::size_t>(design.source.type.shape.elements()), 100));
    SimulateOptions options;
    options.images = kImages;
    Measured measured;
    const double seconds = seconds_of([&] { measured = simulate(design, images, options); });
    return {seconds, static_cast<double>(measured.total_cycles) * kMethods};
}

// The rows that all stages compute for as many images, and nothing else.
Sample run_values(const core::Design& design) {
    const core::StageDesign& stage = design.stages.front();
    const core::RowType type(stage.in[0]);
    const core::RowKernel kernel(stage.op, {type}, core::row_format(stage.out));
    const auto row_of = [](const core::Shape& shape, core::RowFormat format) {
        return core::packed(core::Tensor(static_cast<std::size_t>(shape.width * shape.channels), 100), format).bytes;
    };
    const std::vector<std::uint8_t> in = row_of(stage.in[0].shape, type.format);
    std::vector<std::uint8_t> out = row_of(stage.out.shape, kernel.out());
    const std::vector<core::RowView> rows{in.data()};
    const auto count = static_cast<std::int64_t>(kImages) * kSide * kStages;
    const double seconds = seconds_of([&] {
        for (std::int64_t row = 0; row < count; ++row) {
            kernel(rows, out.data());
            benchmark::DoNotOptimize(out.data());
            benchmark::ClobberMemory();
        }
    });
    return {seconds, static_cast<double>(count) * kSide};
}

// Source and sink count as stages. The time of the values is measured without SystemC and subtracted.
void stage_tick(benchmark::State& state) {
    const core::Design design = chain(static_cast<int>(state.range(0)));
    const Sample ticks = compare(
        state, "activations/s", [&] { return run_chain(design); }, "ratio_to_kernel", idle_kernel(kMethods));
    Fastest values;
    for (int i = 0; i < 3; ++i) values.add(run_values(design));
    const double values_ns = 1e9 * values.sample().seconds / ticks.amount;
    state.counters["values_ns"] = values_ns;
    state.counters["timing_ns"] = 1e9 / ticks.rate() - values_ns;
}
BENCHMARK(stage_tick)
    ->ArgName("channels")
    ->Arg(1)
    ->Arg(16)
    ->UseManualTime()
    ->Iterations(5)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace hashiflex::bench
