/** `model.py` of a Keras export: builds a network from network.json and its safetensors file. */
export const KERAS_MODEL = String.raw`"""Networks that GAN Workbench exported, as models of Keras 3.

    from model import load
    generator = load("generator")
    samples = generator(z)            # conditional ones: generator(z, labels)

They run on any of Keras's backends. Pictures are channels last, [batch, height, width, channels].
A network runs as when samples are drawn: without dropout, batch normalisation with its running
statistics.
"""

import json
import math
import pathlib

import keras
import numpy as np
from keras import ops


def load(name, folder=None):
    """The network of this name, "generator" or "discriminator", of a folder (default: this file's)."""
    folder = pathlib.Path(folder or pathlib.Path(__file__).parent)
    described = json.loads((folder / "network.json").read_text(encoding="utf-8"))
    tensors = read_safetensors(folder / f"{name}.safetensors")
    shapes = {key: list(value.shape) for key, value in tensors.items()}
    network = Network(described["networks"][name]["layers"], shapes, name=name)
    for key, value in tensors.items():
        network.tensors[key].assign(value)
    return network


def read_safetensors(file):
    data = pathlib.Path(file).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    types = {"F32": "<f4", "I32": "<i4"}
    tensors = {}
    for name, entry in header.items():
        begin, end = (start + place for place in entry["data_offsets"])
        values = np.frombuffer(data[begin:end], types[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"])
    return tensors


@keras.saving.register_keras_serializable("gan_workbench")
class Network(keras.Model):
    def __init__(self, settings, shapes, name=None):
        super().__init__(name=name)
        self.config = json.dumps({"settings": settings, "shapes": shapes})
        self.settings = settings
        moved = ("movingMean", "movingVariance", "u")
        self.tensors = {
            key: self.add_weight(
                shape=shape,
                initializer="zeros",
                trainable=key.rsplit("/", 1)[-1] not in moved,
                name=key.replace("/", "."),
            )
            for key, shape in shapes.items()
        }
        self.built = True

    def get_config(self):
        return {"name": self.name, **json.loads(self.config)}

    def call(self, x, labels=None):
        return self.run_layers(self.settings, "", x, labels)

    def run_layers(self, settings, prefix, x, labels):
        for i, layer in enumerate(settings):
            x = self.apply_layer(layer, f"{prefix}{i}/", x, labels)
        return x

    def apply_layer(self, layer, at, x, labels):
        kind = layer["type"]
        if kind == "residual":
            skip = self.run_layers(layer.get("shortcut", []), f"{at}shortcut/", x, labels)
            return self.run_layers(layer["layers"], f"{at}layers/", x, labels) + skip
        return KINDS[kind](layer, lambda name: self.tensors.get(at + name), x, labels)


# ---- kernels


def unit(x):
    return x / ops.maximum(ops.sqrt(ops.sum(ops.square(x))), 1e-12)


def spectral(kernel, u):
    matrix = ops.reshape(kernel, (-1, kernel.shape[-1]))
    product = ops.matmul(matrix, u)
    return kernel / ops.sum(product * unit(product))


def kernel_of(layer, get, name="kernel", u="u"):
    return spectral(get(name), get(u)) if layer.get("spectralNorm") else get(name)


def with_bias(y, bias):
    return y if bias is None else y + bias


# ---- layers: functions of (settings, tensors by name, x, labels)


def dense(layer, get, x, labels):
    return activate(layer, with_bias(ops.matmul(x, kernel_of(layer, get)), get("bias")))


def maxout(layer, get, x, labels):
    y = with_bias(ops.matmul(x, get("kernel")), get("bias"))
    return ops.max(ops.reshape(y, (-1, layer["pieces"], layer["units"])), 1)


def around(size, window, stride):
    """The zeros before and after an axis, as "same" pads."""
    total = max((math.ceil(size / stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


def pad_pixels(x, rows, columns, value=0.0):
    return ops.pad(x, ((0, 0), rows, columns, (0, 0)), constant_values=value)


def pad_same(x, window, stride, value=0.0):
    rows, columns = (around(x.shape[axis], window, stride) for axis in (1, 2))
    return pad_pixels(x, rows, columns, value)


def convolve(layer, kernel, bias, x):
    size, strides, padding = layer["kernelSize"], layer["strides"], layer["padding"]
    if padding == "same":
        x = pad_same(x, size, strides)
    elif padding != "valid":
        x = pad_pixels(x, (padding, padding), (padding, padding))
    return with_bias(ops.conv(x, kernel, strides, "valid", "channels_last"), bias)


def conv2d(layer, get, x, labels):
    return activate(layer, convolve(layer, kernel_of(layer, get), get("bias"), x))


def maxout_conv2d(layer, get, x, labels):
    y = convolve(layer, get("kernel"), get("bias"), x)
    return ops.max(ops.reshape(y, (-1, *y.shape[1:3], layer["pieces"], layer["filters"])), 3)


def conv2d_transpose(layer, get, x, labels):
    size, strides = layer["kernelSize"], layer["strides"]
    kernel = ops.convert_to_tensor(get("kernel"))
    y = ops.conv_transpose(x, kernel, strides, "valid", data_format="channels_last")
    if layer["padding"] == "same":
        begin = max(size - strides, 0) // 2
        height, width = (n * strides for n in x.shape[1:3])
        y = y[:, begin : begin + height, begin : begin + width]
    return activate(layer, with_bias(y, get("bias")))


def max_pooling(layer, get, x, labels):
    size = layer["poolSize"]
    strides = layer.get("strides", size)
    lowest = float(np.finfo("float32").min)
    if layer["padding"] == "same":
        x = pad_same(x, size, strides, lowest)
    elif layer["padding"] == "end":
        beyond = [(0, end_of(x.shape[axis], size, strides)) for axis in (1, 2)]
        x = pad_pixels(x, *beyond, lowest)
    return ops.max_pool(x, size, strides, "valid", "channels_last")


def end_of(size, window, stride):
    """How far the last window sticks out that begins inside."""
    windows = max(math.ceil((size - window) / stride), 0) + 1
    if (windows - 1) * stride >= size:
        windows -= 1
    return max((windows - 1) * stride + window - size, 0)


def average_pooling(layer, get, x, labels):
    size = layer["poolSize"]
    strides = layer.get("strides", size)

    def mean(x):
        return ops.average_pool(x, size, strides, "valid", "channels_last")

    if layer["padding"] == "valid":
        return mean(x)
    inside = mean(pad_same(ops.ones_like(x), size, strides))
    return mean(pad_same(x, size, strides)) / inside


def upsampling(layer, get, x, labels):
    return ops.repeat(ops.repeat(x, layer["factor"], 1), layer["factor"], 2)


def batch_norm(layer, get, x, labels):
    scaled = (x - get("movingMean")) * ops.rsqrt(get("movingVariance") + layer["epsilon"])
    return scaled * get("gamma") + get("beta")


def normalise(axes):
    def apply(layer, get, x, labels):
        over = axes or tuple(range(1, len(x.shape)))
        mean = ops.mean(x, over, keepdims=True)
        variance = ops.var(x, over, keepdims=True)
        return (x - mean) * ops.rsqrt(variance + layer["epsilon"]) * get("gamma") + get("beta")

    return apply


def pixel_norm(layer, get, x, labels):
    return x / ops.sqrt(ops.mean(ops.square(x), -1, keepdims=True) + 1e-8)


def minibatch_stddev(layer, get, x, labels):
    spread = ops.mean(ops.sqrt(ops.var(x, 0) + 1e-8))
    return ops.concatenate([x, spread * ops.ones_like(x[..., :1])], -1)


def label(layer, get, x, labels):
    own = ops.matmul(labels, get("embedding")) if "units" in layer else labels
    own = ops.reshape(own, (-1, *[1] * (len(x.shape) - 2), own.shape[-1]))
    return ops.concatenate([x, own * ops.ones_like(x[..., :1])], -1)


def label_projection(layer, get, x, labels):
    own = ops.matmul(labels, kernel_of(layer, get, "embedding", "embedding/u"))
    y = with_bias(ops.matmul(x, kernel_of(layer, get)), get("bias"))
    return y + ops.sum(x * own, 1, keepdims=True)


KINDS = {
    "activation": lambda layer, get, x, labels: activate(layer, x),
    "averagePooling2d": average_pooling,
    "batchNorm": batch_norm,
    "conv2d": conv2d,
    "conv2dTranspose": conv2d_transpose,
    "dense": dense,
    "dropout": lambda layer, get, x, labels: x,
    "flatten": lambda layer, get, x, labels: ops.reshape(x, (-1, math.prod(x.shape[1:]))),
    "globalSumPooling2d": lambda layer, get, x, labels: ops.sum(x, (1, 2)),
    "instanceNorm": normalise((1, 2)),
    "label": label,
    "labelProjection": label_projection,
    "layerNorm": normalise(None),
    "maxPooling2d": max_pooling,
    "maxout": maxout,
    "maxoutConv2d": maxout_conv2d,
    "minibatchStddev": minibatch_stddev,
    "pixelNorm": pixel_norm,
    "reshape": lambda layer, get, x, labels: ops.reshape(x, (-1, *layer["targetShape"])),
    "upsampling2d": upsampling,
}

ACTIVATIONS = {
    "linear": lambda x, layer: x,
    "relu": lambda x, layer: ops.relu(x),
    "leakyRelu": lambda x, layer: ops.leaky_relu(x, layer.get("slope", 0.2)),
    "sigmoid": lambda x, layer: ops.sigmoid(x),
    "tanh": lambda x, layer: ops.tanh(x),
    "elu": lambda x, layer: ops.elu(x, layer.get("alpha", 1.0)),
    "selu": lambda x, layer: ops.selu(x),
    "softplus": lambda x, layer: ops.softplus(x),
    "gelu": lambda x, layer: ops.gelu(x, approximate=False),
    "swish": lambda x, layer: ops.silu(x),
    "mish": lambda x, layer: x * ops.tanh(ops.softplus(x)),
    "softsign": lambda x, layer: ops.softsign(x),
    "logSigmoid": lambda x, layer: ops.log_sigmoid(x),
    "relu6": lambda x, layer: ops.relu6(x),
    "hardTanh": lambda x, layer: ops.clip(x, -1.0, 1.0),
    "hardSigmoid": lambda x, layer: hard_sigmoid(x),
    "hardSwish": lambda x, layer: x * hard_sigmoid(x),
}


def hard_sigmoid(x):
    return ops.clip(x / 6 + 0.5, 0.0, 1.0)


def activate(layer, x):
    return ACTIVATIONS[layer.get("activation", "linear")](x, layer)
`;
