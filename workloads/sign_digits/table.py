# SPDX-License-Identifier: Apache-2.0
"""The table of accuracy: every point with three seeds. A net that is trained is kept, so that a stopped table goes on."""
import csv
import os
import statistics
import time

import torch

import training
from training import Point

SEEDS = (1, 2, 3)
POINTS = ([Point(levels) for levels in (8, 6, 4, 3, 2)] + [Point(4, prune=share) for share in (0.25, 0.5, 0.75, 0.9)] +
          [Point(4, activation_bits=bits) for bits in (6, 4, 3)])
COLUMNS = ("network", "seed", "epochs", "top1", "seconds")


class Runs:
    """table_runs.csv: a line for each net that was trained, written when it is."""

    def __init__(self, path, epochs):
        self.path, self.epochs = path, "+".join(map(str, epochs))
        self.done = {}
        if path.exists():
            with path.open(newline="") as file:
                self.done = {(row["network"], int(row["seed"])): float(row["top1"])
                             for row in csv.DictReader(file) if row["epochs"] == self.epochs and row["seconds"]}

    def add(self, network, seed, top1, seconds):
        new = not self.path.exists()
        with self.path.open("a", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            if new:
                writer.writerow(COLUMNS)
            writer.writerow((network, seed, self.epochs, f"{top1:.4f}", f"{seconds:.0f}"))
        self.done[network, seed] = top1

    def summary(self):
        """A line a network: each seed, empty where it is missing, and the mean of those that are there."""
        lines = ["network," + ",".join(f"seed {seed}" for seed in SEEDS) + ",mean"]
        for network in ("float", *map(str, POINTS)):
            found = [self.done.get((network, seed)) for seed in SEEDS]
            known = [top1 for top1 in found if top1 is not None]
            cells = ["" if top1 is None else f"{top1:.4f}" for top1 in found]
            lines.append(",".join([network, *cells, f"{statistics.mean(known):.4f}" if known else ""]))
        return "\n".join(lines) + "\n"


def float_model(arguments, data, seed, runs):
    """The float network of a seed, from the file of an earlier call or trained; table_runs.csv says which epochs it had."""
    path = arguments.out / f"table_float_{runs.epochs}_seed{seed}.pt"
    if path.exists():
        model = training.FloatNetwork(training.network_of(Point()))
        model.load_state_dict(torch.load(path))
        return model
    start = time.process_time()
    model, top1 = training.train_float(data, arguments.epochs[0], seed)
    temporary = path.with_name(f".{os.getpid()}.{path.name}")
    torch.save(model.state_dict(), temporary)
    os.replace(temporary, path)
    runs.add("float", seed, top1, time.process_time() - start)
    return model


def train(arguments, images, data):
    """What table_runs.csv lacks, seed by seed; table.csv is written anew after every net."""
    runs = Runs(arguments.out / "table_runs.csv", arguments.epochs)
    for seed in SEEDS:
        missing = [point for point in POINTS if (str(point), seed) not in runs.done]
        if not missing and ("float", seed) in runs.done:
            continue
        model = float_model(arguments, data, seed, runs)
        for point in missing:
            start = time.process_time()
            trained, arrays = training.train_po2(point, model, data, arguments.epochs[1], seed)
            runs.add(str(point), seed, training.judge(point, trained, arrays, *images[2:]), time.process_time() - start)
            (arguments.out / "table.csv").write_text(runs.summary())
    (arguments.out / "table.csv").write_text(runs.summary())
    print(runs.summary(), end="", flush=True)
