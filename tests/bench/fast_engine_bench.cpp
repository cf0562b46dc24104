// SPDX-License-Identifier: Apache-2.0
// What a design point costs in a sweep: the cycle numbers of MobileNetV2 from the recurrence engine, timing only, first
// image and steady state, against SystemC for as many images, timing only too.
#include "modules/core/timing/fast_timing.h"
#include "sim/chip/simulate.h"
#include "sim/config/load.h"
#include "sim/run/run_images.h"
#include "tests/bench/measure.h"

#include <map>
#include <string>

namespace hashiflex::bench {
namespace {

constexpr std::int64_t kImages = 1000;
constexpr std::int64_t kMillion = 1000000;
constexpr int kPoints = 20;  // of one measurement

const core::Design& design_of(const std::string& name) {
    static std::map<std::string, LoadedDesign> loaded;
    auto found = loaded.find(name);
    if (found == loaded.end())
        found = loaded.emplace(name, load(HASHIFLEX_SOURCE_DIR "/configs/designs/" + name + ".yaml")).first;
    return found->second.design;
}

// Per point: the engine is built anew for each.
Sample fast(const core::Design& design, std::int64_t images) {
    core::TimingOptions options;
    options.images = images;
    const auto point = [&] {
        return core::time_images(design, options, [](const core::Timing& so_far) { return so_far.last_active + 1; });
    };
    Fastest fastest;
    for (int i = 0; i < kPoints; ++i) {
        core::Timing timing;
        const double seconds = seconds_of([&] { timing = point(); });
        fastest.add({seconds, static_cast<double>(timing.done.size())});
    }
    return fastest.sample();
}

Sample systemc(const core::Design& design) {
    const ImageSet images = synthetic_images(design.source.type.shape, 1, 1).images;
    SimulateOptions options;
    options.images = static_cast<std::uint64_t>(kImages);
    options.chip.values = {0, 0};
    Measured measured;
    const double seconds = seconds_of([&] { measured = simulate(design, images, options); });
    return {seconds, static_cast<double>(measured.images.size())};
}

void design_point(benchmark::State& state, const std::string& name) {
    const core::Design& design = design_of(name);
    const Sample sample = compare(
        state, "images/s", [&] { return fast(design, kImages); }, "ratio_to_systemc", [&] { return systemc(design); });
    state.counters["ms_per_point"] = sample.seconds * 1e3;
    state.counters["ms_for_a_million"] = in_child([&] { return fast(design, kMillion); }).seconds * 1e3;
}
BENCHMARK_CAPTURE(design_point, npu, "mobilenetv2_224")->UseManualTime()->Iterations(2)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(design_point, hardwired, "mobilenetv2_224_hardwired")
    ->UseManualTime()
    ->Iterations(2)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace hashiflex::bench
