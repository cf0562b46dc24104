# SPDX-License-Identifier: Apache-2.0
"""Trains and hardwires a network for the signs 0 to 4, then fine-tunes its last layer to the signs 5 to 9 on the chip."""
import argparse
import copy
import pathlib
import re
import subprocess

import numpy as np
import torch
from torch.nn import functional as F

import training
from networks import FloatNetwork
from train import save
from training import HERE, Point

ROOT = HERE.parents[1]


def five_classes(images, first):
    """The images of five signs; their labels count from 0."""
    keep = [(y >= first) & (y < first + 5) for y in (images[1], images[3])]
    return images[0][keep[0]], images[1][keep[0]] - first, images[2][keep[1]], images[3][keep[1]] - first


def tensors(images):
    """Training and test images as the chip sees them, and their labels."""
    network = training.network_of(Point())
    return (training.to_input(network, images[0]), torch.from_numpy(images[1].astype(np.int64)),
            training.to_input(network, images[2]), torch.from_numpy(images[3].astype(np.int64)))


def top1_of_last_layer(model, data, l2=0.01):
    """Multinomial logistic regression on standardized features of a network that stays as it is, as finetune does it."""
    front = copy.deepcopy(model).eval()
    front.classifier = torch.nn.Identity()
    with torch.no_grad():
        features = [torch.cat([front(part) for part in x.split(137)]) for x in (data[0], data[2])]
    mean, deviation = features[0].mean(dim=0), features[0].std(dim=0, unbiased=False).clamp(min=1e-6)
    train, test = ((x - mean) / deviation for x in features)
    weight, bias = torch.zeros(5, train.shape[1], requires_grad=True), torch.zeros(5, requires_grad=True)
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=500, line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        value = F.cross_entropy(train @ weight.T + bias, data[1]) + l2 / 2 * weight.square().sum()
        value.backward()
        return value

    optimizer.step(loss)
    return ((test @ weight.T + bias).argmax(dim=1) == data[3]).float().mean().item()


def random_features(data, seed):
    """A network that was never trained, but for the means and deviations of its batch norms."""
    torch.manual_seed(seed)
    model = FloatNetwork(training.network_of(Point()))
    for norm in model.norms.values():
        norm.momentum = None    # the mean of all batches
    with torch.no_grad():
        for part in data[0].split(137):
            model(part)
    return model


def compare_in_float(model, new, epochs):
    """What the last layer reaches on three fronts, and a network that is trained as a whole."""
    print(f"signs 5 to 9, last layer on float features: top-1 {top1_of_last_layer(model, new):.4f}", flush=True)
    for seed in (1, 2, 3):
        print(f"signs 5 to 9, last layer on random features, seed {seed}: "
              f"top-1 {top1_of_last_layer(random_features(new, seed), new):.4f}", flush=True)
    print(f"signs 5 to 9, everything trained: top-1 {training.train_float(new, epochs, 1)[1]:.4f}", flush=True)


def write_design(out, levels):
    """The committed network and design with weights of its own, and ten classes of which five are in use."""
    text = (HERE / "network.yaml").read_text()
    text = re.sub(r"(?m)^(test_set|reference|# yaml).*\n", "", text)
    (out / "network.yaml").write_text(re.sub(r"(?m)^weights:.*$", f"weights: weights_l{levels}.npz", text))
    design = (ROOT / "configs" / "designs" / "sign_digits.yaml").read_text()
    (out / "design.yaml").write_text(re.sub(r"(?m)^network:.*$", "network: network.yaml",
                                            re.sub(r"(?m)^# yaml.*\n", "", design)).replace("tech: asap7", f"tech: {ROOT}/configs/tech/asap7.yaml"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hashiflex", default=str(ROOT / "build" / "release" / "hashiflex"))
    parser.add_argument("--data", type=pathlib.Path, help="sign_digits_32.npz")
    parser.add_argument("--levels", type=int, nargs="*", default=(8, 4))
    parser.add_argument("--epochs", type=int, nargs=2, default=(40, 25), metavar=("FLOAT", "PO2"))
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("out/story_new_classes"))
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    out = arguments.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    images = training.load_images(arguments.data)
    old, new = five_classes(images, 0), five_classes(images, 5)
    data = tensors(old)
    save(out / "signs.npz", dict(zip(("x_train", "y_train", "x_test", "y_test"), new)))
    model, top1 = training.train_float(data, arguments.epochs[0], 1)
    print(f"float, signs 0 to 4: top-1 {top1:.4f}", flush=True)
    compare_in_float(model, tensors(new), arguments.epochs[0])
    for levels in arguments.levels:
        _, arrays = training.train_po2(Point(levels), model, data, arguments.epochs[1], 1)
        save(out / f"weights_l{levels}.npz", arrays)
        write_design(out, levels)
        subprocess.run([arguments.hashiflex, "finetune", str(out / "design.yaml"), "--data", f"{out}/signs.npz:x_train,y_train",
                        "--test", f"{out}/signs.npz:x_test,y_test", "--out", str(out / f"l{levels}")], check=True)


if __name__ == "__main__":
    main()
