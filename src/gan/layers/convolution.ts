import { conv2d, conv2dTranspose, type Tensor, type Tensor4D } from "../../tensor/tf";
import type { LayerOf } from "../../experiment/schema";
import { outputShape, type Shape } from "../../experiment/shapes";
import type { State } from "../state";

/** Adds the bias where the layer has one. */
export const withBias = (y: Tensor, bias: Tensor | undefined): Tensor => (bias ? y.add(bias) : y);

/**
 * Convolves x, [batch, height, width, channels], with a kernel [height, width, in, out], and adds
 * the bias.
 */
export function convolve(
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
  return withBias(
    conv2d(padded as Tensor4D, kernel as Tensor4D, strides, named ? padding : "valid"),
    bias,
  );
}

/**
 * The transposed convolution of x with a kernel [height, width, out, in], plus the bias, [out] or
 * [height, width, out].
 */
export function convolveTransposed(
  layer: LayerOf<"conv2dTranspose">,
  weights: State,
  x: Tensor,
  input: Shape,
): Tensor {
  const [height, width, channels] = outputShape(layer, input) as [number, number, number];
  return withBias(
    conv2dTranspose(
      x as Tensor4D,
      weights["kernel"] as Tensor4D,
      [x.shape[0]!, height, width, channels],
      layer.strides,
      layer.padding,
    ),
    weights["bias"],
  );
}
