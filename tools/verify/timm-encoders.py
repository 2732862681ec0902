"""The other side of timm-encoders.mjs: a model of timm with random weights, as a file, and its features of photos in float64.

Usage: python timm-encoders.py MODEL SEED PIXELS COUNT SIZE FOLDER
PIXELS holds uint8 [COUNT, SIZE, SIZE, 3] RGB. Into FOLDER go model.safetensors and config.json as timm publishes them, for the size of pictures
that it trained the model at, and features.f32, float32 [COUNT, D], at SIZE. Exit status 3 where a package is missing.
"""

import pathlib
import sys

try:
    import numpy as np
    import timm
    import torch
    from timm.models import save_for_hf
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(3)

model_name, seed, pixels_file, count, size, folder = sys.argv[1:]
count, size, folder = int(count), int(size), pathlib.Path(folder)
pixels = np.fromfile(pixels_file, np.uint8).reshape(count, size, size, 3)
mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
images = ((torch.from_numpy(pixels).float() / 255 - mean) / std).permute(0, 3, 1, 2)

torch.manual_seed(int(seed))
model = timm.create_model(model_name, num_classes=10)
with torch.no_grad():
    # Signals of one size all through, and everything far from its initial 0 and 1: layer scale begins at 1e-5, which would hide the blocks.
    for name, parameter in model.named_parameters():
        if name.endswith(("_token", "pos_embed")):
            parameter.normal_(0, 0.3)
        elif name.endswith("bias"):
            parameter.normal_(0, 0.2)
        elif parameter.ndim == 1:
            parameter.uniform_(0.3, 1.2)
        else:
            parameter.normal_(0, parameter[0].numel() ** -0.5)
state = model.state_dict()
save_for_hf(model, folder, safe_serialization=True)
if hasattr(model, "patch_embed"):
    from timm.models.vision_transformer import checkpoint_filter_fn

    model = timm.create_model(model_name, num_classes=10, img_size=size)
    model.load_state_dict(checkpoint_filter_fn(dict(state), model))
model = model.double().eval()
with torch.no_grad():
    features = [model.forward_head(model.forward_features(x.double()), pre_logits=True) for x in images.split(2)]
np.ascontiguousarray(torch.cat(features).numpy(), dtype="<f4").tofile(folder / "features.f32")
