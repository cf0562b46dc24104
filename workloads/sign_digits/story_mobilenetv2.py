# SPDX-License-Identifier: Apache-2.0
"""Fine-tunes the last layer of a hardwired MobileNetV2, whose features were trained on ImageNet, to the ten sign digits."""
import argparse
import pathlib
import subprocess

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"


def resized(images, size):
    """Bilinear with half-pixel centres, edges repeated, rounded half up: NHWC uint8 to NHWC uint8."""
    def positions(n):
        place = np.clip((np.arange(size) + 0.5) * n / size - 0.5, 0, n - 1)
        low = np.floor(place).astype(int)
        return low, np.minimum(low + 1, n - 1), place - low

    low, high, part = positions(images.shape[1])
    x = images.astype(np.float64)
    x = x[:, low] * (1 - part)[None, :, None, None] + x[:, high] * part[None, :, None, None]
    low, high, part = positions(images.shape[2])
    x = x[:, :, low] * (1 - part)[None, None, :, None] + x[:, :, high] * part[None, None, :, None]
    return np.floor(x + 0.5).astype(np.uint8)


def write_network(path, size):
    """The network of the design for another size of image; layers and weights are those it has."""
    text = (ROOT / "workloads" / "mobilenetv2" / "network.yaml").read_text()
    changed = text.replace("height: 224, width: 224", f"height: {size}, width: {size}")
    assert changed != text, "the network file says its size in other words"
    lines = [line for line in changed.splitlines() if not line.startswith(("weights:", "# yaml-language-server"))]
    path.write_text("\n".join(lines + ["weights: {synthetic: {seed: 1}}", ""]))


def write_data(path, data, size):
    arrays = np.load(data)
    np.savez(path, **{name: resized(arrays[name], size) if name.startswith("x") else arrays[name] for name in arrays.files})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hashiflex", default=str(ROOT / "build" / "release" / "hashiflex"))
    parser.add_argument("--data", default=str(SHARED / "sign_digits" / "sign_digits_32.npz"))
    parser.add_argument("--weights", default=str(SHARED / "mobilenet_v2_1.0_224_po2" / "mobilenet_v2_1.0_224_po2.npz"),
                        help="what stands behind --set weights= (default: the Po2 network as given)")
    parser.add_argument("--size", type=int, default=96, help="of the resized images (default: %(default)s)")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("out/story_mobilenetv2"))
    parser.add_argument("rest", nargs="*", help="options for hashiflex finetune, after --")
    arguments = parser.parse_args()
    out = arguments.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    write_network(out / "network.yaml", arguments.size)
    write_data(out / "signs.npz", arguments.data, arguments.size)
    subprocess.run([arguments.hashiflex, "finetune", str(ROOT / "configs" / "designs" / "mobilenetv2_224.yaml"),
                    "--set", f"network={out / 'network.yaml'}", "--set", f"weights={arguments.weights}",
                    "--data", f"{out / 'signs.npz'}:x_train,y_train", "--test", f"{out / 'signs.npz'}:x_test,y_test",
                    "--out", str(out), *arguments.rest], check=True)


if __name__ == "__main__":
    main()
