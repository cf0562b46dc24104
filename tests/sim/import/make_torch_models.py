#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the ONNX files of this folder: well-known networks, very narrow, as PyTorch 1.13 exports them, and what PyTorch
says of one image each. Needs python3-torch; python3-onnx is not needed.

usage: make_torch_models.py DIR"""
import pathlib
import sys

import numpy
import torch
from torch import nn


def conv_bn(inputs, outputs, kernel, stride=1, groups=1, activation=nn.ReLU):
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, activation()) if activation else nn.Sequential(*layers)


class MobileNetV1(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = conv_bn(3, 8, 3, 2)
        blocks, inputs = [], 8
        for outputs, stride in ((12, 1), (16, 2), (16, 1), (24, 2)):
            blocks += [conv_bn(inputs, inputs, 3, stride, inputs), conv_bn(inputs, outputs, 1)]
            inputs = outputs
        self.blocks = nn.Sequential(*blocks)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(inputs, 10)

    def forward(self, x):
        return self.classifier(self.pool(self.blocks(self.stem(x))).flatten(1))


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, stride, expand):
        super().__init__()
        self.adds = stride == 1 and inputs == outputs
        self.conv = nn.Sequential(conv_bn(inputs, inputs * expand, 1, activation=nn.ReLU6),
                                  conv_bn(inputs * expand, inputs * expand, 3, stride, inputs * expand, nn.ReLU6),
                                  conv_bn(inputs * expand, outputs, 1, activation=None))

    def forward(self, x):
        return x + self.conv(x) if self.adds else self.conv(x)


class MobileNetV2(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(conv_bn(3, 8, 3, 2, activation=nn.ReLU6), InvertedResidual(8, 8, 1, 2),
                                      InvertedResidual(8, 12, 2, 2), InvertedResidual(12, 12, 1, 2),
                                      conv_bn(12, 32, 1, activation=nn.ReLU6))
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(32, 10))

    def forward(self, x):
        x = nn.functional.adaptive_avg_pool2d(self.features(x), (1, 1))
        return self.classifier(torch.flatten(x, 1))


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs)
        self.conv2, self.bn2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = conv_bn(inputs, outputs, 1, stride, activation=None) if stride > 1 or inputs != outputs else None

    def forward(self, x):
        y = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        return self.relu(y + (self.downsample(x) if self.downsample else x))


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 4, 7, 2, 3, bias=False), nn.BatchNorm2d(4)
        self.relu, self.maxpool = nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)
        widths = (4, 4, 6, 8, 8)
        for i in range(1, 5):
            blocks = nn.Sequential(BasicBlock(widths[i - 1], widths[i], 1 if i == 1 else 2), BasicBlock(widths[i], widths[i], 1))
            setattr(self, f"layer{i}", blocks)
        self.avgpool, self.fc = nn.AdaptiveAvgPool2d((1, 1)), nn.Linear(widths[4], 10)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(self.avgpool(x), 1))


class VGG11(nn.Module):
    def __init__(self):
        super().__init__()
        layers, inputs = [], 3
        for width in (4, "M", 6, "M", 8, 8, "M", 8, 8, "M", 8, 8, "M"):
            if width == "M":
                layers.append(nn.MaxPool2d(2, 2))
            else:
                layers += [nn.Conv2d(inputs, width, 3, padding=1), nn.ReLU(inplace=True)]
                inputs = width
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Linear(8 * 2 * 2, 16), nn.ReLU(True), nn.Dropout(), nn.Linear(16, 16), nn.ReLU(True),
                                        nn.Dropout(), nn.Linear(16, 10))

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 8, 5)
        self.fc1, self.fc2, self.fc3 = nn.Linear(8 * 5 * 5, 24), nn.Linear(24, 16), nn.Linear(16, 10)

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = torch.relu(nn.functional.max_pool2d(self.conv2(x), 2))
        x = x.view(x.size(0), -1)
        return nn.functional.log_softmax(self.fc3(torch.relu(self.fc2(torch.relu(self.fc1(x))))), dim=1)


class DsCnn(nn.Module):
    """Keyword spotting: a map of 49 times 10 coefficients, an uneven kernel."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(1, 12, (10, 4), (2, 2), (5, 1), bias=False), nn.BatchNorm2d(12), nn.ReLU())
        self.blocks = nn.Sequential(*[nn.Sequential(conv_bn(12, 12, 3, 1, 12), conv_bn(12, 12, 1)) for _ in range(2)])
        self.fc = nn.Linear(12, 12)

    def forward(self, x):
        x = self.blocks(self.conv(x))
        return torch.softmax(self.fc(x.mean([2, 3])), dim=-1)


# Name: network, height, width, channels, keyword arguments of the exporter.
MODELS = {
    "mobilenet_v1": (MobileNetV1, 32, 32, 3, {"opset_version": 11}),
    "mobilenet_v2": (MobileNetV2, 32, 32, 3, {"opset_version": 13, "dynamic_axes": {"input": {0: "batch"}}}),
    "resnet18": (ResNet18, 32, 32, 3, {"opset_version": 9}),
    "resnet18_with_bn": (ResNet18, 32, 32, 3, {"opset_version": 17, "training": torch.onnx.TrainingMode.PRESERVE,
                                             "do_constant_folding": False}),
    "vgg11": (VGG11, 64, 64, 3, {"opset_version": 7}),
    "lenet5": (LeNet5, 28, 28, 1, {"opset_version": 12, "dynamic_axes": {"input": {0: "batch"}},
                                  "keep_initializers_as_inputs": True}),
    "ds_cnn": (DsCnn, 49, 10, 1, {"opset_version": 16}),
}


def settle(model):
    """Statistics and scales that training would leave: none is 0 or 1."""
    generator = torch.Generator().manual_seed(1)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            shape = module.weight.shape
            module.weight.data = 0.5 + torch.rand(shape, generator=generator)
            module.bias.data = 0.4 * torch.randn(shape, generator=generator)
            module.running_mean = 0.3 * torch.randn(shape, generator=generator)
            module.running_var = 0.3 + torch.rand(shape, generator=generator)


def before_softmax(model):
    """The logits, whatever the network does with them last."""
    last = [module for module in model.modules() if isinstance(module, nn.Linear)][-1]
    seen = []
    last.register_forward_hook(lambda module, inputs, output: seen.append(output.detach().numpy()))
    return seen


def main(folder):
    arrays = {}
    for name, (network, height, width, channels, options) in MODELS.items():
        torch.manual_seed(0)
        model = network().eval()
        settle(model)
        image = numpy.random.RandomState(7).randint(0, 256, (height, width, channels), dtype=numpy.uint8)
        x = (torch.from_numpy(image.astype(numpy.float32)) - 127) / 127.5
        x = x.permute(2, 0, 1)[None]
        seen = before_softmax(model)
        with torch.no_grad():
            model(x)
        arrays[f"{name}.image"], arrays[f"{name}.logits"] = image, seen[0][0].astype(numpy.float32)
        torch.onnx.export(model, x, str(folder / f"{name}.onnx"), input_names=["input"], output_names=["output"], **options)
    numpy.savez_compressed(folder / "expected.npz", **arrays)


main(pathlib.Path(sys.argv[1]))
