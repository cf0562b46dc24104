#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""reproduction.py HASHIFLEX [--check]: writes docs/reproduction.md, the numbers of the paper's abstract beside those of this
tool. With --check it writes nothing, and exits with 1 if the page is not what it would write."""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PAGE = os.path.join(HERE, "reproduction.md")

# Herbst, Pellauer, Reda: "HaShiFlex: A High-Throughput Hardened Shifter DNN Accelerator with Fine-Tuning Flexibility",
# arXiv 2512.12847v1, abstract. It states two rates, and each as a multiple of a fully programmable GPU's.
PAPER = {"mobilenetv2_224": (1.21e6, 20), "mobilenetv2_224_hardwired": (4e6, 67)}

HEAD = """<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Written by docs/reproduction.py: do not edit. -->
# The paper's abstract, reproduced

Each number of the abstract of HaShiFlex (arXiv 2512.12847v1) beside what this tool computes, the difference, and what had to be
assumed. `docs/reproduction.py build/release/hashiflex` makes this page; the tests check that it is what the program says now.

| abstract | here | difference | command | assumption |
| --- | --- | --- | --- | --- |
"""

TAIL = """
The two assumptions that carry both rates: 224 cycles an image is the least for an input of 224 rows, one a cycle, which at 4 million
images/s is a clock of 896 MHz; and an NPU of 40 inputs by 44 classes a cycle takes 736 cycles, which at the same clock is 1.217
million images/s. [headline.md](headline.md) has the derivation.

## Stated without a number

The abstract says that area, accuracy, and sensitivity to quantization and pruning are reported; it has no figures for them. Ours, to
be held against the paper's own tables by who has them:

| quantity | with NPU | hardwired | class |
| --- | --- | --- | --- |
"""

ACCURACY = """
*Accuracy and sensitivity* depend on the network and on who trained it. On networks that are here:

- A MobileNetV2-style network trained for powers of two on sign-language digits: 97.81 % with four exponents, float 98.30 %
  ([workloads/sign_digits](../workloads/sign_digits/README.md)).
- The same float network rounded after training, over levels, terms, activation bits and pruning: [sensitivity.md](sensitivity.md).
- The real ImageNet MobileNetV2, rounded after training on 48 crops: 9 of 10 photographs with seven exponents, all 10 with two
  powers of two a weight ([quantize.md](quantize.md#measured)). Ten photographs say little about ImageNet.
"""

CANNOT = """
## What cannot be reproduced here

*ImageNet accuracy.* The data set may not be redistributed, and the paper's trained weights are not published. Who has ImageNet and
a trained MobileNetV2 measures the accuracy of the hardwired datapath, to the bit, with

    hashiflex import mobilenetv2.onnx --calibrate train_sample.npz --out mobilenetv2
    hashiflex eval mobilenetv2/design.yaml --data imagenet_val.npz:images,labels

*The GPU.* The abstract gives its speed-up only. Both ratios imply the same GPU, so they agree with each other, but neither
can be checked from here.

*The 7 nm flow.* Neither its library nor its corner is named. Prices here are those of ASAP7, a predictive 7 nm library
([cost.md](cost.md)).
"""


def run(hashiflex, design):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([hashiflex, "run", os.path.join(HERE, "..", "configs", "designs", design + ".yaml"), "--engine", "fast",
                        "--timing-only", "--quiet", "--out", folder], check=True, stderr=subprocess.DEVNULL)
        with open(os.path.join(folder, "report.json"), encoding="utf-8") as file:
            return json.load(file)


def millions(rate):
    return f"{rate / 1e6:.3f} million images/s"


def percent(ours, theirs):
    return f"{100 * (ours / theirs - 1):+.1f} %"


def page(hashiflex):
    reports = {design: run(hashiflex, design) for design in PAPER}
    text = HEAD
    for design, (rate, speedup) in PAPER.items():
        report = reports[design]
        ours = report["throughput"]["images_per_s"]
        what = "with the reprogrammable last layer" if report["npu"] else "nothing reprogrammable"
        command = f"`hashiflex run configs/designs/{design}.yaml`"
        text += (f"| {rate / 1e6:.2f} million images/s, {what} | {millions(ours)} | {percent(ours, rate)} | {command} | "
                 f"{report['cycles']['per_image']:g} cycles an image at {report['clock_mhz']:g} MHz |\n")
    gpu = {design: rate / speedup for design, (rate, speedup) in PAPER.items()}
    for design, (rate, speedup) in PAPER.items():
        ours = reports[design]["throughput"]["images_per_s"] / gpu[design]
        text += (f"| {speedup}x a fully programmable GPU | {ours:.1f}x | {percent(ours, speedup)} | as above | a GPU of "
                 f"{gpu[design]:,.0f} images/s, which is what the abstract's own numbers imply |\n")
    text += TAIL
    both = [reports[design] for design in PAPER]
    rows = [("area of cells, mm2", lambda r: r["area"]["total_um2"] * 1e-6, "modelled: counts times prices, no wires"),
            ("power, W", lambda r: r["power"]["total_mw"] * 1e-3, "modelled; SRAM is an upper bound"),
            ("energy, uJ/image", lambda r: r["energy"]["per_image_pj"] * 1e-6, "modelled"),
            ("latency of an image, us", lambda r: r["latency"]["us"], "exact"),
            ("input port, GB/s", lambda r: r["io"]["input_gb_per_s"], "exact")]
    for name, value, quality in rows:
        text += f"| {name} | {value(both[0]):.3g} | {value(both[1]):.3g} | {quality} |\n"
    return text + ACCURACY + CANNOT


def main():
    text = page(sys.argv[1])
    if sys.argv[2:] != ["--check"]:
        with open(PAGE + ".part", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(PAGE + ".part", PAGE)
        return 0
    with open(PAGE, encoding="utf-8") as file:
        same = file.read() == text
    if not same:
        print("docs/reproduction.md is not what docs/reproduction.py writes now")
    return 0 if same else 1


sys.exit(main())
