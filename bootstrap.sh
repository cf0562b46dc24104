#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Everything from a bare Debian 12: installs the packages, builds, and runs or tests. Safe to repeat.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
    cat <<'TEXT'
usage: ./bootstrap.sh run [OPTION...]   install, build, simulate the digits chip; options go to `hashiflex run`
       ./bootstrap.sh test [--all]      install, build, run all tests; --all: sanitizers, 1,000 proofs, the compiler matrix too
       ./bootstrap.sh bench             install, build, run the benchmarks
       ./bootstrap.sh build             install and build only

examples:
       ./bootstrap.sh run
       ./bootstrap.sh run --reprogram-at 100 --trace digits.vcd
TEXT
}

build_packages=(g++ cmake ninja-build pkg-config libsystemc-dev libboost-program-options-dev libspdlog-dev
                libyaml-cpp-dev nlohmann-json3-dev libzip-dev libssl-dev libpng-dev libturbojpeg0-dev
                libonnx-dev libprotobuf-dev protobuf-compiler liblbfgs-dev)
test_packages=(catch2 librapidcheck-dev gtkwave python3-jsonschema python3-opencv python3-yaml verilator make
               iverilog yosys chromium-headless-shell slurm-wlm munge)
all_packages=(clang libclang-rt-14-dev)
bench_packages=(libbenchmark-dev libdnnl-dev verilator make)

# announce CPU_MINUTES WHAT...: what is going to happen, and about how long; the minutes are those of one processor, measured
# with nothing built before.
announce() {
    local minutes=$(($1 / $(nproc) + 1))
    shift
    say "$*: about $minutes minutes, less if parts are built already"
}

say() { printf '== %s\n' "$*"; }

# Asks apt only for what is missing, so that a repeated call needs no network and no rights.
install_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "bootstrap.sh: packages are missing and there is no sudo: run as root" >&2; exit 2; }
        as_root=(sudo)
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
}

# build PRESET [CMAKE OPTION...]
build() {
    local preset=$1
    shift
    say "building ($preset)"
    cmake --preset "$preset" "$@" >/dev/null
    cmake --build "build/$preset"
}

case "${1:-}" in
    run)
        shift
        announce 5 "installing what is missing, building, and simulating the digits chip"
        install_packages "${build_packages[@]}"
        build release -DHASHIFLEX_TESTS=OFF
        say "running configs/designs/digits.yaml"
        exec ./build/release/hashiflex run configs/designs/digits.yaml --out out/digits "$@"
        ;;
    build)
        announce 5 "installing what is missing, and building"
        install_packages "${build_packages[@]}"
        build release
        ;;
    test)
        announce 30 "installing what is missing, building everything, and running all tests"
        install_packages "${build_packages[@]}" "${test_packages[@]}" "${bench_packages[@]}"
        build release -DHASHIFLEX_TESTS=ON -DHASHIFLEX_BENCH=ON  # what is not run is compiled
        say "testing"
        ctest --preset release -j "$(($(nproc) + 1))"  # many tests wait for a signal or a child
        if [ "${2:-}" = --all ]; then
            install_packages "${all_packages[@]}"
            tests/long.sh
        fi
        ;;
    bench)
        install_packages "${build_packages[@]}" "${bench_packages[@]}"
        build bench
        exec ./build/bench/tests/bench/hashiflex_bench
        ;;
    -h | --help | help) usage ;;
    *)
        usage >&2
        exit 2
        ;;
esac
