# SPDX-License-Identifier: Apache-2.0
"""The network of network.yaml on integers, in numpy, as the contract of numbers says; run it to check the files here."""
import argparse
import pathlib
import sys

import numpy as np
import yaml

HERE = pathlib.Path(__file__).resolve().parent


def load_network(path):
    """The network as a dict; every layer gets an explicit list of input names."""
    network = yaml.safe_load(pathlib.Path(path).read_text())
    previous = "input"
    for layer in network["layers"]:
        layer.setdefault("inputs", [previous])
        previous = layer["name"]
    return network


def fracs(network):
    """Tensor name -> frac: its unit is 2^-frac. Pooling keeps the unit; the classifier has a scale per class instead."""
    result = {"input": network["input"]["frac"]}
    for layer in network["layers"]:
        result[layer["name"]] = layer["output"]["frac"] if "output" in layer else result[layer["inputs"][0]]
    return result


def clamp_range(layer):
    """(lo, hi) of an output: the range of its format, narrowed by the activation."""
    out = layer["output"]
    lo, hi = (-(1 << (out["bits"] - 1)), (1 << (out["bits"] - 1)) - 1) if out["signed"] else (0, (1 << out["bits"]) - 1)
    if layer["activation"] in ("relu", "relu6"):
        lo = 0
    if layer["activation"] == "relu6":
        hi = min(hi, 6 << out["frac"])
    return lo, hi


def same_upper(size, kernel, stride):
    """(before, after) padding of one axis: TensorFlow SAME, the smaller half before."""
    total = max(((size + stride - 1) // stride - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def shift_round(acc, shift):
    """Round half up of acc * 2^-shift; shift <= 0 shifts left. `shift` is a scalar or one value per channel."""
    right, left = np.maximum(shift, 0), np.maximum(-shift, 0)
    half = np.where(right > 0, np.int64(1) << np.maximum(right - 1, 0), 0)
    return ((acc + half) >> right) << left


def conv(layer, x, weight, bias, shift):
    """A convolution or depthwise convolution, NHWC; padding contributes nothing."""
    kernel, stride = layer["kernel"], layer.get("stride", 1)
    pad = [same_upper(size, kernel, stride) for size in x.shape[1:3]]
    rows, cols = (-(-size // stride) for size in x.shape[1:3])
    padded = np.pad(x, [(0, 0), *pad, (0, 0)])
    acc = bias.astype(np.int64)
    for i in range(kernel):
        for j in range(kernel):
            tap = padded[:, i:i + stride * rows:stride, j:j + stride * cols:stride][:, :rows, :cols]
            w = weight[:, i, j].astype(np.int64)
            acc = acc + (tap * w[:, 0] if layer["kind"] == "depthwise" else tap @ w.T)
    return np.clip(shift_round(acc, shift.astype(np.int64)), *clamp_range(layer))


def add(layer, operands, operand_fracs):
    """Residual add: both operands in the finer unit, added, rounded to the output unit."""
    finer = max(operand_fracs)
    total = sum(x << (finer - frac) for x, frac in zip(operands, operand_fracs))
    return np.clip(shift_round(total, finer - layer["output"]["frac"]), *clamp_range(layer))


def global_avg_pool(x):
    """floor(sum / N + 1/2) over the map."""
    n = x.shape[1] * x.shape[2]
    return (2 * x.sum(axis=(1, 2), keepdims=True) + n) // (2 * n)


def run(network, weights, images):
    """All tensors by layer name (int64 NHWC) for uint8 images; the classifier's is its sums [n, classes]."""
    unit = fracs(network)
    tensors = {"input": images.astype(np.int64) - network["input"]["offset"]}
    for layer in network["layers"]:
        name, kind = layer["name"], layer["kind"]
        x = [tensors[i] for i in layer["inputs"]]
        if kind in ("conv", "depthwise"):
            tensors[name] = conv(layer, x[0], *(weights[f"{name}.{part}"] for part in ("weight", "bias", "shift")))
        elif kind == "add":
            tensors[name] = add(layer, x, [unit[i] for i in layer["inputs"]])
        elif kind == "global_avg_pool":
            tensors[name] = global_avg_pool(x[0])
        elif kind == "classifier":
            flat = x[0].reshape(len(images), -1)
            tensors[name] = flat @ weights[f"{name}.weight"].astype(np.int64).T + weights[f"{name}.bias"]
        else:
            raise ValueError(f"layer {name}: unknown kind {kind}")
    return tensors


def logits(sums, scale):
    """What the host reports."""
    return sums.astype(np.float32) * scale


def top1(sums, scale):
    """What the NPU decides: argmax of the exact products with 16-bit multipliers, lowest index on a tie."""
    multiplier = np.round(scale.astype(np.float64) / scale.max() * 65535).astype(np.int64)
    return np.argmax(sums * multiplier, axis=1)


def golden(network, weights, images, first=32):
    """The vectors of golden.npz: every tensor of the first images, and the answers for all of them."""
    tensors = run(network, weights, images)
    name = network["layers"][-1]["name"]
    sums, scale = tensors.pop(name), weights[f"{name}.scale"]
    del tensors["input"]
    result = {key: value[:first].astype(np.int32) for key, value in tensors.items()}
    return {**result, "sums": sums[:first].astype(np.int32), "logits": logits(sums[:first], scale),
            "top1_all": top1(sums, scale).astype(np.int64)}


def main():
    description = "Recomputes golden.npz from weights.npz and test.npz, compares, prints top-1; exit code 1 if they differ."
    argparse.ArgumentParser(description=description).parse_args()
    network = load_network(HERE / "network.yaml")
    weights, test, expected = (dict(np.load(HERE / file)) for file in ("weights.npz", "test.npz", "golden.npz"))
    found = golden(network, weights, test["x_test"])
    wrong = [key for key in sorted(found.keys() | expected.keys())
             if key not in found or key not in expected or not np.array_equal(found[key], expected[key])]
    print(f"top-1 {np.mean(found['top1_all'] == test['y_test']):.4f}, {len(found)} golden arrays, differing: {wrong or 'none'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
