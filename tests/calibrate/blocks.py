# SPDX-License-Identifier: Apache-2.0
"""The blocks that are held against synthesis: stages of designs beside this file, in variants of their hardware."""
import json
import pathlib

from tools import run

HERE = pathlib.Path(__file__).parent
QUICK = ["expand", "sum", "most", "head", "mean"]
VARIANTS = [  # name, design, settings
    ("k2", "blocks_hardwired", ["storage=flops"]),
    ("k4", "blocks_hardwired", ["storage=flops", "adder_levels_per_stage=4"]),
    ("k1_wide", "blocks_hardwired", ["storage=flops", "adder_levels_per_stage=1", "target_cycles_per_image=72"]),
    ("latches", "blocks_hardwired", ["storage=latches"]),
    ("npu", "blocks_npu", ["storage=flops", "target_cycles_per_image=144"]),
]


def settings(variant):
    _, design, sets = variant
    return [HERE / (design + ".yaml")] + [word for one in sets for word in ("--set", one)]


def report(hashiflex, variant, folder):
    """What the program says of all stages of a variant."""
    run([hashiflex, "run", *settings(variant), "--engine", "fast", "--timing-only", "--images", 2, "--quiet", "--out",
         folder])
    return json.loads((folder / "report.json").read_text())


def stages_of(hashiflex, variant, folder):
    stages = report(hashiflex, variant, folder)["stages"]
    if variant[1] != "blocks_npu":
        return stages
    return [s for s in stages if s["kind"] not in ("npu", "linear", "argmax")]  # memories as macros: not here


def write_rtl(hashiflex, variant, stage, folder):
    """The files of one stage, in the order in which tools read them."""
    run([hashiflex, "rtl", *settings(variant), "--stage", stage, "--images", 1, "--out", folder])
    files = [folder / name for name in (folder / "files.f").read_text().split() if name != "tb.sv"]
    return [file for file in files if file.suffix == ".sv"]
