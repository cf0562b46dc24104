# SPDX-License-Identifier: Apache-2.0
"""Training of one point: the float network, or the same on the chip's grids with given levels, activation bits and pruning."""
import copy
import dataclasses
import pathlib
import sys

import numpy as np
import torch
from torch.nn import functional as F

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "digits"))

import integer_model    # noqa: E402 (of the digits: the contract of numbers in numpy)
from networks import FloatNetwork, QuantizedNetwork    # noqa: E402

DATA = HERE.parents[2] / "shared" / "data" / "sign_digits" / "sign_digits_32.npz"
LARGEST_SHIFT = 3       # pixels, along each axis, of a training image


@dataclasses.dataclass(frozen=True)
class Point:
    """A row of the table."""
    levels: int = 8
    activation_bits: int = 8
    prune: float = 0.0      # share of the weights of each pointwise layer

    def __str__(self):
        return f"L={self.levels} activations={self.activation_bits} pruned={self.prune:.0%}"


def network_of(point):
    """network.yaml with the levels and formats of a point; fewer bits take their range from the fraction."""
    network = integer_model.load_network(HERE / "network.yaml")
    dropped = 8 - point.activation_bits
    for layer in network["layers"]:
        if "levels" in layer:
            layer["levels"] = point.levels
        if "output" in layer:
            layer["output"]["bits"] -= dropped
            layer["output"]["frac"] -= dropped
    return network


def load_images(path=None):
    """(x_train, y_train, x_test, y_test) as they are in the file: uint8 NHWC."""
    data = np.load(path or DATA)
    return tuple(data[name] for name in ("x_train", "y_train", "x_test", "y_test"))


def to_input(network, images):
    """uint8 NHWC pixels to the real numbers the chip sees, NCHW."""
    x = torch.from_numpy(images.astype(np.float32)).permute(0, 3, 1, 2).contiguous()
    return (x - network["input"]["offset"]) * 2.0 ** -network["input"]["frac"]


def jitter(x, generator):
    """Each image moved by a few pixels, edges repeated, every second one mirrored: signs are made with either hand."""
    n, size = LARGEST_SHIFT, x.shape[2]
    padded = F.pad(x, (n, n, n, n), mode="replicate")
    moves = torch.randint(0, 2 * n + 1, (len(x), 2), generator=generator).tolist()
    moved = torch.stack([image[:, r:r + size, c:c + size] for image, (r, c) in zip(padded, moves)])
    mirrored = torch.rand(len(x), 1, 1, 1, generator=generator) < 0.5
    gain = 1 + 0.3 * (torch.rand(len(x), 1, 1, 1, generator=generator) - 0.5)
    return (torch.where(mirrored, moved.flip(3), moved) * gain).clamp(-1, 1)


class PrunedNetwork(QuantizedNetwork):
    """A quantized network whose pointwise layers keep only their largest weights."""

    def __init__(self, network, folded):
        super().__init__(network, folded)
        self.masks = {}

    def prune(self, share):
        for layer in self.layers:
            if layer["kind"] == "conv" and layer["kernel"] == 1:
                magnitude = self.weights[layer["name"]].detach().abs()
                order = magnitude.flatten().argsort(stable=True)
                mask = torch.ones(magnitude.numel())
                mask[order[:round(share * magnitude.numel())]] = 0
                self.masks[layer["name"]] = mask.view_as(magnitude)

    def quantized(self, layer):
        weight, bias, smallest = super().quantized(layer)
        mask = self.masks.get(layer["name"])
        return (weight if mask is None else weight * mask), bias, smallest


def share_at(epoch, epochs, share):
    """Gradual pruning (Zhu and Gupta, arXiv:1710.01878): cubic to the full share at 60 % of the epochs."""
    progress = min(epoch / (0.6 * epochs), 1.0)
    return share * (1 - (1 - progress) ** 3)


@torch.no_grad()
def accuracy(model, x, y):
    model.eval()
    return (torch.cat([model(part) for part in x.split(137)]).argmax(dim=1) == y).float().mean().item()


def fit(label, model, data, epochs, rate, generator, before_epoch=lambda epoch: None):
    """Adam under a cosine schedule; the test set is only ever printed, never used to choose."""
    x, y, x_test, y_test = data
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    for epoch in range(1, epochs + 1):
        before_epoch(epoch)
        model.train()
        total = 0.0
        for batch in torch.randperm(len(x), generator=generator).split(64):
            loss = F.cross_entropy(model(jitter(x[batch], generator)), y[batch], label_smoothing=0.05)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        schedule.step()
        if epoch % 5 == 0 or epoch == epochs:
            print(f"{label} epoch {epoch}/{epochs}: loss {total / len(x):.4f}, "
                  f"test top-1 {accuracy(model, x_test, y_test):.4f}", flush=True)
    return accuracy(model, x_test, y_test)


def train_float(data, epochs, seed):
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    model = FloatNetwork(network_of(Point()))
    return model, fit(f"seed {seed} float", model, data, epochs, 4e-3, generator)


def train_po2(point, float_model, data, epochs, seed):
    """(the trained network, its arrays): integers that the numpy model has been asked to agree with, to the bit."""
    generator = torch.Generator().manual_seed(seed)
    network = network_of(point)
    model = PrunedNetwork(network, copy.deepcopy(float_model).folded())
    prune = (lambda epoch: model.prune(share_at(epoch, epochs, point.prune))) if point.prune else (lambda epoch: None)
    fit(f"seed {seed} {point}", model, data, epochs, 1e-3, generator, prune)
    return model, model.exported()


def judge(point, model, arrays, x_test, y_test):
    """Top-1 of the integers, after a comparison of every logit."""
    network = network_of(point)
    sums = integer_model.run(network, arrays, x_test)["fc"]
    found = integer_model.logits(sums, arrays["fc.scale"])
    with torch.no_grad():
        expected = model(to_input(network, x_test)).numpy()
    assert np.array_equal(found, expected), "integer model and trained network disagree"
    return float(np.mean(integer_model.top1(sums, arrays["fc.scale"]) == y_test))
