// SPDX-License-Identifier: Apache-2.0
// What the SystemC kernel alone costs: clocked methods that do nothing, without and with an update request each.
#include "tests/bench/idle_kernel.h"

namespace hashiflex::bench {
namespace {

constexpr int kIterations = 5;

void kernel_loop(benchmark::State& state) {
    Fastest fastest;
    for (auto iteration : state) {
        static_cast<void>(iteration);
        state.SetIterationTime(fastest.add(in_child(idle_kernel(static_cast<int>(state.range(0))))).seconds);
    }
    state.counters["activations/s"] = fastest.sample().rate();
}
BENCHMARK(kernel_loop)->Arg(16)->Arg(65)->UseManualTime()->Iterations(kIterations)->Unit(benchmark::kMillisecond);

// The most that a chip of blocks with registers can reach.
void kernel_loop_with_updates(benchmark::State& state) {
    const int methods = static_cast<int>(state.range(0));
    compare(state, "activations/s", idle_kernel(methods, Update::requested), "ratio_to_kernel", idle_kernel(methods));
}
BENCHMARK(kernel_loop_with_updates)
    ->Arg(16)
    ->Arg(65)
    ->UseManualTime()
    ->Iterations(kIterations)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace hashiflex::bench
