#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# sweep_test.sh HASHIFLEX: a sweep given to a real Slurm, one chunk put back into the queue and one killed halfway, ends
# in the table of the undisturbed sweep, to the byte.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$1

if [ "${2:-}" != inside ]; then
    for tool in slurmctld slurmd munged sbatch; do
        PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null && continue
        echo "skipped: there is no $tool: apt-get install slurm-wlm munge"
        exit 77
    done
    exec timeout --kill-after=30 240 "$here/with_slurm.sh" "$0" "$program" inside
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch" || { sleep 2; rm -rf "$scratch"; }' EXIT # a program that ends may still write
cd "$scratch"
fail() {
    echo "sweep_test.sh: $*" >&2
    squeue >&2
    tail -n 20 "$out"/slurm/*.log "$SLURM_CONF" >&2
    exit 1
}
wait_until() { # WHAT CONDITION: at most 90 s
    for _ in {1..900}; do
        eval "$2" && return
        sleep 0.1
    done
    fail "$1: not within 90 s"
}
rows() { wc -l 2>/dev/null <"$1/results.jsonl" || echo 0; }
processes() { # of a task of an array, on this machine
    scontrol listpids "$(squeue --noheader --jobs="$1" --format=%A)" | awk 'NR > 1 && $1 > 1 {print $1}'
}
submit() { "$program" sweep "$here/../../configs/sweeps/digits.yaml" "${options[@]}" --out "$out" "$@"; }
empty_queue() { [ -z "$(squeue --noheader)" ]; }
undisturbed() {
    diff -r plain "$1" --exclude=slurm --exclude=shards || fail "$1 differs from the undisturbed sweep"
}

out='it'\''s "50%" done' # what shells and sbatch trip over
options=(--engine systemc --images 15000 --report --axis 'npu.accumulator=carry_save')
"$program" sweep "$here/../../configs/sweeps/digits.yaml" "${options[@]}" --out plain --quiet -j 2
[ "$(rows plain)" -eq 16 ] || fail "16 points are expected"

submit --slurm --chunks 2 --slurm-option comment='two "words"' --slurm-option time=10
wait_until "chunk 1 has a point" '[ "$(rows "$out/shards/1")" -ge 1 ]'
scontrol requeue 1_1
wait_until "chunk 2 has a point" '[ "$(rows "$out/shards/2")" -ge 1 ]'
kill -KILL $(processes 1_2)
wait_until "chunk 1 is back" "squeue --noheader --array --format=%K,%T | grep -qx 1,PENDING"
[ "$(rows "$out/shards/1")" -lt 8 ] && [ "$(rows "$out/shards/2")" -lt 8 ] || fail "the chunks were done before their end"
scontrol show job 1_1 | grep -o 'Comment=.*'

wait_until "the jobs end" empty_queue
[ "$(rows "$out/shards/1")" -eq 8 ] || fail "chunk 1 did not go on after it was requeued"
[ ! -e "$out/plan.json" ] || fail "joined without all points"
grep -q 'points are missing' "$out/slurm/merge.log" || fail "the merge does not say what is missing"

submit --slurm && fail "a second sweep in the same folder was not refused"
submit --slurm --resume --chunks 3 && fail "another number of chunks was not refused"
submit --slurm --resume
wait_until "the jobs end" empty_queue
[ "$(rows "$out/shards/2")" -eq 8 ] || fail "chunk 2 did not go on after it was killed"
undisturbed "$out"
submit --slurm --resume | grep 'is complete' || fail "a complete sweep was submitted again"
echo "identical: the table of a sweep whose jobs were requeued and killed"
