"""The frozen encoder in OpenVINO, from the same encoder.onnx; prints one JSON line."""

import os

import openvino

from infer_onnx import measure, parse_arguments

arguments = parse_arguments()
core = openvino.Core()
requests = {}


def embed(images):
    """A model of a fixed batch size each, as OpenVINO advises."""
    request = requests.get(len(images))
    if request is None:
        model = core.read_model(arguments.onnx)
        model.reshape([len(images), arguments.size, arguments.size, 3])
        settings = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": os.cpu_count(),
            "INFERENCE_PRECISION_HINT": "bf16" if arguments.bf16 else "f32",
        }
        request = requests[len(images)] = core.compile_model(model, "CPU", settings).create_infer_request()
    return request.infer({"images": images}, share_inputs=True)["embedding"]


measure("openvino", {"openvino": openvino.__version__}, arguments, embed)
