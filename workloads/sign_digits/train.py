# SPDX-License-Identifier: Apache-2.0
"""Trains network.yaml on sign-language digits, first float, then with power-of-two weights; writes the files beside it."""
import argparse
import os
import pathlib
import re
import time

import numpy as np
import torch

import export_onnx
import table
import training
from training import HERE, Point, integer_model

LEVELS = (4, 8, 2)      # whose weights are committed


def replace(path, write):
    """Writes under a temporary name, then renames, so that no half-written file is ever seen."""
    temporary = path.with_name(f".{os.getpid()}.{path.name}")
    write(temporary)
    os.replace(temporary, path)


def save(path, arrays):
    replace(path, lambda temporary: np.savez_compressed(temporary.open("wb"), **arrays))


def write_float(out, model, top1, images):
    text, count = re.subn(r"float_top1: [0-9.]+", f"float_top1: {top1:.4f}", (HERE / "network.yaml").read_text())
    assert count == 1, "network.yaml has no single float_top1"
    replace(out / "network.yaml", lambda path: path.write_text(text))
    save(out / "test.npz", dict(zip(("x_test", "y_test"), images[2:])))
    replace(out / "float.onnx", lambda path: export_onnx.float_network(training.network_of(Point()), model, path))


def write_po2(out, point, model, arrays, images):
    network = training.network_of(point)
    save(out / f"weights_l{point.levels}.npz", arrays)
    replace(out / f"po2_l{point.levels}.onnx", lambda path: export_onnx.quantized_network(network, model, path))
    if point.levels == 4:
        save(out / "golden.npz", integer_model.golden(network, arrays, images[2], first=8))


def train_files(arguments, images, data):
    """The float network and one network for each of LEVELS; about ten minutes."""
    model, top1 = training.train_float(data, arguments.epochs[0], arguments.seed)
    write_float(arguments.out, model, top1, images)
    print(f"float: top-1 {top1:.4f}", flush=True)
    for levels in LEVELS:
        point = Point(levels)
        trained, arrays = training.train_po2(point, model, data, arguments.epochs[1], arguments.seed)
        print(f"{point}: top-1 {training.judge(point, trained, arrays, *images[2:]):.4f}", flush=True)
        write_po2(arguments.out, point, trained, arrays, images)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=pathlib.Path, help="sign_digits_32.npz (default: in ../shared/data/sign_digits)")
    parser.add_argument("--out", type=pathlib.Path, default=HERE, help="folder to write (default: this one)")
    parser.add_argument("--seed", type=int, default=1, help="of weights, order and jitter (default: %(default)s)")
    parser.add_argument("--epochs", type=int, nargs=2, default=(40, 25), metavar=("FLOAT", "PO2"),
                        help="of the float and of each power-of-two training (default: 40 25)")
    parser.add_argument("--table", action="store_true",
                        help="instead: every point with three seeds, to table.csv; hours, goes on where it was stopped")
    return parser.parse_args()


def main():
    arguments, start = parse_arguments(), time.monotonic()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    images = training.load_images(arguments.data)
    network = training.network_of(Point())
    labels = [torch.from_numpy(y.astype(np.int64)) for y in (images[1], images[3])]
    data = (training.to_input(network, images[0]), labels[0], training.to_input(network, images[2]), labels[1])
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.table:
        table.train(arguments, images, data)
    else:
        train_files(arguments, images, data)
    print(f"{time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
