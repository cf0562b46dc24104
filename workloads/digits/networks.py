# SPDX-License-Identifier: Apache-2.0
"""A network of network.yaml in PyTorch: in real numbers with batch norm, and on the chip's grids, trained straight through."""
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import integer_model

SMALLEST_TOP_EXPONENT = -8      # of a channel; keeps every bias and accumulator below 2^24, where float32 is exact


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
