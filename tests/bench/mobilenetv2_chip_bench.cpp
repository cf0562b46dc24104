// SPDX-License-Identifier: Apache-2.0
// What an image of the shipped MobileNetV2 chips costs on one core: values and time together against oneDNN's int8
// arithmetic of the same layers, and time alone; with all instructions of the machine, and with AVX2.
#include "sim/chip/simulate.h"
#include "sim/config/load.h"
#include "sim/run/run_images.h"
#include "tests/bench/instructions.h"
#include "tests/bench/measure.h"
#include "tests/bench/mobilenetv2_layers.h"
#include "tests/bench/onednn_layer.h"

#include <ctime>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex::bench {
namespace {

constexpr int kIterations = 12;
constexpr std::uint64_t kWarmUp = 30;  // images: buffers are full, caches and rows are in use
constexpr std::uint64_t kImages = 120;
constexpr double kWindow = 18;  // images, at least

const core::Design& design_of(const std::string& name) {
    static std::map<std::string, LoadedDesign> loaded;
    const auto found = loaded.find(name);
    if (found != loaded.end()) return found->second.design;
    return loaded.emplace(name, load(HASHIFLEX_SOURCE_DIR "/configs/designs/" + name + ".yaml")).first->second.design;
}

// Of this process, which has one thread: what others do to the machine's clock disturbs less.
double now() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// The fastest window of a run: a whole run meets the machine's other users more often than a short one of the
// reference.
class Windows {
 public:
    void reached(double images) {
        const double time = now();
        if (start_ && images - start_->second < kWindow) return;
        if (start_) fastest_.add({time - start_->first, images - start_->second});
        start_ = {time, images};
    }
    const Sample& fastest() const { return fastest_.sample(); }

 private:
    std::optional<std::pair<double, double>> start_;
    Fastest fastest_;
};

// Images in steady state: elaboration and the first ones are left out. They are counted by their cycles: the last one
// of a window is seldom whole.
Sample simulated_images(const core::Design& design, ValueShare values) {
    const ImageSet images = synthetic_images(design.source.type.shape, 8, 1).images;
    SimulateOptions options;
    options.images = kWarmUp + kImages;
    options.keep_sums = 0;
    options.chip.values = values;
    const double image_cycles = design.ideal_cycles_per_image();
    Windows windows;
    options.progress = [&](const Progress& progress) {
        if (progress.images_done >= kWarmUp) windows.reached(static_cast<double>(progress.cycles) / image_cycles);
    };
    simulate(design, images, options);
    return windows.fastest();
}

// Sums of 1001 classes, from 1280 features.
Layer classifier() {
    Layer layer = mobilenet_v2().back();  // pointwise, too
    core::Conv& conv = layer.conv;
    conv.in = {1, 1, conv.out.channels};
    conv.out = {1, 1, 1001};
    conv.bias.resize(1001);
    conv.shift.resize(1001, 7);
    return layer;
}

// The fastest image of each layer: the 52 convolutions, then the classifier; without additions and pool.
Sample onednn_images(bool with_classifier) {
    std::vector<OneDnnLayer> layers;
    for (const Layer& layer : mobilenet_v2()) layers.emplace_back(layer);
    if (with_classifier) layers.emplace_back(classifier());
    std::vector<Fastest> fastest(layers.size());
    for (std::uint64_t image = 0; image < kImages; ++image)
        for (std::size_t i = 0; i < layers.size(); ++i) fastest[i].add({seconds_of([&] { layers[i].run(); }), 1});
    Sample sum{0, 1};
    for (const Fastest& layer : fastest) sum.seconds += layer.sample().seconds;
    return sum;
}

void mobilenet_v2_chip(benchmark::State& state, const std::string& name, Instructions instructions) {
    const core::Design& design = design_of(name);
    const auto measured = [&](const Measurement& measurement) {
        return in_child([&] {
            limit(instructions);
            return measurement();
        });
    };
    Fastest with_values, time_alone, onednn, convolutions;
    for (auto iteration : state) {
        static_cast<void>(iteration);
        onednn.add(measured([] { return onednn_images(true); }));
        convolutions.add(measured([] { return onednn_images(false); }));
        time_alone.add(measured([&] { return simulated_images(design, {0, 0}); }));
        state.SetIterationTime(with_values.add(measured([&] { return simulated_images(design, {}); })).seconds);
    }
    const auto milliseconds = [](const Fastest& fastest) { return 1e3 / fastest.sample().rate(); };
    state.counters["ms/image"] = milliseconds(with_values);
    state.counters["onednn_ms"] = milliseconds(onednn);
    state.counters["onednn_convolutions_ms"] = milliseconds(convolutions);
    state.counters["time_to_onednn"] = milliseconds(with_values) / milliseconds(onednn);  // at most 1.4 is wanted
    state.counters["time_alone_ms"] = milliseconds(time_alone);
    state.counters["time_alone_images/s"] = time_alone.sample().rate();  // at least 1000 is wanted
}

BENCHMARK_CAPTURE(mobilenet_v2_chip, npu, "mobilenetv2_224", Instructions::all)
    ->UseManualTime()
    ->Iterations(kIterations)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(mobilenet_v2_chip, npu_avx2, "mobilenetv2_224", Instructions::avx2)
    ->UseManualTime()
    ->Iterations(kIterations)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(mobilenet_v2_chip, hardwired, "mobilenetv2_224_hardwired", Instructions::all)
    ->UseManualTime()
    ->Iterations(kIterations)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(mobilenet_v2_chip, hardwired_avx2, "mobilenetv2_224_hardwired", Instructions::avx2)
    ->UseManualTime()
    ->Iterations(kIterations)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace hashiflex::bench
