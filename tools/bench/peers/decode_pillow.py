"""Photos to squares of pixels in Pillow, in processes of its own; prints one JSON line."""

import argparse
import json
import multiprocessing
import pathlib
import time

import numpy as np
import PIL
from PIL import Image, ImageOps

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True, help="a folder of photos, a folder a class")
parser.add_argument("--size", type=int, default=128)
parser.add_argument("--steps", type=int, default=3, help="times through all photos")
parser.add_argument("--processes", type=int, default=1)
parser.add_argument("--filter", choices=["bilinear", "lanczos"], default="lanczos")
parser.add_argument("--draft", action="store_true", help="let the JPEG decoder shrink by 2, 4 or 8 where the picture is large enough")
arguments = parser.parse_args()


def decode(path):
    """The short side to `size`, then the centre."""
    size = arguments.size
    with Image.open(path) as image:
        if arguments.draft:
            image.draft("RGB", (size, size))
        image = ImageOps.exif_transpose(image).convert("RGB")
    scale = size / min(image.size)
    width, height = (max(size, round(side * scale)) for side in image.size)
    left, top = (width - size) // 2, (height - size) // 2
    image = image.resize((width, height), Image.Resampling[arguments.filter.upper()]).crop((left, top, left + size, top + size))
    return np.asarray(image)


def decode_all(paths):
    return sum(decode(path).nbytes for path in paths)


def main():
    paths = sorted(str(path) for path in pathlib.Path(arguments.data).glob("*/*"))
    # Nothing but a number comes back from the processes: moving the pixels is not counted.
    shares = [paths[start :: arguments.processes] for start in range(arguments.processes)]
    with multiprocessing.Pool(arguments.processes) as pool:
        pool.map(decode_all, [share[:50] for share in shares])
        seconds = []
        for _ in range(arguments.steps):
            began = time.perf_counter()
            decoded = sum(pool.map(decode_all, shares, chunksize=1))
            seconds.append(time.perf_counter() - began)
    if decoded != len(paths) * arguments.size**2 * 3:
        raise SystemExit(f"{decoded} bytes were decoded, not {len(paths)} squares")
    rate = len(paths) / float(np.median(seconds))
    print(json.dumps({"peer": "pillow", "versions": {"pillow": PIL.__version__}, "photos": len(paths), "imagesPerSecond": rate}))


if __name__ == "__main__":
    main()
