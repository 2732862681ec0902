"""The frozen encoder in PyTorch (channels_last, inference mode), eager or compiled with frozen weights; prints one JSON line."""

import contextlib
import os

import torch
from torch import nn
from torch.nn import functional

from infer_onnx import measure, parse_arguments, read_graph

arguments = parse_arguments(compile="torch.compile, with the weights as constants")
torch.set_num_threads(os.cpu_count())


class Encoder(nn.Module):
    def __init__(self, nodes, weights):
        super().__init__()
        self.nodes = [node for node in nodes if node[0] != "Transpose" and node[2] != "logits"]
        self.names = {name: name.replace(".", "_") for name in weights}
        for name, array in weights.items():
            tensor = torch.from_numpy(array.copy())
            if tensor.ndim == 4:
                tensor = tensor.contiguous(memory_format=torch.channels_last)
            self.register_buffer(self.names[name], tensor)

    def forward(self, images):
        values = {"images.nchw": images.permute(0, 3, 1, 2)}
        for operation, inputs, output, attributes in self.nodes:
            x, *rest = [getattr(self, self.names[name]) if name in self.names else values[name] for name in inputs]
            if operation == "Conv":
                y = functional.conv2d(x, *rest, stride=attributes["strides"], padding=attributes["pads"][:2])
            elif operation == "Relu":
                y = torch.relu(x)
            elif operation == "Add":
                y = x + rest[0]
            elif operation == "MaxPool":
                y = functional.max_pool2d(x, attributes["kernel_shape"], attributes["strides"], attributes["pads"][:2])
            elif operation == "GlobalAveragePool":
                y = x.float().mean((2, 3), keepdim=True)
            elif operation == "Flatten":
                y = x.flatten(1)
            elif operation == "ReduceL2":
                y = torch.linalg.vector_norm(x, dim=1, keepdim=True)
            elif operation == "Max":
                y = torch.maximum(x, rest[0])
            elif operation == "Div":
                y = x / rest[0]
            else:
                raise SystemExit(f"there is no {operation} here")
            values[output] = y
        return values["embedding"]


encoder = Encoder(*read_graph(arguments.onnx)).eval()
if arguments.compile:
    import torch._inductor.config as inductor

    inductor.freezing = True
    encoder = torch.compile(encoder, dynamic=False)


def embed(images):
    casts = torch.autocast("cpu", torch.bfloat16) if arguments.bf16 else contextlib.nullcontext()
    with torch.inference_mode() if not arguments.compile else torch.no_grad(), casts:
        return encoder(torch.from_numpy(images)).float().numpy()


measure("torch", {"torch": torch.__version__}, arguments, embed)
