#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""quantize_mobilenetv2.py [KEY=VALUE,...]...: the real MobileNetV2, quantized, on the ten photographs of ../shared.

Two-fold: crops of five photographs calibrate, the other five are the test; then the other way round. A line for each
argument, which are keys below weights.quantize (`levels=4,terms=2`; `levels=7` alone without an argument): how many of
ten are in their accept lists, and the mean correlation of their logits with those of the int8 network that the float
weights come from. Needs python3-numpy and python3-onnx, and HASHIFLEX or build/release/hashiflex."""
import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent
DATA = SOURCE.parent / "shared" / "data"
OUT = SOURCE / "out" / "quantize_mobilenetv2"
PROGRAM = os.environ.get("HASHIFLEX", str(SOURCE / "build" / "release" / "hashiflex"))
CROPS = 48
SIDE = 224


def skip(reason):
    print("skipped:", reason)
    sys.exit(0)


def weighted_layers():
    """Names and kinds of the layers with weights, from the network file (a line each)."""
    for line in (SOURCE / "workloads/mobilenetv2/network.yaml").read_text().splitlines():
        if "kind: conv" in line or "kind: depthwise" in line or "kind: classifier" in line:
            yield line.split("name: ")[1].split(",")[0], line.split("kind: ")[1].split(",")[0].rstrip("}")


def write_float_weights(path):
    model = onnx.load(str(DATA / "mobilenet_v2_1.0_224_onnx/mobilenet_v2_1.0_224.onnx"))
    constants = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    arrays = {}
    convs = [node for node in model.graph.node if node.op_type == "Conv"]
    for node, (name, kind) in zip(convs, weighted_layers(), strict=True):
        weight = constants[node.input[1]].astype(np.float64)
        if not arrays:
            weight = weight * (0.00784313771 * 128)  # the input is in units of 2^-7
        weight = weight.reshape(len(weight), -1) if kind == "classifier" else weight.transpose(0, 2, 3, 1)
        arrays[name + ".weight"] = weight.astype(np.float32)
        arrays[name + ".bias"] = constants[node.input[2]].astype(np.float32)
    np.savez(path, **arrays)


def resized(crop):
    """Bilinear, half-pixel centres."""
    size = len(crop)
    place = np.clip((np.arange(SIDE) + 0.5) * size / SIDE - 0.5, 0, size - 1)
    low = np.floor(place).astype(int)
    high, part = np.minimum(low + 1, size - 1), place - low
    crop = crop[low] * (1 - part)[:, None, None] + crop[high] * part[:, None, None]
    crop = crop[:, low] * (1 - part)[None, :, None] + crop[:, high] * part[None, :, None]
    return np.clip(np.floor(crop + 0.5), 0, 255).astype(np.uint8)


def crops_of(images, seed):
    random = np.random.RandomState(seed)
    crops = []
    for k in range(CROPS):
        size = random.randint(140, SIDE + 1)
        y, x = random.randint(0, SIDE + 1 - size, 2)
        crop = images[k % len(images)][y:y + size, x:x + size].astype(np.float64)
        crops.append(resized(crop[:, ::-1] if random.rand() < 0.5 else crop))
    return np.stack(crops)


def hashiflex(*arguments):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"hashiflex {' '.join(map(str, arguments))}: {done.stderr}")


def prepare(images):
    OUT.mkdir(parents=True, exist_ok=True)
    write_float_weights(OUT / "float_weights.npz")
    for fold in (0, 1):
        np.savez(OUT / f"crops{fold}.npz", images=crops_of(images[fold::2], 1 + fold))
        np.savez(OUT / f"test{fold}.npz", images=images[1 - fold::2])
    (OUT / "design.yaml").write_text(
        f"name: mobilenetv2_quantized\nnetwork: {SOURCE}/workloads/mobilenetv2/network.yaml\n"
        f"tech: {SOURCE}/configs/tech/asap7.yaml\nclock: {{mhz: auto}}\ntarget_cycles_per_image: 736\n"
        "npu: {rows: 40, columns: 44}\nweights: {quantize: {model: float_weights.npz}}\n")


def logits_of(keys, fold):
    sets = []
    for key in filter(None, ["calibrate=crops%d.npz" % fold, *keys.split(",")]):
        sets += ["--set", "weights.quantize." + key]
    hashiflex("quantize", OUT / "design.yaml", "--out", OUT / "q.npz", "--quiet", *sets)
    hashiflex("run", OUT / "design.yaml", "--quiet", "--input", OUT / f"test{fold}.npz", "--dump", "fc",
              "--out", OUT / "run", *sets)
    dump, = (OUT / "run").glob("*fc*.npz")
    with np.load(dump) as arrays:
        sums = next(iter(arrays.values()))
    with np.load(OUT / "q.npz") as arrays:
        return sums.reshape(5, -1) * arrays["fc.scale"].astype(np.float64)


def main():
    with np.load(DATA / "natural_images/natural_images_224.npz") as arrays:
        images, accept = arrays["images"], [set(map(int, str(ids).split(","))) for ids in arrays["accept"]]
    with np.load(DATA / "mobilenet_v2_1.0_224_ptq/golden.npz") as arrays:
        reference = arrays["logits"].reshape(10, -1).astype(np.float64)
    prepare(images)
    for keys in sys.argv[1:] or ["levels=7"]:
        right, correlations = 0, []
        for fold in (0, 1):
            for index, logits in zip(range(1 - fold, 10, 2), logits_of(keys, fold)):
                right += int(np.argmax(logits)) in accept[index]
                correlations.append(np.corrcoef(logits, reference[index])[0, 1])
        print(f"{keys}: {right} of 10 right, mean correlation with int8 {np.mean(correlations):.3f}", flush=True)


if __name__ == "__main__":
    if not (DATA / "mobilenet_v2_1.0_224_onnx").is_dir():
        skip(f"there is no {DATA}/mobilenet_v2_1.0_224_onnx")
    try:
        import numpy as np
        import onnx
        from onnx import numpy_helper
    except ImportError as error:
        skip(f"{error}; the Debian packages are python3-numpy and python3-onnx")
    main()
