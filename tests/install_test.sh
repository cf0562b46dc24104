#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# install_test.sh BUILD_DIR: a user's platform, outside the build, finds, links and runs the installed libraries.
set -euo pipefail
build=$1
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cmake --install "$build" --prefix "$scratch/installed" >/dev/null
# Sanitized libraries want a sanitized program.
flags=$(sed -n 's/^CMAKE_CXX_FLAGS:STRING=//p' "$build/CMakeCache.txt")
cmake -S "$source/docs/examples/platform" -B "$scratch/platform" -G Ninja \
      -DCMAKE_PREFIX_PATH="$scratch/installed" -DCMAKE_CXX_FLAGS="$flags -Wall -Wextra -Werror" >/dev/null
cmake --build "$scratch/platform" >"$scratch/build.log" || { cat "$scratch/build.log"; exit 1; }
"$scratch/platform/platform" "$source/configs/designs/digits.yaml"
"$scratch/installed/bin/hashiflex" --version
