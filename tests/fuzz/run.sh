#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Looks for inputs that a reader does not answer: each target for MINUTES of one core.
#
#   tests/fuzz/run.sh MINUTES [TARGET...]
#
# What is found stays in out/fuzz/findings/TARGET-*, what covers new code in out/fuzz/corpus/TARGET, so that the next
# call goes on where this one stopped. To see a finding again: build/fuzz/tests/fuzz/fuzz_replay TARGET FILE.
# To keep it: mend the reader, put the file (small) into tests/fuzz/corpus/TARGET.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

minutes=${1:?usage: tests/fuzz/run.sh MINUTES [TARGET...]}
shift
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    for file in tests/fuzz/targets/*.cpp; do targets+=("$(basename "$file" .cpp)"); done
fi

cmake --preset fuzz >/dev/null
cmake --build build/fuzz --target fuzz fuzz_replay
mkdir -p out/fuzz/findings
python3 tests/fuzz/inputs.py out/fuzz/inputs

# libFuzzer looks at the clock on the wall: on a busy machine it gives up what takes milliseconds. What a replay answers in
# 10 seconds of processor time is no finding.
drop_false_timeouts() {
    local file
    for file in out/fuzz/findings/"$1"-timeout-*; do
        [ -e "$file" ] || continue
        if (ulimit -t 10 && build/fuzz/tests/fuzz/fuzz_replay "$1" "$file") >/dev/null 2>&1; then rm "$file"; fi
    done
}

found() { compgen -G "out/fuzz/findings/$1-*" >/dev/null; }

# search TARGET SECONDS: until the time is over or something is found.
search() {
    local target=$1 end=$((SECONDS + $2))
    while [ "$SECONDS" -lt "$end" ]; do
        HASHIFLEX_FUZZ_TARGET=$target build/fuzz/tests/fuzz/fuzz -max_total_time=$((end - SECONDS)) -timeout=10 \
            -rss_limit_mb=2048 -max_len=$largest -print_final_stats=1 -artifact_prefix="out/fuzz/findings/$target-" \
            "out/fuzz/corpus/$target" "tests/fuzz/corpus/$target" 2>"out/fuzz/$target.log" && return 0
        drop_false_timeouts "$target"
        if found "$target" || ! grep -q 'libFuzzer: timeout' "out/fuzz/$target.log"; then return 1; fi
    done
}

# Small inputs teach a fuzzer more than large ones.
largest=65536
failed=()
for target in "${targets[@]}"; do
    echo "== $target, $minutes min"
    mkdir -p "out/fuzz/corpus/$target"
    find "out/fuzz/inputs/$target" -type f -size -16k -exec cp -n -t "out/fuzz/corpus/$target" {} +
    search "$target" $((minutes * 60)) || failed+=("$target")
    grep -E '^stat::number_of_executed_units|cov:' "out/fuzz/$target.log" | tail -n 2
done
[ ${#failed[@]} -eq 0 ] || { echo "findings: ${failed[*]}; see out/fuzz/findings and out/fuzz/*.log" >&2; exit 1; }
echo "no findings"
