# SPDX-License-Identifier: Apache-2.0
"""Estimate beside synthesis: a row a block, and how large the errors are."""
import csv
import statistics

FULL_UM2, HALF_UM2, FLOP_UM2 = 0.20412, 0.13122, 0.2916  # as configs/tech/asap7.yaml; only splits the estimate in parts
COLUMNS = ["variant", "stage", "kind", "adder_cells", "adder_cells_syn", "flops", "flops_syn", "adders_um2",
           "adders_um2_syn", "flops_um2", "flops_um2_syn", "other_um2", "other_um2_syn", "area_um2", "area_um2_syn",
           "path_ps", "path_ps_syn"]
COMPARED = ("area_um2", "adders_um2", "flops_um2", "other_um2", "adder_cells", "flops", "path_ps")


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


def summary(rows, keys=COMPARED):
    text = f"{len(rows)} blocks\n\n| | median of error | median of abs | p90 of abs | max of abs |\n| --- | --- | --- | --- | --- |\n"
    for key in keys:
        found = errors(rows, key)
        size = sorted(abs(e) for e in found)
        at90 = size[min(len(size) - 1, int(0.9 * len(size)))]
        text += (f"| {key} | {statistics.median(found):+.1%} | {statistics.median(size):.1%} | {at90:.1%} | "
                 f"{size[-1]:.1%} |\n")
    return text


def write_csv(path, rows, columns=COLUMNS):
    partial = path.with_suffix(".partial")
    with partial.open("w", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    partial.rename(path)
