"""Photos from disk to embeddings: Pillow, EfficientNet-Lite0 in PyTorch; prints one JSON line. README.md says what it does and what it needs."""

import argparse
import json
import os
import pathlib
import resource
import time

import numpy as np
import PIL
import torch
from PIL import Image, ImageOps
from torch.utils.data import DataLoader, Dataset

from efficientnet_lite import efficientnet_lite0

BATCH = 32

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True, help="a folder of photos, a folder a class")
parser.add_argument("--photos", type=int, default=1000)
parser.add_argument("--size", type=int, default=224)
parser.add_argument("--steps", type=int, default=3, help="times through all photos")
parser.add_argument("--workers", type=int, default=0)
parser.add_argument("--compile", action="store_true", help="torch.compile")
arguments = parser.parse_args()
torch.manual_seed(0)
torch.set_num_threads(os.cpu_count())


class Photos(Dataset):
    """The short side to `size` with Lanczos, then the centre; (pixel - 127) / 128."""

    def __init__(self, paths):
        self.paths = paths

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        size = arguments.size
        with Image.open(self.paths[index]) as image:
            image = ImageOps.exif_transpose(image).convert("RGB")
        scale = size / min(image.size)
        width, height = (max(size, round(side * scale)) for side in image.size)
        left, top = (width - size) // 2, (height - size) // 2
        image = image.resize((width, height), Image.Resampling.LANCZOS).crop((left, top, left + size, top + size))
        return torch.from_numpy((np.asarray(image, np.float32) - 127) / 128).permute(2, 0, 1)


def main():
    paths = sorted(pathlib.Path(arguments.data).glob("*/*"))[: arguments.photos]
    network = efficientnet_lite0().eval().to(memory_format=torch.channels_last)
    if arguments.compile:
        network = torch.compile(network)

    @torch.inference_mode()
    def embed(chosen):
        loader = DataLoader(Photos(chosen), BATCH, num_workers=arguments.workers)
        return torch.cat([network(batch.to(memory_format=torch.channels_last)) for batch in loader])

    # Once beforehand: compiles, also for the last batch, which is smaller.
    embed(paths)
    seconds = []
    for _ in range(arguments.steps):
        began = time.perf_counter()
        embeddings = embed(paths)
        seconds.append(time.perf_counter() - began)
    if embeddings.shape != (len(paths), 1280) or not torch.isfinite(embeddings).all():
        raise SystemExit(f"embeddings of shape {tuple(embeddings.shape)}: what was measured is not embedding")
    print(
        json.dumps(
            {
                "peer": "torch",
                "versions": {"torch": torch.__version__, "pillow": PIL.__version__},
                "photos": len(paths),
                "photosPerSecond": len(paths) / float(np.median(seconds)),
                "peakRssMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
