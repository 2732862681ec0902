"""FAISS HNSW (M 16, efConstruction 200) with one thread: prints one JSON line, rates by processor time, at the least ef with recall@10 of 0.99.
Needs faiss-cpu and numpy."""

import argparse
import json
import resource
import time

import faiss
import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("--base", required=True, help="float32 [?, width], unit rows, raw")
parser.add_argument("--queries", required=True)
parser.add_argument("--width", type=int, required=True)
arguments = parser.parse_args()

faiss.omp_set_num_threads(1)
base, queries = (np.fromfile(file, np.float32).reshape(-1, arguments.width) for file in (arguments.base, arguments.queries))
exact = faiss.IndexFlatIP(arguments.width)
exact.add(base)
truth = exact.search(queries, 10)[1]
del exact


def resident() -> int:
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


before = resident()
index = faiss.IndexHNSWFlat(arguments.width, 16, faiss.METRIC_INNER_PRODUCT)
index.hnsw.efConstruction = 200
begun = time.process_time()
index.add(base)
build = len(base) / (time.process_time() - begun)
size = (resident() - before) / len(base)
for ef in (10, 12, 16, 20, 24, 32, 40, 48, 64, 96, 128, 192, 256, 512):
    index.hnsw.efSearch = ef
    begun = time.process_time()
    found = [index.search(query[None], 10)[1][0] for query in queries]
    rate = len(queries) / (time.process_time() - begun)
    recall = float(np.mean([len(set(own) & set(right)) / 10 for own, right in zip(found, truth)]))
    if recall >= 0.99:
        break
print(json.dumps({"build": build, "perSecond": rate, "recall": recall, "ef": ef, "bytes": size}))
