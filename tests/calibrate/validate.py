#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds what report.json says of stages against synthesis of the RTL that is written of them.

  validate.py HASHIFLEX --synth SYNTH.SH [--quick] [--out FILE.csv]

SYNTH.SH maps Verilog onto ASAP7 cells and prints a JSON object with area_by_kind_um2, fa, ha, maj, flops and crit_ps;
what it printed is kept in $XDG_CACHE_HOME/hashiflex/synthesis. Blocks are all stages of the designs beside this file,
in the variants of blocks.py; --quick takes the smaller half of one variant. Writes a row a block and prints medians,
90th percentiles and maxima of the errors.
Energy and designs with clock gating are not compared: the flow knows neither clock gates nor enables."""
import argparse
import pathlib
import sys
import tempfile

from blocks import QUICK, VARIANTS, stages_of, write_rtl
from comparison import compared, summary, write_csv
from tools import synthesis


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
        write_csv(options.out, rows)
    if rows:
        print(summary(rows))


def measure(options, rows):
    if not options.synth.is_file():
        print(f"error: {options.synth}: No such file or directory", file=sys.stderr)
        sys.exit(2)
    variants = [v for v in VARIANTS if not options.variant or v[0] in options.variant]
    with tempfile.TemporaryDirectory() as work:
        for variant in variants[:1] if options.quick else variants:
            folder = pathlib.Path(work) / variant[0]
            for stage in stages_of(options.hashiflex, variant, folder):
                if options.quick and stage["name"] not in QUICK:
                    continue
                files = write_rtl(options.hashiflex, variant, stage["name"], folder / stage["name"])
                rows.append(compared(variant, stage, synthesis(options.synth, "stage_" + stage["name"], files)))
                print("%(variant)s %(stage)s: %(area_um2)s / %(area_um2_syn)s um2, %(path_ps)s / %(path_ps_syn)s ps"
                      % rows[-1], file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
