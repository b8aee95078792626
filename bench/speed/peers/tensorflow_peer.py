"""TensorFlow's Python: hand-written networks on tf.Variable, its fused optimizer ops, everything in a tf.function. See peer.py.

Variants: step (a call an iteration); loop (a while loop of LOOP iterations within the function, their metrics in one
tensor); xla (the loop with jit_compile).
"""
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

import peer

ACTIVATIONS = {"linear": lambda x: x, "relu": tf.nn.relu, "tanh": tf.tanh, "sigmoid": tf.sigmoid, "leakyRelu": lambda x: tf.nn.leaky_relu(x, 0.2)}


def weights(shape, fans, config):
    """A kernel as the config says."""
    how = config.get("kernelInitializer", {"type": "glorotUniform"})
    if how["type"] == "normal":
        return tf.Variable(tf.random.normal(shape, 0, how["stddev"]))
    limit = how["range"] if how["type"] == "uniform" else (6 / sum(fans)) ** 0.5
    return tf.Variable(tf.random.uniform(shape, -limit, limit))


class Network:
    """A config's layers for samples of `shape`, pictures as [height, width, channels]."""

    def __init__(self, layers, shape):
        self.parameters, self.parts = [], []
        for layer in layers:
            part, shape = self.layer(layer, shape)
            self.parts += [part, ACTIVATIONS[layer.get("activation", "linear")]]

    def trained(self, *variables):
        self.parameters += variables
        return variables

    def layer(self, layer, shape):
        kind = layer["type"]
        if kind in ("dense", "maxout"):
            inputs, units, pieces = shape[0], layer["units"], layer.get("pieces", 1)
            kernel, bias = self.trained(weights([inputs, units * pieces], (inputs, units * pieces), layer), tf.Variable(tf.zeros(units * pieces)))
            affine = lambda x: tf.nn.bias_add(x @ kernel, bias)
            if kind == "maxout":
                return lambda x: tf.reduce_max(tf.reshape(affine(x), [-1, pieces, units]), 1), [units]
            return affine, [units]
        if kind in ("conv2d", "conv2dTranspose"):
            return self.convolution(layer, shape)
        if kind == "batchNorm":
            return self.batch_norm(shape), shape
        if kind == "dropout":
            return lambda x: tf.nn.dropout(x, layer["rate"]), shape
        if kind == "reshape":
            return lambda x: tf.reshape(x, [-1, *layer["targetShape"]]), layer["targetShape"]
        if kind == "flatten":
            return lambda x: tf.reshape(x, [-1, int(np.prod(shape))]), [int(np.prod(shape))]
        return lambda x: x, shape

    def convolution(self, layer, shape):
        (height, width, channels), filters = shape, layer["filters"]
        size, stride = layer["kernelSize"], layer["strides"]
        transposed = layer["type"] == "conv2dTranspose"
        ends = [filters, channels] if transposed else [channels, filters]
        area = size * size
        kernel, bias = self.trained(weights([size, size, *ends], (area * channels, area * filters), layer), tf.Variable(tf.zeros(filters)))
        if transposed:
            out = [height * stride, width * stride, filters]
            return lambda x: tf.nn.bias_add(tf.nn.conv2d_transpose(x, kernel, [x.shape[0], *out], stride, "SAME"), bias), out
        return lambda x: tf.nn.bias_add(tf.nn.conv2d(x, kernel, stride, "SAME"), bias), [height // stride, width // stride, filters]

    def batch_norm(self, shape):
        channels = shape[-1]
        gamma, beta = self.trained(tf.Variable(tf.ones(channels)), tf.Variable(tf.zeros(channels)))
        mean, variance = tf.Variable(tf.zeros(channels)), tf.Variable(tf.ones(channels))

        def apply(x):
            result = tf.raw_ops.FusedBatchNormV3(x=x, scale=gamma, offset=beta, mean=mean, variance=variance, epsilon=1e-5, exponential_avg_factor=0.1)
            mean.assign(result.batch_mean)
            variance.assign(result.batch_variance)
            return result.y

        return apply

    def __call__(self, x):
        for part in self.parts:
            x = part(x)
        return x


class Optimizer:
    """TensorFlow's own fused update ops."""

    def __init__(self, config, parameters):
        self.config, self.parameters = config, parameters
        slots = 1 if config["type"] == "momentum" else 2
        self.slots = [[tf.Variable(tf.zeros_like(p)) for _ in range(slots)] for p in parameters]
        self.betas = config.get("beta1", 0.9), config.get("beta2", 0.999)
        self.powers = [tf.Variable(beta) for beta in self.betas]

    def apply(self, gradients):
        rate = self.config["learningRate"]
        for parameter, slots, gradient in zip(self.parameters, self.slots, gradients):
            if self.config["type"] == "momentum":
                tf.raw_ops.ResourceApplyMomentum(var=parameter.handle, accum=slots[0].handle, lr=rate, grad=gradient, momentum=self.config["momentum"])
            else:
                tf.raw_ops.ResourceApplyAdam(
                    var=parameter.handle, m=slots[0].handle, v=slots[1].handle, beta1_power=self.powers[0], beta2_power=self.powers[1],
                    lr=rate, beta1=self.betas[0], beta2=self.betas[1], epsilon=1e-8, grad=gradient)
        if self.config["type"] == "adam":
            for power, beta in zip(self.powers, self.betas):
                power.assign(power * beta)


def batches(data, size):
    """The shape of a sample, and a function that gives a batch."""
    if data["source"] == "gaussian":
        return [1], lambda: tf.random.normal([size, 1], data["mean"], data["stddev"])
    if data["source"] == "ring":
        centres = tf.constant(peer.ring_centres(data))
        index = lambda: tf.random.uniform([size], 0, data["modes"], tf.int32)
        return [2], lambda: tf.gather(centres, index()) + tf.random.normal([size, 2], 0, data["stddev"])
    # A variable, so that the function refers to the table and does not hold a copy.
    images = tf.Variable(peer.mnist_images().reshape(-1, 28, 28, 1), trainable=False)
    scale, offset = peer.pixel_scale(data)
    index = lambda: tf.random.uniform([size], 0, images.shape[0], tf.int32)
    return [28, 28, 1], lambda: tf.cast(tf.gather(images, index()), tf.float32) * scale + offset


def training(experiment, variant, loop):
    size, latent = experiment["training"]["batchSize"], experiment["latent"]["size"]
    shape, batch = batches(experiment["data"], size)
    generator = Network(experiment["generator"]["layers"], [latent])
    discriminator = Network(experiment["discriminator"]["layers"], shape)
    optimizer_g = Optimizer(experiment["optimizer"]["generator"], generator.parameters)
    optimizer_d = Optimizer(experiment["optimizer"]["discriminator"], discriminator.parameters)

    # Nothing in it is for AutoGraph, which looks at what it is told not to convert no further.
    @tf.autograph.experimental.do_not_convert
    def step():
        real, fake = batch(), generator(tf.random.normal([size, latent]))
        with tf.GradientTape() as tape:
            on_real, on_fake = discriminator(real), discriminator(fake)
            loss_d = tf.reduce_mean(tf.nn.softplus(-on_real)) + tf.reduce_mean(tf.nn.softplus(on_fake))
        of_d = tape.gradient(loss_d, discriminator.parameters)
        optimizer_d.apply(of_d)
        with tf.GradientTape() as tape:
            loss_g = tf.reduce_mean(tf.nn.softplus(-discriminator(generator(tf.random.normal([size, latent])))))
        of_g = tape.gradient(loss_g, generator.parameters)
        optimizer_g.apply(of_g)
        return tf.stack([
            loss_d, loss_g, tf.reduce_mean(tf.sigmoid(on_real)), tf.reduce_mean(tf.sigmoid(on_fake)),
            tf.linalg.global_norm(of_d), tf.linalg.global_norm(of_g)])

    if variant == "step":
        function = tf.function(step)
    else:
        @tf.function(jit_compile=variant == "xla")
        def function():
            log = tf.TensorArray(tf.float32, loop, element_shape=[6])
            for i in tf.range(loop):
                log = log.write(i, step())
            return log.stack()

    return lambda: function().numpy()


def main():
    experiment, variant, seconds, started = peer.arguments()
    tf.random.set_seed(0)
    pictures = len(experiment["discriminator"]["layers"]) > 0 and experiment["discriminator"]["layers"][0]["type"] == "conv2d"
    # 50 iterations of the convolutional networks would be many seconds.
    loop = 1 if variant == "step" else 10 if pictures else 50
    peer.measure(training(experiment, variant, loop), loop, seconds, started, tf.__version__, True)


main()
