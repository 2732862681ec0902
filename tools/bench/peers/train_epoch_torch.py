"""Whole epochs of supervised-contrastive training of ResNet-18 in PyTorch with torchvision's v2 transforms, and the step alone; prints one JSON
line. README.md says what it does and what it needs."""

import argparse
import json
import os
import resource
import time

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import datasets, models
from torchvision.transforms import v2

WARM_UP = 2
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True, help="a folder of photos, a folder a class")
parser.add_argument("--batch", type=int, default=128)
parser.add_argument("--size", type=int, default=96)
parser.add_argument("--epochs", type=int, default=2)
parser.add_argument("--steps", type=int, default=3, help="measured steps on a held batch, before and after the epochs")
parser.add_argument("--workers", type=int, default=0)
parser.add_argument("--cached", action="store_true", help="decode once, to squares of 1.25 x size in memory")
parser.add_argument("--pil", action="store_true", help="transform PIL images instead of uint8 tensors")
parser.add_argument("--bf16", action="store_true", help="autocast to bfloat16")
parser.add_argument("--compile", action="store_true", help="torch.compile")
arguments = parser.parse_args()
torch.manual_seed(0)
torch.set_num_threads(os.cpu_count())


class Cached(Dataset):
    """Every photo decoded once: uint8 [3, side, side] in memory."""

    def __init__(self, folder, side, transform):
        shrink = v2.Compose([v2.PILToTensor(), v2.Resize(side, antialias=True), v2.CenterCrop(side)])
        self.items = [(shrink(folder.loader(path)), label) for path, label in folder.samples]
        self.transform = transform

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        image, label = self.items[index]
        return self.transform(image), label


class TwoViews:
    def __init__(self, transform):
        self.transform = transform

    def __call__(self, image):
        return self.transform(image), self.transform(image)


def view_transform():
    to_image = [] if arguments.cached else [v2.PILToTensor()]
    return v2.Compose(
        [
            *([] if arguments.pil else to_image),
            v2.RandomResizedCrop(arguments.size, scale=(0.3, 1), ratio=(3 / 4, 4 / 3), antialias=True),
            v2.RandomHorizontalFlip(),
            v2.RandomApply([v2.ColorJitter(0.4, 0.4, 0.4, 0.1)], p=0.8),
            v2.RandomGrayscale(0.2),
            *([v2.PILToTensor()] if arguments.pil else []),
            v2.ToDtype(torch.float32, scale=True),
            v2.Normalize(MEAN, STD),
        ]
    )


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
    if arguments.cached and arguments.pil:
        parser.error("--cached holds tensors; leave --pil out")
    network = models.resnet18(weights=None)
    network.fc = nn.Sequential(nn.Linear(512, 256), nn.ReLU(True), nn.Linear(256, 128))
    network = network.to(memory_format=torch.channels_last)
    optimiser = torch.optim.SGD(network.parameters(), 0.01, momentum=0.9, weight_decay=5e-4)
    if arguments.compile:
        network = torch.compile(network)

    def step(images, labels):
        optimiser.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=arguments.bf16):
            projections = network(images)
        loss = supcon(projections.float(), labels)
        loss.backward()
        optimiser.step()
        return loss.item()

    def time_steps(count):
        seconds = []
        for _ in range(count):
            began = time.perf_counter()
            step(held, held_labels)
            seconds.append(time.perf_counter() - began)
        return seconds

    rows = 2 * arguments.batch
    held = torch.randn(rows, 3, arguments.size, arguments.size).to(memory_format=torch.channels_last)
    held_labels = torch.randint(0, 5, (arguments.batch,)).repeat(2)
    time_steps(WARM_UP)
    # Before the first epoch, and after each: an epoch is compared with the steps around it.
    step_seconds = [time_steps(arguments.steps)]

    decoding_began = time.perf_counter()
    transform = TwoViews(view_transform())
    folder = datasets.ImageFolder(arguments.data, transform=transform)
    data = Cached(folder, round(1.25 * arguments.size), transform) if arguments.cached else folder
    loader = DataLoader(
        data,
        arguments.batch,
        shuffle=True,
        drop_last=True,
        num_workers=arguments.workers,
        persistent_workers=arguments.workers > 0,
    )
    decode_seconds = time.perf_counter() - decoding_began
    epoch_seconds = []
    views = 0
    for _ in range(arguments.epochs):
        began = time.perf_counter()
        views = 0
        for (first, second), labels in loader:
            images = torch.cat([first, second]).to(memory_format=torch.channels_last)
            loss = step(images, labels.repeat(2))
            views += len(images)
        epoch_seconds.append(time.perf_counter() - began)
        step_seconds.append(time_steps(arguments.steps))
    if not np.isfinite(loss):
        raise SystemExit(f"the loss is {loss}: what was measured is not training")

    later = range(1 if arguments.epochs > 1 else 0, arguments.epochs)
    shares = [views / epoch_seconds[at] / (rows / np.median(step_seconds[at] + step_seconds[at + 1])) for at in later]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "peer": "torch",
                "versions": {"torch": torch.__version__},
                "workers": arguments.workers,
                "decodeSeconds": decode_seconds,
                "stepSeconds": step_seconds,
                "epochSeconds": epoch_seconds,
                "firstEpochViewsPerSecond": views / (decode_seconds + epoch_seconds[0]),
                "viewsPerSecond": views / float(np.median(epoch_seconds[1:] or epoch_seconds)),
                "stepViewsPerSecond": rows / float(np.median(sum(step_seconds, []))),
                "epochShare": float(np.median(shares)),
                "peakRssMiB": peak,
            }
        )
    )


if __name__ == "__main__":
    main()
