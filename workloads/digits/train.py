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
from torch.nn import functional as F

import integer_model
from networks import FloatNetwork, QuantizedNetwork

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parents[2] / "shared" / "data" / "digits" / "digits.npz"
LOWEST_TOP1 = 0.95


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
