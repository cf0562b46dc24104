// SPDX-License-Identifier: Apache-2.0
// Images per second of `eval` on MobileNetV2 1.0 224x224, all stages of the design, against oneDNN's int8 on its 52
// convolutions alone; one core, in turn, the fastest image of each.
#include "sim/config/load.h"
#include "sim/eval/class_head.h"
#include "sim/fast/image_values.h"
#include "sim/run/run_images.h"
#include "tests/bench/instructions.h"
#include "tests/bench/measure.h"
#include "tests/bench/mobilenetv2_layers.h"
#include "tests/bench/onednn_layer.h"
#include "tests/support/in_child.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

namespace hashiflex::bench {
namespace {

constexpr int kImages = 30;

// "ours onednn", in seconds per image.
std::string contest() {
    limit(Instructions::all);
    const auto loaded = load(std::string(HASHIFLEX_SOURCE_DIR) + "/configs/designs/mobilenetv2_224.yaml");
    const auto images = synthetic_images(loaded.design.source.type.shape, 1, 1).images;
    const auto head = class_head(loaded.design);
    const ImageEvaluator evaluate(loaded.design);
    std::vector<OneDnnLayer> layers;
    for (const Layer& layer : mobilenet_v2()) layers.emplace_back(layer);
    double ours = std::numeric_limits<double>::infinity(), onednn = ours;
    for (int image = 0; image < kImages; ++image) {
        ours = std::min(ours, seconds_of([&] { benchmark::DoNotOptimize((*head)(evaluate(images[0]).sums)); }));
        onednn = std::min(onednn, seconds_of([&] {
                              for (OneDnnLayer& layer : layers) layer.run();
                          }));
    }
    return std::to_string(ours) + " " + std::to_string(onednn);
}

void mobilenet_v2_eval(benchmark::State& state) {
    for (auto iteration : state) {
        static_cast<void>(iteration);
        const std::string said = test::in_child(contest);
        std::istringstream seconds(said);
        double ours = 0, onednn = 0;
        if (!(seconds >> ours >> onednn)) return state.SkipWithError(said.c_str());
        state.SetIterationTime(ours);
        state.counters["images/s"] = 1 / ours;
        state.counters["onednn_images/s"] = 1 / onednn;
        state.counters["share_of_onednn"] = onednn / ours;
    }
}
BENCHMARK(mobilenet_v2_eval)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace hashiflex::bench
