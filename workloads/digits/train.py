# SPDX-License-Identifier: Apache-2.0
"""Trains network.yaml on the UCI digits, first float, then with power-of-two weights; writes the npz files beside it."""
import argparse
import os
import pathlib
import re
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import integer_model

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parents[2] / "shared" / "data" / "digits" / "digits.npz"
LOWEST_TOP1 = 0.95
SMALLEST_TOP_EXPONENT = -8      # of a channel; keeps every bias and accumulator below 2^24, where float32 is exact


# ---- data ------------------------------------------------------------------------------------------------------------

def load_digits(path):
    """(x_train, y_train, x_test, y_test); without a file, the committed test set and all other images of scikit-learn."""
    if path or DATA.exists():
        data = np.load(path or DATA)
        test = data["x_test"], data["y_test"]
        x, y = data["x_train"], data["y_train"]
    else:
        from sklearn import datasets
        committed, digits = np.load(HERE / "test.npz"), datasets.load_digits()
        test = committed["x_test"], committed["y_test"]
        x, y = digits.images.astype(np.uint8)[..., None], digits.target.astype(np.uint8)
        held_out = {image.tobytes() for image in test[0]}
        keep = [image.tobytes() not in held_out for image in x]
        x, y = x[keep], y[keep]
    order = np.lexsort(x.reshape(len(x), -1).T)     # all images differ: one order, whichever the source
    return x[order], y[order], *test


def to_input(network, images):
    """uint8 NHWC pixels to the real numbers the chip sees, NCHW."""
    x = torch.from_numpy(images.astype(np.float32)).permute(0, 3, 1, 2)
    return (x - network["input"]["offset"]) * 2.0 ** -network["input"]["frac"]


def jitter(x, generator):
    """Each image moved by -1, 0 or 1 pixels along each axis, zeros shifted in."""
    padded = F.pad(x, (1, 1, 1, 1))
    moves = torch.randint(0, 3, (len(x), 2), generator=generator)
    return torch.stack([image[:, r:r + x.shape[2], c:c + x.shape[3]] for image, (r, c) in zip(padded, moves.tolist())])


# ---- float network ---------------------------------------------------------------------------------------------------

def channels(network):
    """Tensor name -> its channels."""
    result = {"input": network["input"]["channels"]}
    for layer in network["layers"]:
        result[layer["name"]] = layer.get("channels", result[layer["inputs"][0]])
    return result


def convolve(layer, x, weight, bias=None):
    """Convolution of NCHW with SAME padding, which is not always symmetric."""
    kernel, stride = layer["kernel"], layer.get("stride", 1)
    (top, bottom), (left, right) = (integer_model.same_upper(size, kernel, stride) for size in x.shape[2:])
    groups = x.shape[1] if layer["kind"] == "depthwise" else 1
    return F.conv2d(F.pad(x, (left, right, top, bottom)), weight, bias, stride, groups=groups)


class FloatNetwork(nn.Module):
    """The network in real numbers, with batch norm after each convolution."""

    def __init__(self, network):
        super().__init__()
        self.layers, width = network["layers"], channels(network)
        self.weights, self.norms = nn.ParameterDict(), nn.ModuleDict()
        for layer in self.layers:
            name, inputs = layer["name"], width[layer["inputs"][0]]
            if layer["kind"] in ("conv", "depthwise"):
                fan_in = 1 if layer["kind"] == "depthwise" else inputs
                self.weights[name] = nn.Parameter(torch.empty(width[name], fan_in, layer["kernel"], layer["kernel"]))
                nn.init.kaiming_normal_(self.weights[name])
                self.norms[name] = nn.BatchNorm2d(width[name])
            if layer["kind"] == "classifier":
                self.classifier = nn.Linear(inputs, layer["classes"])

    def forward(self, x):
        tensors = {"input": x}
        for layer in self.layers:
            name, inputs = layer["name"], [tensors[i] for i in layer["inputs"]]
            if layer["kind"] in ("conv", "depthwise"):
                y = self.norms[name](convolve(layer, inputs[0], self.weights[name]))
                tensors[name] = F.relu6(y) if layer["activation"] == "relu6" else y
            elif layer["kind"] == "add":
                tensors[name] = inputs[0] + inputs[1]
            elif layer["kind"] == "global_avg_pool":
                tensors[name] = inputs[0].mean(dim=(2, 3))
            else:
                tensors[name] = self.classifier(inputs[0])
        return tensors[name]

    def folded(self):
        """Layer name -> (weight, bias) with the batch norm inside."""
        result = {}
        for name, norm in self.norms.items():
            gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            result[name] = (self.weights[name] * gain[:, None, None, None], norm.bias - norm.running_mean * gain)
        result[self.layers[-1]["name"]] = (self.classifier.weight, self.classifier.bias)
        return {name: tuple(p.detach().clone() for p in pair) for name, pair in result.items()}


# ---- quantized network -----------------------------------------------------------------------------------------------

class StraightThrough(torch.autograd.Function):
    """The quantized value forward, exactly; the gradient of the identity backward."""

    @staticmethod
    def forward(context, value, quantized):
        return quantized

    @staticmethod
    def backward(context, gradient):
        return gradient, None


def power(exponent):
    return torch.ldexp(torch.ones(()), exponent)


def nearest_exponent(magnitude):
    """e of the power of two nearest to the magnitude: [0.75, 1.5) * 2^e."""
    return torch.frexp(magnitude * (4.0 / 3.0))[1] - 1


def po2(weight, levels):
    """(weights that are 0 or +-2^e, smallest e of each channel); a channel's exponents end at its largest weight."""
    magnitude = weight.abs()
    top = nearest_exponent(magnitude.amax(dim=(1, 2, 3))).clamp(min=SMALLEST_TOP_EXPONENT)
    smallest = top - (levels - 1)
    low = smallest[:, None, None, None]
    rounded = weight.sign() * power(torch.maximum(nearest_exponent(magnitude), low))
    return torch.where(magnitude < power(low) / 2, torch.zeros(()), rounded), smallest


def round_half_up(x):
    return StraightThrough.apply(x, torch.floor(x.detach() + 0.5))


def requantize(layer, acc):
    """Real accumulator to the output's grid; all in float32, all exact."""
    unit = 2.0 ** -layer["output"]["frac"]
    return torch.clamp(round_half_up(acc / unit), *integer_model.clamp_range(layer)) * unit


class QuantizedNetwork(nn.Module):
    """The network as the chip computes it; trained through straight-through estimators, exported as integers."""

    def __init__(self, network, folded):
        super().__init__()
        self.layers, self.frac = network["layers"], integer_model.fracs(network)
        self.weights = nn.ParameterDict({name: nn.Parameter(weight) for name, (weight, _) in folded.items()})
        self.biases = nn.ParameterDict({name: nn.Parameter(bias) for name, (_, bias) in folded.items()})

    def quantized(self, layer):
        """(weight, bias, smallest exponent) of a convolution, in real numbers."""
        weight, bias = self.weights[layer["name"]], self.biases[layer["name"]]
        rounded, smallest = po2(weight.detach(), layer["levels"])
        unit = power(smallest - self.frac[layer["inputs"][0]])
        return StraightThrough.apply(weight, rounded), round_half_up(bias / unit) * unit, smallest

    def quantized_classifier(self, layer):
        """(int8 weights, int32 biases, scale of a sum), one scale per class; integers held as float."""
        weight, bias = self.weights[layer["name"]], self.biases[layer["name"]]
        step = weight.detach().abs().amax(dim=1) / (2 ** (layer["weight_bits"] - 1) - 1)
        scale = step * 2.0 ** -self.frac[layer["inputs"][0]]
        return round_half_up(weight / step[:, None]), round_half_up(bias / scale), scale

    def forward(self, x):
        tensors = {"input": x}
        for layer in self.layers:
            inputs = [tensors[i] for i in layer["inputs"]]
            if layer["kind"] in ("conv", "depthwise"):
                weight, bias, _ = self.quantized(layer)
                y = requantize(layer, convolve(layer, inputs[0], weight, bias))
            elif layer["kind"] == "add":
                y = requantize(layer, inputs[0] + inputs[1])
            elif layer["kind"] == "global_avg_pool":
                unit = 2.0 ** -self.frac[layer["name"]]
                y = round_half_up(inputs[0].sum(dim=(2, 3)) / inputs[0][0, 0].numel() / unit) * unit
            else:
                weight, bias, scale = self.quantized_classifier(layer)
                y = F.linear(inputs[0] * 2.0 ** self.frac[layer["inputs"][0]], weight, bias) * scale
            tensors[layer["name"]] = y
        return y

    @torch.no_grad()
    def exported(self):
        """The arrays of weights.npz."""
        arrays = {}
        for layer in self.layers:
            name = layer["name"]
            if layer["kind"] in ("conv", "depthwise"):
                weight, bias, smallest = self.quantized(layer)
                frac_in = self.frac[layer["inputs"][0]]
                codes = weight / power(smallest)[:, None, None, None]
                arrays[f"{name}.weight"] = codes.permute(0, 2, 3, 1).numpy().astype(np.int16)
                arrays[f"{name}.bias"] = (bias / power(smallest - frac_in)).numpy().astype(np.int32)
                arrays[f"{name}.shift"] = (frac_in - smallest - layer["output"]["frac"]).numpy().astype(np.int8)
            elif layer["kind"] == "classifier":
                weight, bias, scale = self.quantized_classifier(layer)
                arrays[f"{name}.weight"] = weight.numpy().astype(np.int8)
                arrays[f"{name}.bias"] = bias.numpy().astype(np.int32)
                arrays[f"{name}.scale"] = scale.numpy()
        return arrays


# ---- training --------------------------------------------------------------------------------------------------------

@torch.no_grad()
def accuracy(model, x, y):
    model.eval()
    return (model(x).argmax(dim=1) == y).float().mean().item()


def train(label, model, data, epochs, rate, generator):
    """Adam under a cosine schedule on jittered images; the test set is only ever printed, never used to choose."""
    x, y, x_test, y_test = data
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    for epoch in range(1, epochs + 1):
        model.train()
        total = 0.0
        for batch in torch.randperm(len(x), generator=generator).split(64):
            loss = F.cross_entropy(model(jitter(x[batch], generator)), y[batch], label_smoothing=0.05)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        schedule.step()
        if epoch % 10 == 0 or epoch == epochs:
            print(f"{label} epoch {epoch}/{epochs}: loss {total / len(x):.4f}, "
                  f"test top-1 {accuracy(model, x_test, y_test):.4f}", flush=True)
    return accuracy(model, x_test, y_test)


# ---- files -----------------------------------------------------------------------------------------------------------

def replace(path, write):
    """Writes under a temporary name, then renames, so that no half-written file is ever seen."""
    temporary = path.with_name(f".{os.getpid()}.{path.name}")
    write(temporary)
    os.replace(temporary, path)


def write_files(out, float_top1, weights, x_test, y_test, vectors):
    text = (HERE / "network.yaml").read_text()
    text, count = re.subn(r"float_top1: [0-9.]+", f"float_top1: {float_top1:.4f}", text)
    assert count == 1, "network.yaml has no single float_top1"
    out.mkdir(parents=True, exist_ok=True)
    replace(out / "network.yaml", lambda path: path.write_text(text))
    for name, arrays in (("weights", weights), ("test", {"x_test": x_test, "y_test": y_test}), ("golden", vectors)):
        replace(out / f"{name}.npz", lambda path: np.savez_compressed(path, **arrays))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=pathlib.Path,
                        help="digits.npz (default: in ../shared/data/digits of the repository root; if absent, scikit-learn)")
    parser.add_argument("--out", type=pathlib.Path, default=HERE, help="folder to write (default: this one)")
    parser.add_argument("--seed", type=int, default=1, help="of weights, order and jitter (default: %(default)s)")
    parser.add_argument("--epochs", type=int, nargs=2, default=(60, 60), metavar=("FLOAT", "PO2"),
                        help="of the float and of the power-of-two training (default: 60 60)")
    return parser.parse_args()


def main():
    arguments, start = parse_arguments(), time.monotonic()
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    torch.use_deterministic_algorithms(True)
    generator = torch.Generator().manual_seed(arguments.seed)

    network = integer_model.load_network(HERE / "network.yaml")
    x_train, y_train, x_test, y_test = load_digits(arguments.data)
    data = (to_input(network, x_train), torch.from_numpy(y_train.astype(np.int64)),
            to_input(network, x_test), torch.from_numpy(y_test.astype(np.int64)))

    float_model = FloatNetwork(network)
    float_top1 = train("float", float_model, data, arguments.epochs[0], 4e-3, generator)
    model = QuantizedNetwork(network, float_model.folded())
    print(f"po2 without retraining: test top-1 {accuracy(model, *data[2:]):.4f}")
    torch_top1 = train("po2", model, data, arguments.epochs[1], 1e-3, generator)

    weights = model.exported()
    vectors = integer_model.golden(network, weights, x_test)
    with torch.no_grad():
        expected = model(data[2]).numpy()
    assert np.array_equal(vectors["logits"], expected[:len(vectors["logits"])]), "integer model and trained network disagree"
    assert np.array_equal(vectors["top1_all"], expected.argmax(axis=1)), "16-bit class multipliers change an answer"
    integer_top1 = np.mean(vectors["top1_all"] == y_test)
    if integer_top1 < LOWEST_TOP1:
        sys.exit(f"top-1 of the integer model is {integer_top1:.4f}, below {LOWEST_TOP1}: nothing written")
    write_files(arguments.out, float_top1, weights, x_test, y_test, vectors)
    print(f"top-1 on {len(y_test)} test images: float {float_top1:.4f}, po2 {torch_top1:.4f}, integers {integer_top1:.4f}; "
          f"{time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
