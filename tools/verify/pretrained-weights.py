"""The other side of pretrained-weights.mjs: a model of torchvision, timm or Keras with random weights, as a file, and its embeddings of photos.

Usage: python pretrained-weights.py MODEL SEED PIXELS COUNT SIZE FOLDER
MODEL is torchvision/NAME, timm/NAME, or keras/NAME@CONVENTION: caffe for Keras's own preprocessing, imagenet for torchvision's.
PIXELS holds uint8 [COUNT, SIZE, SIZE, 3] RGB. Into FOLDER go weights (one or two files) and embeddings.f32, float32 [COUNT, D].
"""

import pathlib
import sys

import numpy as np

model_name, seed, pixels_file, count, size, folder = sys.argv[1:]
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


embeddings = with_keras() if model_name.startswith("keras/") else with_torch()
np.ascontiguousarray(embeddings, dtype="<f4").tofile(folder / "embeddings.f32")
