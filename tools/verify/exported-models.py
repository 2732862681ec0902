"""The other side of exported-models.mjs: answers for pictures with an exported model, as its own library loads it.

Usage: python exported-models.py savedmodel|safetensors PATH COUNT SIZE FOLDER
FOLDER holds images.f32, float32 [COUNT, SIZE, SIZE, 3]; embedding.f32 [COUNT, D] and logits.f32 [COUNT, C] are written there.
"""

import json
import pathlib
import sys

import numpy as np

kind, path, count, size, folder = sys.argv[1:]
count, size, folder = int(count), int(size), pathlib.Path(folder)
images = np.fromfile(folder / "images.f32", "<f4").reshape(count, size, size, 3)


def with_tensorflow() -> tuple:
    import tensorflow as tf

    model = tf.saved_model.load(path)
    answers = model.signatures["serving_default"](images=tf.constant(images))
    return answers["embedding"].numpy(), answers["logits"].numpy()


def with_torch() -> tuple:
    import torch
    import torchvision
    from safetensors import safe_open
    from safetensors.torch import load_file

    with safe_open(path, "pt") as file:
        described = json.loads(file.metadata()["supcon"])
    encoder, classes = described["encoder"], len(described["labels"])
    if encoder["kind"] == "mobilenet":
        model = torchvision.models.MobileNetV2(num_classes=classes, width_mult=encoder["width"])
    else:
        model = getattr(torchvision.models, f"resnet{encoder['depth']}")(num_classes=classes)
    if encoder["stem"] == "small":
        if encoder["kind"] != "resnet":
            sys.exit("this check knows no MobileNet with a small stem")
        model.conv1 = torch.nn.Conv2d(3, 64, 3, stride=encoder["stemStride"], padding=1, bias=False)
        model.maxpool = torch.nn.Identity()
    if encoder["kind"] == "resnet" and encoder["width"] != 64:
        narrow(model, encoder["width"], classes)
    # Strict: a name or shape that does not fit is an error.
    model.load_state_dict(load_file(path))
    model.eval()
    features = []
    head = model.fc if hasattr(model, "fc") else model.classifier
    head.register_forward_pre_hook(lambda _module, inputs: features.append(inputs[0]))
    with torch.no_grad():
        logits = model(torch.from_numpy(images).permute(0, 3, 1, 2).contiguous())
    embedding = torch.nn.functional.normalize(features[0])
    return embedding.numpy(), logits.numpy()


def narrow(model, width: int, classes: int) -> None:
    """torchvision's ResNets have 64 channels: every layer again, with its share of them."""
    import torch

    for name, module in list(model.named_modules()):
        parent = model.get_submodule(name.rpartition(".")[0]) if "." in name else model
        share = lambda channels: channels if channels == 3 else channels * width // 64
        if isinstance(module, torch.nn.Conv2d):
            made = torch.nn.Conv2d(
                share(module.in_channels),
                share(module.out_channels),
                module.kernel_size,
                module.stride,
                module.padding,
                bias=False,
            )
        elif isinstance(module, torch.nn.BatchNorm2d):
            made = torch.nn.BatchNorm2d(share(module.num_features))
        elif isinstance(module, torch.nn.Linear):
            made = torch.nn.Linear(share(module.in_features), classes)
        else:
            continue
        setattr(parent, name.rpartition(".")[2], made)


embedding, logits = {"savedmodel": with_tensorflow, "safetensors": with_torch}[kind]()
np.ascontiguousarray(embedding, dtype="<f4").tofile(folder / "embedding.f32")
np.ascontiguousarray(logits, dtype="<f4").tofile(folder / "logits.f32")
