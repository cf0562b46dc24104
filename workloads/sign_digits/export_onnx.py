# SPDX-License-Identifier: Apache-2.0
"""The trained networks as ONNX: the float one with its batch norms, the quantized ones with the grid of every activation."""
import torch
from torch import nn
from torch.nn import functional as F

import training    # noqa: F401 (makes the modules of the digits known)
from networks import convolve    # noqa: E402

OPSET = 13


def float_network(network, model, path):
    write(network, copy_in_eval_mode(model), path)


def quantized_network(network, model, path):
    write(network, OnGrids(network, model), path)


def copy_in_eval_mode(model):
    model.eval()
    return model


def write(network, model, path):
    shape = network["input"]
    example = torch.zeros(1, shape["channels"], shape["height"], shape["width"])
    torch.onnx.export(model, example, str(path), opset_version=OPSET, input_names=["input"], output_names=["logits"],
                      dynamic_axes={"input": {0: "n"}, "logits": {0: "n"}})


class OnGrids(nn.Module):
    """A QuantizedNetwork with its weights and biases as constants on their grids, and fake quantization after every layer.

    QuantizeLinear rounds ties to even, the chip up; the integers follow from the grids, not from this difference."""

    def __init__(self, network, model):
        super().__init__()
        self.layers, self.frac, self.input_frac = network["layers"], model.frac, network["input"]["frac"]
        self.weights, self.biases = nn.ParameterDict(), nn.ParameterDict()
        with torch.no_grad():
            for layer in self.layers:
                name = layer["name"]
                if layer["kind"] in ("conv", "depthwise"):
                    weight, bias, _ = model.quantized(layer)
                elif layer["kind"] == "classifier":
                    codes, sums, scale = model.quantized_classifier(layer)
                    weight, bias = codes * (scale * 2.0 ** self.frac[layer["inputs"][0]])[:, None], sums * scale
                else:
                    continue
                self.weights[name], self.biases[name] = nn.Parameter(weight.clone()), nn.Parameter(bias.clone())

    def grid(self, x, frac, signed):
        low, high = (-128, 127) if signed else (0, 255)
        return torch.fake_quantize_per_tensor_affine(x, 2.0 ** -frac, 0, low, high)

    def forward(self, x):
        tensors, signed = {"input": x}, {"input": True}
        for layer in self.layers:
            name, inputs = layer["name"], [tensors[i] for i in layer["inputs"]]
            kind = layer["kind"]
            signed[name] = layer["output"]["signed"] if "output" in layer else signed[layer["inputs"][0]]
            if kind in ("conv", "depthwise"):
                y = convolve(layer, inputs[0], self.weights[name], self.biases[name])
                y = F.relu6(y) if layer["activation"] == "relu6" else y
            elif kind == "add":
                y = inputs[0] + inputs[1]
            elif kind == "global_avg_pool":
                y = inputs[0].mean(dim=(2, 3))
            else:
                return F.linear(inputs[0], self.weights[name], self.biases[name])
            tensors[name] = self.grid(y, self.frac[name], signed[name])
