#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the energy of stages against synthesis, with the values that the stages see in a run.

  energy.py HASHIFLEX --synth SYNTH.SH DESIGN.yaml [--stage NAME]... [--images N] [--set KEY=VALUE]... [--out FILE.csv]

The test bench of a stage plays the first N images of the network's test set in Icarus Verilog; SYNTH.SH evaluates all
gates of the mapped netlist on the registers and inputs of that waveform: with zero delay, and once more with cell
delays, for glitches. The estimate is that of a run on the same images with energy.activity: full. Both are pJ per
cycle of a stage that never waits; data is what the clock alone does not take. Buffers are flops without clock gates,
since the flow knows no other."""
import argparse
import json
import pathlib
import sys
import tempfile

from comparison import summary, write_csv
from tools import run

FLOP_CLOCK_FJ = 1.406  # as configs/tech/asap7.yaml: a clocked flop whose value stays
ALWAYS = ["storage=flops", "clock_gating=false", "energy.activity=full"]
PARTS = {"adders": ["adders_pj", "multipliers_pj"], "other": ["comparators_and_muxes_pj"], "flops": ["flops_pj"]}
COMPARED = ("data_pj", "clock_pj", "total_pj", "total_glitch_pj", "adders_pj", "flop_toggle")


def settings(options):
    return [word for one in ALWAYS + options.set for word in ("--set", one)]


def waveform(options, stage, folder):
    """Plays the test bench of a stage. Returns its files for synthesis, and the VCD."""
    run([options.hashiflex, "rtl", options.design, *settings(options), "--stage", stage, "--images", options.images,
         "--out", folder])
    files = [folder / name for name in (folder / "files.f").read_text().split()]
    run(["iverilog", "-g2012", "-s", "tb", "-o", folder / "tb.vvp", *[f for f in files if f.suffix == ".sv"]])
    vcd = folder / "stage.vcd"
    said = run(["vvp", folder / "tb.vvp", f"+dir={folder}/vectors", f"+vcd={vcd}"])
    if "PASS" not in said:
        sys.exit(f"error: the test bench of {stage} says: {said.strip()}")
    return [f for f in files if f.suffix == ".sv" and f.name != "tb.sv"], vcd


def synthesized(options, stage, folder):
    files, vcd = waveform(options, stage, folder)
    found = json.loads(run([options.synth, "-t", "stage_" + stage, "-p", 2000, "-v", vcd, "-s", "tb.dut", "-g", *files]))
    if found["vcd_check"]["flops_mismatching"]:
        sys.exit(f"error: {stage}: the netlist does not do what the waveform says: {found['vcd_check']}")
    return found


def compared(stage, cycles_per_image, found):
    """pJ per cycle: `cycles_per_image` of the chip pay for the clock, those that the stage needs for the data."""
    parts = stage["energy_breakdown"]
    clock = parts["clock_pj"] / cycles_per_image
    data = sum(parts[key] for keys in PARTS.values() for key in keys) / stage["cycles_needed"]
    clock_syn = found["flops"] * FLOP_CLOCK_FJ * 1e-3
    total_syn = found["energy_per_cycle_pJ"]
    row = {"stage": stage["name"], "kind": stage["kind"], "data_pj": data, "data_pj_syn": total_syn - clock_syn,
           "clock_pj": clock, "clock_pj_syn": clock_syn, "total_pj": data + clock, "total_pj_syn": total_syn,
           "total_glitch_pj": data + clock, "total_glitch_pj_syn": found["glitch"]["energy_per_cycle_pJ"],
           "adders_pj": parts["adders_pj"] / stage["cycles_needed"], "adders_pj_syn": found["adder_pJ"],
           "flops_pj": parts["flops_pj"] / stage["cycles_needed"],
           "muxes_pj": parts["comparators_and_muxes_pj"] / stage["cycles_needed"],
           "adder_toggle_syn": found["adder_out_toggle"], "full_adder_toggle": stage["toggle_rates"]["full_adders"] or 0,
           "flop_toggle": stage["toggle_rates"]["flops"] or 0, "flop_toggle_syn": found["flop_toggle"]}
    return {key: round(value, 5) if isinstance(value, float) else value for key, value in row.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hashiflex", type=pathlib.Path)
    parser.add_argument("design", type=pathlib.Path)
    parser.add_argument("--synth", type=pathlib.Path, required=True)
    parser.add_argument("--stage", action="append", default=[])
    parser.add_argument("--images", type=int, default=4)
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--out", type=pathlib.Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work)
        run([options.hashiflex, "run", options.design, *settings(options), "--engine", "fast", "--images",
             options.images, "--quiet", "--out", folder])
        report = json.loads((folder / "report.json").read_text())
        rows = []
        for stage in report["stages"]:
            if options.stage and stage["name"] not in options.stage:
                continue
            found = synthesized(options, stage["name"], folder / stage["name"])
            rows.append(compared(stage, report["cycles"]["per_image"], found))
            print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    if not rows:
        sys.exit("error: no such stage")
    if options.out:
        write_csv(options.out, rows, list(rows[0]))
    print(summary(rows, COMPARED))


if __name__ == "__main__":
    main()
