#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What OpenCV's DNN module says of the images in DIR/expected.npz, of each model that it reads: OUT.npz, an array a model.

usage: opencv_logits.py DIR OUT.npz"""
import pathlib
import sys

import cv2
import numpy


def before_softmax(net):
    """The last layer that is no softmax."""
    names = [name for name in net.getLayerNames() if net.getLayer(net.getLayerId(name)).type not in ("Softmax", "Identity")]
    return names[-1]


def main(folder, out):
    images = numpy.load(folder / "expected.npz")
    logits = {}
    for file in sorted(folder.glob("*.onnx")):
        image = images[f"{file.stem}.image"].astype(numpy.float32)
        try:
            net = cv2.dnn.readNetFromONNX(str(file))
            net.setInput(((image - 127) / 127.5).transpose(2, 0, 1)[None])
            logits[file.stem] = net.forward(before_softmax(net)).reshape(-1).astype(numpy.float32)
        except cv2.error as error:  # 4.6 does not know all forms
            print(file.name, "is not read:", error.err)
    numpy.savez(out, **logits)


main(pathlib.Path(sys.argv[1]), sys.argv[2])
