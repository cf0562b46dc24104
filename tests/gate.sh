#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# gate.sh HASHIFLEX [--renew]: no number of a shipped design moves unnoticed. --renew accepts the new ones: read the
# difference before it is committed.
set -euo pipefail
hashiflex=$1
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for design in configs/designs/*.yaml; do
    "$hashiflex" run "$design" --quiet --out "$work/$(basename "$design" .yaml)"
done
if [ "${2:-}" = --renew ]; then
    rm -rf tests/baselines
    cp -r "$work" tests/baselines
else
    "$hashiflex" compare tests/baselines "$work"
fi
