#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Proves N random designs (RTL against SystemC, tests/support/random_proof.h), as many at a time as there are cores.
# A design that fails is shrunk and saved under out/prove_many, with the command that shows the failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ $# -lt 1 ] || [ "$1" -lt 1 ]; then
    echo "usage: tests/prove_many.sh N [FIRST_SEED]" >&2
    exit 2
fi
count=$1
first=${2:-0}
jobs=$(nproc)
tool=build/release/tests/prove_random
out=out/prove_many
[ -x "$tool" ] || { echo "prove_many.sh: $tool is missing: ./bootstrap.sh test builds it" >&2; exit 2; }
mkdir -p "$out"

# Built simulators are of no use a second time.
cache=$(mktemp -d)
trap 'rm -rf "$cache"' EXIT
start=$(date +%s)
failed=0
seq "$first" "$((first + count - 1))" |
    XDG_CACHE_HOME=$cache xargs -P "$jobs" -n 8 "$tool" "$out" >"$out/log" || failed=1
proven=$(grep -c ' 0 mismatches$' "$out/log" || true)
transfers=$(awk '/ 0 mismatches$/ {sum += $3} END {print sum + 0}' "$out/log")
echo "$proven of $count designs proven, $transfers transfers compared, $(($(date +%s) - start)) s"
if [ "$failed" -ne 0 ] || [ "$proven" -ne "$count" ]; then
    grep -A 12 'FAILED' "$out/log" || true
    exit 1
fi
