// SPDX-License-Identifier: Apache-2.0
// What a design point costs in a sweep: MobileNetV2 on the recurrence engine, timing only, first image and steady
// state, against SystemC over as many images.
#include "modules/core/timing/fast_timing.h"
#include "sim/chip/simulate.h"
#include "sim/cli/run_images.h"
#include "sim/config/load.h"
#include "tests/bench/measure.h"

#include <map>
#include <string>

namespace hashiflex::bench {
namespace {

constexpr std::int64_t kImages = 1000;
constexpr std::int64_t kMillion = 1000000;
// SystemC takes a minute for a thousand images: its rate is that of fewer, which flatters it, as it fills its buffers
// in the first ones.
constexpr std::int64_t kSystemcImages = 40;

const core::Design& design_of(const std::string& name) {
    static std::map<std::string, LoadedDesign> loaded;
    auto found = loaded.find(name);
    if (found == loaded.end())
        found = loaded.emplace(name, load(HASHIFLEX_SOURCE_DIR "/configs/designs/" + name + ".yaml")).first;
    return found->second.design;
}

core::Timing time_of(const core::Design& design, std::int64_t images) {
    core::TimingOptions options;
    options.images = images;
    return core::time_images(design, options, [](const core::Timing& so_far) { return so_far.last_active + 1; });
}

Sample fast(const std::string& name, std::int64_t images) {
    const core::Design& design = design_of(name);
    core::Timing timing;
    const double seconds = seconds_of([&] { timing = time_of(design, images); });
    return {seconds, static_cast<double>(timing.done.size())};
}

void design_point(benchmark::State& state, const std::string& name) {
    const Sample sample = compare(
        state, "images/s", [&] { return fast(name, kImages); }, "ratio_to_a_million_images",
        [&] { return fast(name, kMillion); });
    state.counters["ms_per_point"] = sample.seconds * 1e3;
}
BENCHMARK_CAPTURE(design_point, npu, "mobilenetv2_224")->UseManualTime()->Iterations(5)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(design_point, hardwired, "mobilenetv2_224_hardwired")
    ->UseManualTime()
    ->Iterations(5)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace hashiflex::bench
