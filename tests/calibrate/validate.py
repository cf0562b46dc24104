#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds what report.json says of stages against synthesis of the RTL that is written of them.

  validate.py HASHIFLEX --synth SYNTH.SH [--quick] [--out FILE.csv]

SYNTH.SH maps Verilog onto ASAP7 cells and prints a JSON object with area_by_kind_um2, fa, ha, maj, flops and crit_ps.
Blocks are all stages of the designs beside this file, in the variants below; --quick takes the smaller half of one
variant. Writes a row a block and prints medians, 90th percentiles and maxima of the errors.
Energy and designs with clock gating are not compared: the flow knows neither clock gates nor enables."""
import argparse
import csv
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
FULL_UM2, HALF_UM2, FLOP_UM2 = 0.20412, 0.13122, 0.2916  # as configs/tech/asap7.yaml; only splits the estimate in parts
QUICK = ["expand", "sum", "most", "head", "mean"]
VARIANTS = [  # name, design, settings
    ("k2", "blocks_hardwired", ["storage=flops"]),
    ("k4", "blocks_hardwired", ["storage=flops", "adder_levels_per_stage=4"]),
    ("k1_wide", "blocks_hardwired", ["storage=flops", "adder_levels_per_stage=1", "target_cycles_per_image=72"]),
    ("latches", "blocks_hardwired", ["storage=latches"]),
    ("npu", "blocks_npu", ["storage=flops", "target_cycles_per_image=144"]),
]
COLUMNS = ["variant", "stage", "kind", "adder_cells", "adder_cells_syn", "flops", "flops_syn", "adders_um2",
           "adders_um2_syn", "flops_um2", "flops_um2_syn", "other_um2", "other_um2_syn", "area_um2", "area_um2_syn",
           "path_ps", "path_ps_syn"]


def run(command):
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    except OSError as error:
        print(f"error: {command[0]}: {error.strerror}", file=sys.stderr)
        sys.exit(2)
    if done.returncode != 0:
        sys.exit("error: " + " ".join(map(str, command)) + "\n" + done.stderr[-2000:])
    return done.stdout


def settings(variant):
    _, design, sets = variant
    return [HERE / (design + ".yaml")] + [word for one in sets for word in ("--set", one)]


def report(hashiflex, variant, folder):
    run([hashiflex, "run", *settings(variant), "--engine", "fast", "--timing-only", "--images", 2, "--quiet", "--out",
         folder])
    return json.loads((folder / "report.json").read_text())


def synthesis(hashiflex, synth, variant, stage, folder):
    run([hashiflex, "rtl", *settings(variant), "--stage", stage, "--images", 1, "--out", folder])
    files = [folder / name for name in (folder / "files.f").read_text().split() if name != "tb.sv"]
    return json.loads(run([synth, "-t", "stage_" + stage, "-p", 2000, *[f for f in files if f.suffix == ".sv"]]))


def compared(variant, stage, found):
    adders = stage["full_adders"] * FULL_UM2 + stage["half_adders"] * HALF_UM2
    flops = stage["flop_bits"] * FLOP_UM2
    by_kind = found["area_by_kind_um2"]
    return {
        "variant": variant[0], "stage": stage["name"], "kind": stage["kind"],
        "adder_cells": stage["adder_bits"], "adder_cells_syn": found["fa"] + found["ha"] + found["maj"],
        "flops": stage["flop_bits"], "flops_syn": found["flops"],
        "adders_um2": round(adders, 2), "adders_um2_syn": round(by_kind.get("adders", 0), 2),
        "flops_um2": round(flops, 2), "flops_um2_syn": round(by_kind["flops"], 2),
        "other_um2": round(stage["area_um2"] - adders - flops, 2),
        "other_um2_syn": round(by_kind.get("other", 0) + by_kind.get("bufinv", 0), 2),
        "area_um2": round(stage["area_um2"], 2), "area_um2_syn": round(found["area_um2"], 2),
        # a latch passes on what comes late: the flow's worst path says nothing then
        "path_ps": round(stage["path_ps"], 1),
        "path_ps_syn": 0 if variant[0] == "latches" else round(found["crit_ps"], 1),
    }


def errors(rows, key):
    """Estimate over synthesis minus 1, of the rows where synthesis has any."""
    return [row[key] / row[key + "_syn"] - 1 for row in rows if row[key + "_syn"]]


def summary(rows):
    text = f"{len(rows)} blocks\n\n| | median of error | median of abs | p90 of abs | max of abs |\n| --- | --- | --- | --- | --- |\n"
    for key in ("area_um2", "adders_um2", "flops_um2", "other_um2", "adder_cells", "flops", "path_ps"):
        found = errors(rows, key)
        size = sorted(abs(e) for e in found)
        at90 = size[min(len(size) - 1, int(0.9 * len(size)))]
        text += (f"| {key} | {statistics.median(found):+.1%} | {statistics.median(size):.1%} | {at90:.1%} | "
                 f"{size[-1]:.1%} |\n")
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hashiflex", type=pathlib.Path)
    parser.add_argument("--synth", type=pathlib.Path, required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--variant", action="append", choices=[v[0] for v in VARIANTS], help="only this one; repeatable")
    parser.add_argument("--out", type=pathlib.Path)
    options = parser.parse_args()
    rows = []
    try:
        measure(options, rows)
    except KeyboardInterrupt:
        print("interrupted: what follows is of the blocks so far", file=sys.stderr)
    if options.out:
        partial = options.out.with_suffix(".partial")
        with partial.open("w", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        partial.rename(options.out)
    if rows:
        print(summary(rows))


def measure(options, rows):
    variants = [v for v in VARIANTS if not options.variant or v[0] in options.variant]
    with tempfile.TemporaryDirectory() as work:
        for variant in variants[:1] if options.quick else variants:
            folder = pathlib.Path(work) / variant[0]
            stages = report(options.hashiflex, variant, folder)["stages"]
            if variant[1] == "blocks_npu":
                stages = [s for s in stages if s["kind"] not in ("npu", "linear", "argmax")]  # memories as macros: not here
            for stage in stages:
                if options.quick and stage["name"] not in QUICK:
                    continue
                found = synthesis(options.hashiflex, options.synth, variant, stage["name"], folder / stage["name"])
                rows.append(compared(variant, stage, found))
                print("%(variant)s %(stage)s: %(area_um2)s / %(area_um2_syn)s um2, %(path_ps)s / %(path_ps_syn)s ps"
                      % rows[-1], file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
