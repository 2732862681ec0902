"""Random batches out of one file of decoded pictures through numpy.memmap; prints one JSON line."""

import argparse
import json
import tempfile
import time

import numpy as np

WARM_UP = 20
BATCHES = 200

parser = argparse.ArgumentParser()
parser.add_argument("--pictures", type=int, default=1250)
parser.add_argument("--size", type=int, default=128)
parser.add_argument("--batch", type=int, default=64)
arguments = parser.parse_args()

rng = np.random.default_rng(0)
shape = (arguments.pictures, arguments.size, arguments.size, 3)
with tempfile.NamedTemporaryFile() as file:
    for _ in range(arguments.pictures):
        file.write(rng.integers(0, 256, shape[1:], dtype=np.uint8).tobytes())
    file.flush()
    pixels = np.memmap(file.name, np.uint8, "r", shape=shape)
    seconds = []
    for index in range(WARM_UP + BATCHES):
        rows = rng.choice(arguments.pictures, arguments.batch, replace=False)
        began = time.perf_counter()
        batch = pixels[rows]
        if index >= WARM_UP:
            seconds.append(time.perf_counter() - began)
median = float(np.median(seconds))
print(json.dumps({"peer": "numpy-memmap", "versions": {"numpy": np.__version__}, "imagesPerSecond": len(batch) / median}))
