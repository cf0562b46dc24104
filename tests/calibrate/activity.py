#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The default toggle rates: means over the stages of networks, with toggles counted on images.

  activity.py HASHIFLEX DESIGN.yaml [OPTION...] [-- DESIGN.yaml [OPTION...]]...

OPTIONs are those of `hashiflex run`: images, weights. Prints for each class of wires the mean over the stages of each
design, their least and greatest, and the mean over the designs: what modules/core/cost/toggle_rates.h holds."""
import json
import pathlib
import statistics
import sys
import tempfile

from tools import run

WHOLE = 0.99  # share of a stage's wires that must have been looked at


def designs(words):
    found = [[]]
    for word in words:
        found.append([]) if word == "--" else found[-1].append(word)
    return found


def rates(hashiflex, words):
    """By class, the rates of the stages that have any of it."""
    with tempfile.TemporaryDirectory() as folder:
        run([hashiflex, "run", *words, "--engine", "fast", "--set", "energy.activity=full", "--quiet", "--out", folder])
        stages = json.loads((pathlib.Path(folder) / "report.json").read_text())["stages"]
    by_class = {}
    for stage in stages:
        for name, rate in stage["toggle_rates"].items():
            if rate is not None and stage["toggles_measured"] >= WHOLE:
                by_class.setdefault(name, []).append(rate)
    return by_class


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    of_designs = [(words, rates(sys.argv[1], words)) for words in designs(sys.argv[2:])]
    for name in sorted({name for _, found in of_designs for name in found}):
        means = []
        for words, found in of_designs:
            if name not in found:
                continue
            means.append(statistics.mean(found[name]))
            print(f"{name:12} {pathlib.Path(words[0]).stem:28} {means[-1]:.3f}  "
                  f"({min(found[name]):.3f} to {max(found[name]):.3f}, {len(found[name])} stages)")
        print(f"{name:12} {'mean':28} {statistics.mean(means):.3f}")


if __name__ == "__main__":
    main()
