"""The other side of pretrained-weights.mjs: a model of torchvision, timm, Keras or our own PyTorch with random weights, as a file, and its embeddings of photos.

Usage: python pretrained-weights.py MODEL SEED PIXELS COUNT SIZE FOLDER [WEIGHTS]
MODEL is torchvision/NAME, timm/NAME, or keras/NAME@CONVENTION: caffe for Keras's own preprocessing, imagenet for torchvision's, or
efficientnet-lite/VARIANT, which is written out here; WEIGHTS are published ones for it.
PIXELS holds uint8 [COUNT, SIZE, SIZE, 3] RGB. Into FOLDER go weights (one or two files) and embeddings.f32, float32 [COUNT, D].
"""

import pathlib
import sys

import numpy as np

model_name, seed, pixels_file, count, size, folder, *published = sys.argv[1:]
seed, count, size, folder = int(seed), int(count), int(size), pathlib.Path(folder)
pixels = np.fromfile(pixels_file, np.uint8).reshape(count, size, size, 3)
CALIBRATION = 16


def with_torch() -> np.ndarray:
    import torch
    from safetensors.torch import save_file

    library, name = model_name.split("/")
    torch.manual_seed(seed)
    if library == "timm":
        import timm

        model = timm.create_model(name, num_classes=10)
    else:
        import torchvision

        model = getattr(torchvision.models, name)(num_classes=10)
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    if "efficientnet_lite" in name:
        # As TensorFlow trained them; timm's own constants for these weights, 0.5 and 0.5, are within 0.005 of that.
        mean, std = torch.tensor(127 / 255), torch.tensor(128 / 255)
    images = ((torch.from_numpy(pixels).float() / 255 - mean) / std).permute(0, 3, 1, 2).contiguous()
    # As after training: signals of one size all through, affine parameters off 1 and 0, and the statistics of pictures.
    for module in model.modules():
        if isinstance(module, torch.nn.Conv2d):
            torch.nn.init.kaiming_normal_(module.weight, mode="fan_in")
        elif isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias, 0, 0.2)
            module.momentum = 0.5
    with torch.no_grad():
        model.train()
        for _ in range(4):
            model(images[:CALIBRATION])
        model.eval()
        save_file(model.state_dict(), folder / "weights.safetensors")
        if library == "timm":
            features = [model.forward_head(model.forward_features(x), pre_logits=True) for x in images.split(10)]
        else:
            head = "fc" if hasattr(model, "fc") else "classifier"
            setattr(model, head, torch.nn.Identity())
            features = [model(x) for x in images.split(10)]
    return torch.cat(features).numpy()


def with_lite() -> np.ndarray:
    """EfficientNet-Lite from its description alone: the names of the published weights, and torch.nn.functional."""
    import math

    import torch
    import torch.nn.functional as F

    width, depth = {"0": (1, 1), "1": (1, 1.1), "2": (1.1, 1.2)}[model_name.split("/")[1]]
    stages = [(1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5), (6, 192, 4, 2, 5), (6, 320, 1, 1, 3)]
    generator = torch.Generator().manual_seed(seed)
    weights = torch.load(published[0], weights_only=True) if published else {}

    def layer(x, name, norm, outputs, kernel=1, stride=1, depthwise=False, active=True, calibrate=False):
        inputs = 1 if depthwise else x.shape[1]
        if f"{name}.weight" not in weights:
            taps = kernel * kernel * inputs
            weights[f"{name}.weight"] = torch.randn(outputs, inputs, kernel, kernel, generator=generator) * (2 / taps) ** 0.5
            weights[f"{norm}.weight"] = torch.rand(outputs, generator=generator) + 0.5
            weights[f"{norm}.bias"] = torch.randn(outputs, generator=generator) * 0.2
            weights[f"{norm}.num_batches_tracked"] = torch.tensor(4)
        # TensorFlow's SAME.
        needed = max((math.ceil(x.shape[2] / stride) - 1) * stride + kernel - x.shape[2], 0)
        before, after = needed // 2, needed - needed // 2
        padded = F.pad(x, (before, after, before, after))
        y = F.conv2d(padded, weights[f"{name}.weight"], stride=stride, groups=x.shape[1] if depthwise else 1)
        if calibrate:
            weights[f"{norm}.running_mean"] = y.mean((0, 2, 3))
            weights[f"{norm}.running_var"] = y.var((0, 2, 3))
        mean, variance = weights[f"{norm}.running_mean"], weights[f"{norm}.running_var"]
        y = F.batch_norm(y, mean, variance, weights[f"{norm}.weight"], weights[f"{norm}.bias"], eps=1e-3)
        return y.clamp(0, 6) if active else y

    def features(x, calibrate=False):
        x = layer(x, "_conv_stem", "_bn0", 32, 3, 2, calibrate=calibrate)
        index = 0
        for number, (expansion, channels, count, shrink, kernel) in enumerate(stages):
            outputs = max(8, int(channels * width + 4) // 8 * 8)
            outputs = outputs + 8 if outputs < 0.9 * channels * width else outputs
            for block in range(count if number in (0, 6) else math.ceil(count * depth)):
                path, stride, y = f"_blocks.{index}", shrink if block == 0 else 1, x
                hidden = x.shape[1] * expansion
                if expansion > 1:
                    y = layer(y, f"{path}._expand_conv", f"{path}._bn0", hidden, calibrate=calibrate)
                y = layer(y, f"{path}._depthwise_conv", f"{path}._bn1", hidden, kernel, stride, depthwise=True, calibrate=calibrate)
                y = layer(y, f"{path}._project_conv", f"{path}._bn2", outputs, active=False, calibrate=calibrate)
                x = x + y if stride == 1 and x.shape == y.shape else y
                index += 1
        return layer(x, "_conv_head", "_bn1", 1280, calibrate=calibrate).mean((2, 3))

    images = ((torch.from_numpy(pixels).float() - 127) / 128).permute(0, 3, 1, 2).contiguous()
    with torch.no_grad():
        if not published:
            features(images[:CALIBRATION], calibrate=True)
        torch.save(weights, folder / "weights.pth")
        torch.save(weights, folder / "weights-old.pth", _use_new_zipfile_serialization=False)
        return torch.cat([features(x) for x in images.split(10)]).numpy()


def with_keras() -> np.ndarray:
    import keras

    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    name, convention = model_name.removeprefix("keras/").split("@")
    application = getattr(keras.applications, name)
    model = application(weights=None, include_top=False, pooling="avg", input_shape=(size, size, 3))
    if convention == "caffe":
        images = keras.applications.resnet.preprocess_input(pixels.astype(np.float32))
    else:
        images = (pixels / np.float32(255) - np.float32([0.485, 0.456, 0.406])) / np.float32([0.229, 0.224, 0.225])
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.gamma.assign(rng.uniform(0.5, 1.5, layer.gamma.shape))
            layer.beta.assign(rng.normal(0, 0.2, layer.beta.shape))
            layer.momentum = 0.5
        elif isinstance(layer, keras.layers.Conv2D):
            layer.bias.assign(rng.normal(0, 0.2, layer.bias.shape))
    for _ in range(4):
        model(images[:CALIBRATION], training=True)
    model.save(folder / "weights.h5")
    model.save_weights(folder / "model.weights.h5")
    return model.predict(images, batch_size=10, verbose=0)


if model_name.startswith("efficientnet-lite/"):
    embeddings = with_lite()
else:
    embeddings = with_keras() if model_name.startswith("keras/") else with_torch()
np.ascontiguousarray(embeddings, dtype="<f4").tofile(folder / "embeddings.f32")
