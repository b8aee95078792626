"""PyTorch as a good user writes it: nn modules, torch.optim, one transfer of the metrics a step. See peer.py.

Variants: eager; fused (eager with the optimizers' fused=True); compile (torch.compile in its default mode).
"""
import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import get_total_norm

import peer

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "leakyRelu": lambda: nn.LeakyReLU(0.2)}


class Maxout(nn.Module):
    def __init__(self, inputs, units, pieces):
        super().__init__()
        self.linear = nn.Linear(inputs, units * pieces)
        self.shape = (-1, pieces, units)

    def forward(self, x):
        return self.linear(x).view(self.shape).amax(1)


def initialised(module, config):
    """The module with weights as the config says, and no bias."""
    how = config.get("kernelInitializer", {"type": "glorotUniform"})
    linear = module.linear if isinstance(module, Maxout) else module
    if how["type"] == "normal":
        nn.init.normal_(linear.weight, 0, how["stddev"])
    elif how["type"] == "uniform":
        nn.init.uniform_(linear.weight, -how["range"], how["range"])
    else:
        nn.init.xavier_uniform_(linear.weight)
    nn.init.zeros_(linear.bias)
    return module


def network(layers, shape):
    """Modules of a config's layers for samples of `shape`, which is (channels, height, width) for pictures."""
    modules = []
    for layer in layers:
        kind = layer["type"]
        if kind == "dense":
            modules.append(initialised(nn.Linear(shape[0], layer["units"]), layer))
            shape = (layer["units"],)
        elif kind == "maxout":
            modules.append(initialised(Maxout(shape[0], layer["units"], layer["pieces"]), layer))
            shape = (layer["units"],)
        elif kind in ("conv2d", "conv2dTranspose"):
            size, stride = layer["kernelSize"], layer["strides"]
            convolution = nn.Conv2d if kind == "conv2d" else nn.ConvTranspose2d
            modules.append(initialised(convolution(shape[0], layer["filters"], size, stride, (size - stride) // 2), layer))
            height, width = (n // stride if kind == "conv2d" else n * stride for n in shape[1:])
            shape = (layer["filters"], height, width)
        elif kind == "batchNorm":
            modules.append(nn.BatchNorm2d(shape[0]))
        elif kind == "dropout":
            modules.append(nn.Dropout(layer["rate"]))
        elif kind == "reshape":
            height, width, channels = layer["targetShape"]
            shape = (channels, height, width)
            modules.append(nn.Unflatten(1, shape))
        elif kind == "flatten":
            modules.append(nn.Flatten())
            shape = (torch.Size(shape).numel(),)
        if layer.get("activation", "linear") != "linear":
            modules.append(ACTIVATIONS[layer["activation"]]())
    return nn.Sequential(*modules)


def optimizer_of(config, parameters, fused):
    rate = config["learningRate"]
    more = {"fused": True} if fused else {}
    if config["type"] == "momentum":
        return torch.optim.SGD(parameters, rate, momentum=config["momentum"], **more)
    return torch.optim.Adam(parameters, rate, betas=(config.get("beta1", 0.9), config.get("beta2", 0.999)), eps=1e-8, **more)


def batches(data, size):
    """The shape of a sample, and a function that gives a batch."""
    if data["source"] == "gaussian":
        return (1,), lambda: torch.randn(size, 1) * data["stddev"] + data["mean"]
    if data["source"] == "ring":
        centres = torch.from_numpy(peer.ring_centres(data))
        return (2,), lambda: centres[torch.randint(len(centres), (size,))] + torch.randn(size, 2) * data["stddev"]
    images = torch.from_numpy(peer.mnist_images()).view(-1, 1, 28, 28)
    scale, offset = peer.pixel_scale(data)
    return (1, 28, 28), lambda: images[torch.randint(len(images), (size,))].float().mul_(scale).add_(offset)


def training(experiment, variant):
    size, latent = experiment["training"]["batchSize"], experiment["latent"]["size"]
    shape, batch = batches(experiment["data"], size)
    generator = network(experiment["generator"]["layers"], (latent,))
    discriminator = network(experiment["discriminator"]["layers"], shape)
    fused = variant == "fused"
    of_g, of_d = list(generator.parameters()), list(discriminator.parameters())
    optimizer_g = optimizer_of(experiment["optimizer"]["generator"], of_g, fused)
    optimizer_d = optimizer_of(experiment["optimizer"]["discriminator"], of_d, fused)

    def step():
        with torch.no_grad():
            fake = generator(torch.randn(size, latent))
        on_real, on_fake = discriminator(batch()), discriminator(fake)
        loss_d = F.softplus(-on_real).mean() + F.softplus(on_fake).mean()
        optimizer_d.zero_grad(set_to_none=True)
        loss_d.backward()
        norm_d = get_total_norm([p.grad for p in of_d])
        optimizer_d.step()
        loss_g = F.softplus(-discriminator(generator(torch.randn(size, latent)))).mean()
        optimizer_g.zero_grad(set_to_none=True)
        # D's weights want no gradient here.
        loss_g.backward(inputs=of_g)
        norm_g = get_total_norm([p.grad for p in of_g])
        optimizer_g.step()
        return torch.stack([loss_d.detach(), loss_g.detach(), on_real.detach().sigmoid().mean(), on_fake.detach().sigmoid().mean(), norm_d, norm_g])

    if variant == "compile":
        step = torch.compile(step)
    return lambda: step().tolist()


def sgemm():
    a, b = torch.rand(peer.SGEMM_SIZE, peer.SGEMM_SIZE), torch.rand(peer.SGEMM_SIZE, peer.SGEMM_SIZE)
    return lambda: torch.mm(a, b)[0, 0].item()


def main():
    experiment, variant, seconds, started = peer.arguments()
    torch.manual_seed(0)
    call = training(experiment, variant) if experiment else sgemm()
    peer.measure(call, 1, seconds, started, torch.__version__.split("+")[0], variant == "compile")


main()
