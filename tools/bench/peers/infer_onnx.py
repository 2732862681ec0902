"""What the inference peers share: the frozen encoder's nodes and weights out of its ONNX file, and the measuring."""

import argparse
import json
import os
import time

import numpy as np
import onnx
from onnx import numpy_helper

WARM_UP = 5
# Largest difference from our embeddings (rows of length 1) that is rounding and not another network.
TOLERANCE = {"float32": 1e-3, "reduced": 3e-2}


def parse_arguments(**flags):
    parser = argparse.ArgumentParser()
    parser.add_argument("--onnx", required=True)
    parser.add_argument("--images", required=True, help="float32 [32, size, size, 3]")
    parser.add_argument("--embeddings", required=True, help="float32 [32, D], as we computed them")
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--int8", action="store_true", help="--onnx is quantized, --embeddings are not")
    for name, about in flags.items():
        parser.add_argument(f"--{name}", action="store_true", help=about)
    return parser.parse_args()


def read_graph(path):
    """@return the nodes in order, and the initialisers by name as numpy arrays"""
    graph = onnx.load(path).graph
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    nodes = [
        (node.op_type, list(node.input), node.output[0], {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute})
        for node in graph.node
    ]
    return nodes, weights


def measure(peer, versions, arguments, embed):
    """@param embed float32 [N, size, size, 3] to [N, D], both numpy"""
    images = np.fromfile(arguments.images, np.float32).reshape(-1, arguments.size, arguments.size, 3)
    wanted = np.fromfile(arguments.embeddings, np.float32).reshape(len(images), -1)
    worst = float(np.abs(np.asarray(embed(images), np.float32) - wanted).max())
    tolerance = TOLERANCE["reduced" if arguments.bf16 or arguments.int8 else "float32"]
    if not worst <= tolerance:
        raise SystemExit(f"its embeddings differ from ours by {worst:.2g}, more than {tolerance}: another network")
    one = images[:1].copy()
    result = {
        "peer": peer,
        "versions": versions,
        "threads": os.cpu_count(),
        "worstDifference": worst,
        "batch1Ms": median_ms(lambda: embed(one), 5 * arguments.steps),
        "batch32Ms": median_ms(lambda: embed(images), arguments.steps),
    }
    print(json.dumps(result))


def median_ms(run, times):
    for _ in range(WARM_UP):
        run()
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - began)
    return 1000 * float(np.median(seconds))
