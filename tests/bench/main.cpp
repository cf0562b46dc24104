// SPDX-License-Identifier: Apache-2.0
// Runs the benchmarks; every measurement is a child process of its own, because SystemC elaborates once per process.
#include <benchmark/benchmark.h>
#include <cstdlib>

// The library of SystemC asks for it; its own main is replaced by ours.
extern "C" int sc_main(int, char*[]) {
    return 0;
}

int main(int argc, char* argv[]) {
    setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return EXIT_FAILURE;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return EXIT_SUCCESS;
}
