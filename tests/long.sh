#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The long form of the tests: sanitizers, readers fed with anything, sweeps that are ended and resumed, 1,000 random designs proven, byte-identical
# results between compilers and optimization levels.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
jobs=$(nproc)

echo "== sanitizers (address and undefined behaviour)"
cmake --preset sanitizers >/dev/null
cmake --build build/sanitizers
# Not the proofs: they spend their time in programs that Verilator made, which no sanitizer sees.
ctest --preset sanitizers -j "$jobs" -LE 'prove_tests|rtl_tests'

echo "== fuzz targets, a minute each"
tests/fuzz/run.sh 1

echo "== a sweep ended 200 times"
HASHIFLEX_ENDINGS=200 ./build/release/tests/sim_tests "sweeps that are killed*"

echo "== 1,000 random designs, RTL against SystemC"
tests/prove_many.sh 1000

# Each design, with a reprogramming where there is an NPU, must give the same report and waveform to the byte.
simulate() {
    local binary=$1 out=$2
    mkdir -p "$out"
    "$binary" run configs/designs/digits.yaml --reprogram-at 100 --trace "$out/digits.vcd" --out "$out/digits" \
        >"$out/digits.txt"
    "$binary" run configs/designs/digits_hardwired.yaml --trace "$out/hardwired.vcd" --out "$out/hardwired" \
        >"$out/hardwired.txt"
    "$binary" sweep configs/sweeps/digits.yaml -j 2 --report --out "$out/sweep" >/dev/null
    "$binary" run configs/designs/mobilenetv2_224.yaml --images 2 --out "$out/mobilenetv2" >"$out/mobilenetv2.txt"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
simulate ./build/release/hashiflex "$work/release"
for threads in 1 3 4 5 6 7 8; do
    ./build/release/hashiflex sweep configs/sweeps/digits.yaml -j "$threads" --report --quiet --out "$work/sweep"
    diff -r "$work/release/sweep" "$work/sweep"
    rm -r "$work/sweep"
done
echo "identical: sweeps on 1 to 8 threads"
for preset in gcc-o0 clang-o0 clang-o3; do
    echo "== $preset against release"
    cmake --preset "$preset" >/dev/null
    cmake --build "build/$preset" --target hashiflex
    simulate "./build/$preset/hashiflex" "$work/$preset"
    diff -r "$work/release" "$work/$preset"
    echo "identical: reports, tables, sweeps and waveforms"
done
