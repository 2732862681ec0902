"""JPEG photos to pixels in libjpeg-turbo and no further: no resizing, no turning. Prints one JSON line."""

import argparse
import importlib.metadata
import json
import multiprocessing
import pathlib
import time

import numpy as np
import simplejpeg

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True, help="a folder of photos, a folder a class")
parser.add_argument("--steps", type=int, default=3, help="times through all photos")
parser.add_argument("--processes", type=int, default=1)
arguments = parser.parse_args()


def decode_all(paths):
    return sum(simplejpeg.decode_jpeg(pathlib.Path(path).read_bytes()).nbytes > 0 for path in paths)


def main():
    paths = sorted(str(path) for path in pathlib.Path(arguments.data).glob("*/*.jp*g"))
    shares = [paths[start :: arguments.processes] for start in range(arguments.processes)]
    with multiprocessing.Pool(arguments.processes) as pool:
        pool.map(decode_all, [share[:50] for share in shares])
        seconds = []
        for _ in range(arguments.steps):
            began = time.perf_counter()
            decoded = sum(pool.map(decode_all, shares, chunksize=1))
            seconds.append(time.perf_counter() - began)
    if decoded != len(paths) or decoded == 0:
        raise SystemExit(f"{decoded} of {len(paths)} photos were decoded")
    rate = len(paths) / float(np.median(seconds))
    versions = {"simplejpeg": importlib.metadata.version("simplejpeg")}
    print(json.dumps({"peer": "turbojpeg", "versions": versions, "photos": len(paths), "imagesPerSecond": rate}))


if __name__ == "__main__":
    main()
