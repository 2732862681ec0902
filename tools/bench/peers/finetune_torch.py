"""One supervised-contrastive fine-tuning step of EfficientNet-Lite0 in PyTorch; prints one JSON line. README.md says what it does and what it needs."""

import argparse
import json
import os
import resource
import time

import numpy as np
import torch
from torch import nn

from efficientnet_lite import efficientnet_lite0

WARM_UP = 2
CLASSES = 5

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
