// SPDX-License-Identifier: Apache-2.0
// What a whole chip costs: the digits design, against the bare kernel.
#include "sim/chip/simulate.h"
#include "sim/config/load.h"
#include "sim/run/run_images.h"
#include "tests/bench/idle_kernel.h"

namespace hashiflex::bench {
namespace {

constexpr std::uint64_t kImages = 5000;
constexpr int kIterations = 5;

const core::Design& digits() {
    static const LoadedDesign loaded = load(HASHIFLEX_SOURCE_DIR "/configs/designs/digits.yaml");
    return loaded.design;
}

int methods_of(const core::Design& design) {
    return static_cast<int>(design.stages.size()) + 2;
}

struct Run {
    double seconds = 0;
    double cycles = 0;
};

// Elaboration included.
Run run_chip(const core::Design& design) {
    const ImageSet images = synthetic_images(design.source.type.shape, 16, 1).images;
    SimulateOptions options;
    options.images = kImages;
    Measured measured;
    const double seconds = seconds_of([&] { measured = simulate(design, images, options); });
    return {seconds, static_cast<double>(measured.total_cycles)};
}

Sample activations_of_chip() {
    const Run run = run_chip(digits());
    return {run.seconds, run.cycles * methods_of(digits())};
}

// Values and time, against as many methods that do nothing.
void chip_digits(benchmark::State& state) {
    const Sample sample =
        compare(state, "activations/s", activations_of_chip, "ratio_to_kernel", idle_kernel(methods_of(digits())));
    state.counters["methods"] = methods_of(digits());
    state.counters["images/s"] = static_cast<double>(kImages) / sample.seconds;
}
BENCHMARK(chip_digits)->UseManualTime()->Iterations(kIterations)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace hashiflex::bench
