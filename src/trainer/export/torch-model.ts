/** `model.py` of a PyTorch export: builds a network from network.json and its safetensors file. */
export const TORCH_MODEL = String.raw`"""Networks that GAN Workbench exported, as PyTorch modules.

    from model import load
    generator = load("generator")
    samples = generator(z)            # conditional ones: generator(z, labels)

Pictures are channels last, [batch, height, width, channels], as in the exported example. A network
runs as when samples are drawn: without dropout, batch normalisation with its running statistics.
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F


def load(name, folder=None):
    """The network of this name, "generator" or "discriminator", of a folder (default: this file's)."""
    folder = pathlib.Path(folder or pathlib.Path(__file__).parent)
    described = json.loads((folder / "network.json").read_text(encoding="utf-8"))
    layers = described["networks"][name]["layers"]
    return Network(layers, read_safetensors(folder / f"{name}.safetensors")).eval()


def read_safetensors(file):
    data = pathlib.Path(file).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    types = {"F32": torch.float32, "I32": torch.int32}
    tensors = {}
    for name, entry in header.items():
        begin, end = (start + place for place in entry["data_offsets"])
        part = bytearray(data[begin:end])
        tensors[name] = torch.frombuffer(part, dtype=types[entry["dtype"]]).reshape(entry["shape"])
    return tensors


class Network(torch.nn.Module):
    def __init__(self, layers, tensors):
        super().__init__()
        self.layers = layers
        moved = ("movingMean", "movingVariance", "u")
        self.tensors = torch.nn.ParameterDict(
            {
                name: torch.nn.Parameter(value, name.rsplit("/", 1)[-1] not in moved)
                for name, value in tensors.items()
            }
        )

    def forward(self, x, labels=None):
        return self.run(self.layers, "", x, labels)

    def run(self, layers, prefix, x, labels):
        for i, layer in enumerate(layers):
            x = self.apply_layer(layer, f"{prefix}{i}/", x, labels)
        return x

    def apply_layer(self, layer, at, x, labels):
        kind = layer["type"]
        if kind == "residual":
            skip = self.run(layer.get("shortcut", []), f"{at}shortcut/", x, labels)
            return self.run(layer["layers"], f"{at}layers/", x, labels) + skip
        return KINDS[kind](layer, lambda name: self.get(at + name), x, labels)

    def get(self, name):
        return self.tensors[name] if name in self.tensors else None


# ---- kernels


def unit(x):
    return x / x.norm().clamp_min(1e-12)


def spectral(kernel, u):
    matrix = kernel.reshape(-1, kernel.shape[-1])
    v = unit(matrix @ u)
    return kernel / ((matrix @ u) * v).sum()


def kernel_of(layer, get, name="kernel", u="u"):
    return spectral(get(name), get(u)) if layer.get("spectralNorm") else get(name)


def with_bias(y, bias):
    return y if bias is None else y + bias


# ---- layers: functions of (settings, tensors by name, x, labels)


def dense(layer, get, x, labels):
    return activate(layer, with_bias(x @ kernel_of(layer, get), get("bias")))


def maxout(layer, get, x, labels):
    y = with_bias(x @ get("kernel"), get("bias"))
    return y.reshape(len(x), layer["pieces"], layer["units"]).amax(1)


def around(size, window, stride):
    """The zeros before and after an axis, as "same" pads."""
    total = max((math.ceil(size / stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


def pad_pixels(x, rows, columns, value=0.0):
    return F.pad(x, (0, 0, *columns, *rows), value=value)


def pad_same(x, window, stride, value=0.0):
    rows, columns = (around(x.shape[axis], window, stride) for axis in (1, 2))
    return pad_pixels(x, rows, columns, value)


def first(x):
    return x.permute(0, 3, 1, 2)


def last(x):
    return x.permute(0, 2, 3, 1)


def convolve(layer, kernel, bias, x):
    size, strides, padding = layer["kernelSize"], layer["strides"], layer["padding"]
    if padding == "same":
        x = pad_same(x, size, strides)
    elif padding != "valid":
        x = pad_pixels(x, (padding, padding), (padding, padding))
    y = last(F.conv2d(first(x), kernel.permute(3, 2, 0, 1), stride=strides))
    return with_bias(y, bias)


def conv2d(layer, get, x, labels):
    return activate(layer, convolve(layer, kernel_of(layer, get), get("bias"), x))


def maxout_conv2d(layer, get, x, labels):
    y = convolve(layer, get("kernel"), get("bias"), x)
    return y.reshape(*y.shape[:3], layer["pieces"], layer["filters"]).amax(3)


def conv2d_transpose(layer, get, x, labels):
    size, strides = layer["kernelSize"], layer["strides"]
    y = last(F.conv_transpose2d(first(x), get("kernel").permute(3, 2, 0, 1), stride=strides))
    over = max(size - strides, 0)
    begin = over // 2 if layer["padding"] == "same" else 0
    extra = 0 if layer["padding"] == "same" else over
    height, width = (n * strides + extra for n in x.shape[1:3])
    y = pad_pixels(y, (0, max(height - y.shape[1], 0)), (0, max(width - y.shape[2], 0)))
    y = y[:, begin : begin + height, begin : begin + width]
    return activate(layer, with_bias(y, get("bias")))


def max_pooling(layer, get, x, labels):
    size = layer["poolSize"]
    strides = layer.get("strides", size)
    lowest = torch.finfo(x.dtype).min
    if layer["padding"] == "same":
        x = pad_same(x, size, strides, lowest)
    elif layer["padding"] == "end":
        beyond = [(0, end_of(x.shape[axis], size, strides)) for axis in (1, 2)]
        x = pad_pixels(x, *beyond, lowest)
    return last(F.max_pool2d(first(x), size, strides))


def end_of(size, window, stride):
    """How far the last window sticks out that begins inside."""
    windows = max(math.ceil((size - window) / stride), 0) + 1
    if (windows - 1) * stride >= size:
        windows -= 1
    return max((windows - 1) * stride + window - size, 0)


def average_pooling(layer, get, x, labels):
    size = layer["poolSize"]
    strides = layer.get("strides", size)
    if layer["padding"] == "valid":
        return last(F.avg_pool2d(first(x), size, strides))
    mean = F.avg_pool2d(first(pad_same(x, size, strides)), size, strides)
    inside = F.avg_pool2d(first(pad_same(torch.ones_like(x), size, strides)), size, strides)
    return last(mean / inside)


def upsampling(layer, get, x, labels):
    return x.repeat_interleave(layer["factor"], 1).repeat_interleave(layer["factor"], 2)


def batch_norm(layer, get, x, labels):
    scaled = (x - get("movingMean")) * torch.rsqrt(get("movingVariance") + layer["epsilon"])
    return scaled * get("gamma") + get("beta")


def normalise(axes):
    def apply(layer, get, x, labels):
        over = axes or tuple(range(1, x.ndim))
        variance, mean = torch.var_mean(x, over, correction=0, keepdim=True)
        return (x - mean) * torch.rsqrt(variance + layer["epsilon"]) * get("gamma") + get("beta")

    return apply


def pixel_norm(layer, get, x, labels):
    return x / (x.square().mean(-1, keepdim=True) + 1e-8).sqrt()


def minibatch_stddev(layer, get, x, labels):
    spread = (x.var(0, correction=0) + 1e-8).sqrt().mean()
    return torch.cat([x, spread.expand(*x.shape[:-1], 1)], -1)


def label(layer, get, x, labels):
    own = labels @ get("embedding") if "units" in layer else labels
    own = own.reshape(len(x), *[1] * (x.ndim - 2), -1)
    return torch.cat([x, own.expand(*x.shape[:-1], own.shape[-1])], -1)


def label_projection(layer, get, x, labels):
    own = labels @ kernel_of(layer, get, "embedding", "embedding/u")
    return with_bias(x @ kernel_of(layer, get), get("bias")) + (x * own).sum(1, keepdim=True)


KINDS = {
    "activation": lambda layer, get, x, labels: activate(layer, x),
    "averagePooling2d": average_pooling,
    "batchNorm": batch_norm,
    "conv2d": conv2d,
    "conv2dTranspose": conv2d_transpose,
    "dense": dense,
    "dropout": lambda layer, get, x, labels: x,
    "flatten": lambda layer, get, x, labels: x.reshape(len(x), -1),
    "globalSumPooling2d": lambda layer, get, x, labels: x.sum((1, 2)),
    "instanceNorm": normalise((1, 2)),
    "label": label,
    "labelProjection": label_projection,
    "layerNorm": normalise(None),
    "maxPooling2d": max_pooling,
    "maxout": maxout,
    "maxoutConv2d": maxout_conv2d,
    "minibatchStddev": minibatch_stddev,
    "pixelNorm": pixel_norm,
    "reshape": lambda layer, get, x, labels: x.reshape(len(x), *layer["targetShape"]),
    "upsampling2d": upsampling,
}

ACTIVATIONS = {
    "linear": lambda x, layer: x,
    "relu": lambda x, layer: F.relu(x),
    "leakyRelu": lambda x, layer: F.leaky_relu(x, layer.get("slope", 0.2)),
    "sigmoid": lambda x, layer: torch.sigmoid(x),
    "tanh": lambda x, layer: torch.tanh(x),
    "elu": lambda x, layer: F.elu(x, layer.get("alpha", 1.0)),
    "selu": lambda x, layer: F.selu(x),
    "softplus": lambda x, layer: F.softplus(x),
    "gelu": lambda x, layer: F.gelu(x),
    "swish": lambda x, layer: F.silu(x),
    "mish": lambda x, layer: F.mish(x),
    "softsign": lambda x, layer: F.softsign(x),
    "logSigmoid": lambda x, layer: F.logsigmoid(x),
    "relu6": lambda x, layer: F.relu6(x),
    "hardTanh": lambda x, layer: F.hardtanh(x),
    "hardSigmoid": lambda x, layer: F.hardsigmoid(x),
    "hardSwish": lambda x, layer: F.hardswish(x),
}


def activate(layer, x):
    return ACTIVATIONS[layer.get("activation", "linear")](x, layer)
`;
