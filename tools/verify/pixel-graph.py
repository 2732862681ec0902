"""Classes that an exported pixel graph gives photos in Python: Pillow and onnxruntime; pixel-graph.mjs runs it. Prints a JSON list."""

import json
import sys

import numpy as np
import onnxruntime
from PIL import Image, ImageOps

model, photos = sys.argv[1:]
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
classes = []
for path in json.load(open(photos)):
    with Image.open(path) as image:
        pixels = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    (logits,) = session.run(["logits"], {"pixels": pixels[None]})
    classes.append(int(logits[0].argmax()))
print(json.dumps(classes))
