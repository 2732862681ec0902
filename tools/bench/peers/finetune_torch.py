"""One supervised-contrastive fine-tuning step of EfficientNet-Lite0 in PyTorch; prints one JSON line. README.md says what it does and what it needs."""

import argparse
import json
import os
import resource
import time

import numpy as np
import torch
from torch import nn

WARM_UP = 2
CLASSES = 5
# Expansion, channels, blocks, stride and kernel of each stage: Tan and Le, arXiv:1905.11946, table 1.
STAGES = (
    (1, 16, 1, 1, 3),
    (6, 24, 2, 2, 3),
    (6, 40, 2, 2, 5),
    (6, 80, 3, 2, 3),
    (6, 112, 3, 1, 5),
    (6, 192, 4, 2, 5),
    (6, 320, 1, 1, 3),
)

parser = argparse.ArgumentParser()
parser.add_argument("--batch", type=int, default=64)
parser.add_argument("--size", type=int, default=160)
parser.add_argument("--steps", type=int, default=5)
parser.add_argument("--statistics", choices=("batch", "pretrained"), default="batch")
parser.add_argument("--bf16", action="store_true", help="autocast to bfloat16")
parser.add_argument("--compile", action="store_true", help="torch.compile")
arguments = parser.parse_args()
torch.manual_seed(0)
torch.set_num_threads(os.cpu_count())


class SamePadding(nn.Module):
    """TensorFlow's SAME at a stride of 2: where the padding is odd, one pixel more on the right and at the bottom."""

    def __init__(self, kernel):
        super().__init__()
        self.kernel = kernel

    def forward(self, x):
        rows, columns = (max((-(-side // 2) - 1) * 2 + self.kernel - side, 0) for side in x.shape[2:])
        return nn.functional.pad(x, (columns // 2, columns - columns // 2, rows // 2, rows - rows // 2))


def unit(inputs, outputs, kernel, stride, groups=1, activation=True):
    padding = (kernel - 1) // 2 if stride == 1 else 0
    return [
        *([] if stride == 1 else [SamePadding(kernel)]),
        nn.Conv2d(inputs, outputs, kernel, stride, padding, groups=groups, bias=False),
        nn.BatchNorm2d(outputs, eps=1e-3),
        *([nn.ReLU6(inplace=True)] if activation else []),
    ]


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, expansion, kernel, stride):
        super().__init__()
        hidden = inputs * expansion
        self.body = nn.Sequential(
            *(unit(inputs, hidden, 1, 1) if expansion > 1 else []),
            *unit(hidden, hidden, kernel, stride, groups=hidden),
            *unit(hidden, outputs, 1, 1, activation=False),
        )
        self.identity = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.body(x) if self.identity else self.body(x)


def efficientnet_lite0():
    layers = unit(3, 32, 3, 2)
    inputs = 32
    for expansion, outputs, blocks, shrink, kernel in STAGES:
        for block in range(blocks):
            layers.append(InvertedResidual(inputs, outputs, expansion, kernel, shrink if block == 0 else 1))
            inputs = outputs
    return nn.Sequential(*layers, *unit(inputs, 1280, 1, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten())


def supcon(z, y, temperature=0.1):
    z = nn.functional.normalize(z, dim=1)
    self_mask = torch.eye(len(z), dtype=torch.bool)
    similarities = (z @ z.T / temperature).masked_fill(self_mask, -torch.inf)
    log_shares = similarities - torch.logsumexp(similarities, 1, keepdim=True)
    positives = (y[:, None] == y[None]) & ~self_mask
    counts = positives.sum(1)
    of_anchors = -torch.where(positives, log_shares, 0.0).sum(1) / counts.clamp(min=1)
    return of_anchors.sum() / (counts > 0).sum().clamp(min=1)


def main():
    network = nn.Sequential(efficientnet_lite0(), nn.Linear(1280, 256), nn.ReLU(inplace=True), nn.Linear(256, 128))
    network = network.to(memory_format=torch.channels_last)
    if arguments.statistics == "pretrained":
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
    optimiser = torch.optim.SGD(network.parameters(), 1e-4, momentum=0.9, nesterov=True)
    if arguments.compile:
        network = torch.compile(network)
    images = torch.randn(arguments.batch, 3, arguments.size, arguments.size).to(memory_format=torch.channels_last)
    labels = torch.randint(0, CLASSES, (arguments.batch,))

    def step():
        optimiser.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=arguments.bf16):
            projections = network(images)
        loss = supcon(projections.float(), labels)
        loss.backward()
        optimiser.step()
        return loss.item()

    seconds = []
    for index in range(WARM_UP + arguments.steps):
        began = time.perf_counter()
        loss = step()
        if index >= WARM_UP:
            seconds.append(time.perf_counter() - began)
    if not np.isfinite(loss):
        raise SystemExit(f"the loss is {loss}: what was measured is not training")
    print(
        json.dumps(
            {
                "peer": "torch",
                "versions": {"torch": torch.__version__},
                "parameters": sum(parameter.numel() for parameter in network.parameters()),
                "loss": loss,
                "stepSeconds": seconds,
                "imagesPerSecond": arguments.batch / float(np.median(seconds)),
                "peakRssMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
