"""The frozen encoder in Keras 3 on TensorFlow (tf.function); prints one JSON line."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf
from tensorflow import keras

from infer_onnx import measure, parse_arguments, read_graph

arguments = parse_arguments(jit="XLA")
if arguments.bf16:
    keras.mixed_precision.set_global_policy("mixed_bfloat16")


def build(nodes, weights):
    images = keras.Input((arguments.size, arguments.size, 3))
    values = {"images.nchw": images}
    for operation, inputs, output, attributes in nodes:
        if operation == "Transpose":
            continue
        x = values[inputs[0]]
        if operation == "Conv":
            kernel = weights[inputs[1]]
            if attributes["pads"][0]:
                x = keras.layers.ZeroPadding2D(attributes["pads"][0])(x)
            layer = keras.layers.Conv2D(kernel.shape[0], kernel.shape[2], attributes["strides"][0])
            y = layer(x)
            layer.set_weights([kernel.transpose(2, 3, 1, 0), weights[inputs[2]]])
        elif operation == "Relu":
            y = keras.layers.ReLU()(x)
        elif operation == "Add":
            y = keras.layers.Add()([x, values[inputs[1]]])
        elif operation == "MaxPool":
            # After a ReLU a border of zeros changes no maximum.
            x = keras.layers.ZeroPadding2D(attributes["pads"][0])(x)
            y = keras.layers.MaxPooling2D(attributes["kernel_shape"][0], attributes["strides"][0])(x)
        elif operation == "GlobalAveragePool":
            y = keras.layers.GlobalAveragePooling2D(dtype="float32")(x)
        elif operation == "Flatten":
            y = keras.layers.UnitNormalization(dtype="float32")(x)
            return keras.Model(images, y)
        else:
            raise SystemExit(f"there is no {operation} here")
        values[output] = y
    raise SystemExit("the model has no Flatten")


model = build(*read_graph(arguments.onnx))
function = tf.function(lambda images: model(images, training=False), jit_compile=arguments.jit)


def embed(images):
    return np.asarray(function(tf.constant(images)))


measure("keras", {"keras": keras.__version__, "tensorflow": tf.__version__}, arguments, embed)
