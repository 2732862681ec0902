"""usearch (connectivity 16, expansion_add 200, bfloat16) with one thread: prints one JSON line, rates by processor time, at the least expansion_search with
recall@10 of 0.99, which its rounded numbers may never reach. Needs usearch and numpy."""

import argparse
import json
import resource
import time

import numpy as np
from usearch.index import Index

parser = argparse.ArgumentParser()
parser.add_argument("--base", required=True, help="float32 [?, width], unit rows, raw")
parser.add_argument("--queries", required=True)
parser.add_argument("--width", type=int, required=True)
arguments = parser.parse_args()

base, queries = (np.fromfile(file, np.float32).reshape(-1, arguments.width) for file in (arguments.base, arguments.queries))
truth = [np.argpartition(-(base @ query), 10)[:10] for query in queries]


def resident() -> int:
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


before = resident()
index = Index(ndim=arguments.width, metric="ip", dtype="bf16", connectivity=16, expansion_add=200, expansion_search=10)
begun = time.process_time()
index.add(np.arange(len(base)), base, threads=1)
build = len(base) / (time.process_time() - begun)
size = (resident() - before) / len(base)
for ef in (10, 12, 16, 20, 24, 32, 40, 48, 64, 96, 128, 192, 256, 512):
    index.expansion_search = ef
    begun = time.process_time()
    found = [index.search(query, 10, threads=1).keys for query in queries]
    rate = len(queries) / (time.process_time() - begun)
    recall = float(np.mean([len(set(own) & set(right)) / 10 for own, right in zip(found, truth)]))
    if recall >= 0.99:
        break
print(json.dumps({"build": build, "perSecond": rate, "recall": recall, "ef": ef, "bytes": size}))
