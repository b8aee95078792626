import { dimension, rank4 } from "../../tensor/shape";
import { conv2d, conv2dTranspose, type Tensor } from "../../tensor/tf";
import type { LayerOf } from "../../experiment/schema";
import { outputShape } from "../../experiment/layer-shapes";
import { type Shape } from "../../experiment/shapes";
import { entry, type Tree } from "../tree";
import { activation } from "./activations";
import { type LayerKinds, plain } from "./kind";
import { initWeights, kernelOf } from "./weights";

/* Convolutions of images x, [batch, height, width, channels]. */

/** Adds the bias where the layer has one. */
export const withBias = (y: Tensor, bias: Tensor | undefined): Tensor => (bias ? y.add(bias) : y);

/**
 * Convolves x, [batch, height, width, channels], with a kernel [height, width, in, out], and adds
 * the bias.
 */
function convolve(
  { strides, padding }: LayerOf<"conv2d" | "maxoutConv2d">,
  kernel: Tensor,
  bias: Tensor | undefined,
  x: Tensor,
): Tensor {
  const named = typeof padding === "string";
  const padded =
    named || padding === 0
      ? x
      : x.pad([
          [0, 0],
          [padding, padding],
          [padding, padding],
          [0, 0],
        ]);
  return withBias(conv2d(rank4(padded), rank4(kernel), strides, named ? padding : "valid"), bias);
}

/**
 * The transposed convolution of x with a kernel [height, width, out, in], plus the bias, [out] or
 * [height, width, out].
 */
function convolveTransposed(
  layer: LayerOf<"conv2dTranspose">,
  params: Tree,
  x: Tensor,
  input: Shape,
): Tensor {
  const output = outputShape(layer, input);
  return withBias(
    conv2dTranspose(
      rank4(x),
      rank4(entry(params, "kernel")),
      [dimension(x.shape, 0), dimension(output, 0), dimension(output, 1), dimension(output, 2)],
      layer.strides,
      layer.padding,
    ),
    params["bias"],
  );
}

/** The shapes and fans of a convolution with square kernels. */
function shapesOf(kernelSize: number, channels: number, outputs: number) {
  const area = kernelSize ** 2;
  return {
    kernel: [kernelSize, kernelSize, channels, outputs],
    bias: [outputs],
    fans: { fanIn: area * channels, fanOut: area * outputs },
  };
}

export const CONVOLUTIONS: LayerKinds<"conv2d" | "conv2dTranspose" | "maxoutConv2d"> = {
  conv2d: {
    init: (layer, input, context) =>
      initWeights(layer, shapesOf(layer.kernelSize, dimension(input, 2), layer.filters), context),
    apply(layer, pass) {
      const { kernel, stats } = kernelOf(layer, pass);
      const y = convolve(layer, kernel, pass.params["bias"], pass.x);
      return { y: activation(layer)(y), stats };
    },
  },
  conv2dTranspose: {
    init(layer, input, context) {
      const { kernelSize, filters } = layer;
      const channels = dimension(input, 2);
      const shapes = {
        ...shapesOf(kernelSize, channels, filters),
        // As in TensorFlow, `out` comes before `in`.
        kernel: [kernelSize, kernelSize, filters, channels],
        bias: layer.tiedBias === false ? outputShape(layer, input) : [filters],
      };
      return initWeights(layer, shapes, context);
    },
    apply: (layer, { x, params, input }) =>
      plain(activation(layer)(convolveTransposed(layer, params, x, input))),
  },
  maxoutConv2d: {
    init(layer, input, context) {
      const outputs = layer.filters * layer.pieces;
      return initWeights(layer, shapesOf(layer.kernelSize, dimension(input, 2), outputs), context);
    },
    apply(layer, { x, params }) {
      const { filters, pieces } = layer;
      const y = convolve(layer, entry(params, "kernel"), params["bias"], x);
      // As in maxout, the first pieces of all filters come first.
      const rows = y.reshape([y.size / (filters * pieces), pieces, filters]);
      return plain(rows.max(1).reshape([...y.shape.slice(0, 3), filters]));
    },
  },
};
