import { dimension, rank4 } from "../../tensor/shape";
import { avgPool, maxPool, tensor, type Tensor } from "../../tensor/tf";
import type { LayerOf } from "../../experiment/schema";
import { outputShape } from "../../experiment/layer-shapes";
import { type LayerKinds, plain } from "./kind";

/* Pooling and upsampling of images x, [batch, height, width, channels]. */

/**
 * The padding of maximum pooling: the lowest float32. It is finite, so that a gradient of 0 stays
 * 0.
 */
const LOWEST_FLOAT32 = -3.4028234663852886e38;

function maxPooling2d(layer: LayerOf<"maxPooling2d">, x: Tensor): Tensor {
  const { poolSize, strides = poolSize, padding } = layer;
  if (padding !== "end") return maxPool(rank4(x), poolSize, strides, padding);
  const output = outputShape(layer, x.shape.slice(1));
  const beyond = (windows: number, size: number) =>
    Math.max((windows - 1) * strides + poolSize - size, 0);
  const padded = x.pad(
    [
      [0, 0],
      [0, beyond(dimension(output, 0), dimension(x.shape, 1))],
      [0, beyond(dimension(output, 1), dimension(x.shape, 2))],
      [0, 0],
    ],
    LOWEST_FLOAT32,
  );
  return maxPool(rank4(padded), poolSize, strides, "valid");
}

/**
 * Average pooling. Adjacent windows without overlap are means of a reshaped image: unlike the
 * pooling op that has a second derivative, which gradient penalties need.
 */
function averagePooling2d(
  { poolSize, strides = poolSize, padding }: LayerOf<"averagePooling2d">,
  x: Tensor,
): Tensor {
  if (padding === "same") return averageOfPixelsInside(x, poolSize, strides);
  if (strides !== poolSize) return avgPool(rank4(x), poolSize, strides, "valid");
  const [batch, inputHeight, inputWidth, channels] = rank4(x).shape;
  const rows = Math.floor(inputHeight / poolSize);
  const columns = Math.floor(inputWidth / poolSize);
  const height = rows * poolSize;
  const width = columns * poolSize;
  const whole =
    height === inputHeight && width === inputWidth
      ? x
      : x.slice([0, 0, 0, 0], [batch, height, width, channels]);
  const lines = whole.reshape([batch * rows, poolSize, width * channels]).mean(1);
  return lines
    .reshape([batch * rows * columns, poolSize, channels])
    .mean(1)
    .reshape([batch, rows, columns, channels]);
}

/**
 * Average pooling with "same" padding: a window that extends beyond the image averages its pixels
 * inside the image. The padding is explicit, since the gradient of tfjs's own "same" counts the
 * pixels outside on tfjs's plain backends.
 */
function averageOfPixelsInside(x: Tensor, poolSize: number, strides: number): Tensor {
  const [, height, width] = rank4(x).shape;
  const rows = paddedAxis(height, poolSize, strides);
  const columns = paddedAxis(width, poolSize, strides);
  const mean = avgPool(
    rank4(x.pad([[0, 0], rows.around, columns.around, [0, 0]])),
    poolSize,
    strides,
    "valid",
  );
  return mean.mul(
    tensor(
      rows.inside.flatMap((high) => columns.inside.map((wide) => poolSize ** 2 / (high * wide))),
      [1, rows.inside.length, columns.inside.length, 1],
      "float32",
    ),
  );
}

/**
 * One axis of a padded image: the zeros before and after it, and the number of pixels inside of
 * each window.
 */
interface Axis {
  around: [number, number];
  inside: number[];
}

/** Pads an axis as "same" does. */
function paddedAxis(size: number, poolSize: number, strides: number): Axis {
  const count = Math.ceil(size / strides);
  const total = Math.max((count - 1) * strides + poolSize - size, 0);
  const before = Math.floor(total / 2);
  const inside = Array.from({ length: count }, (_, i) => {
    const start = i * strides - before;
    return Math.min(start + poolSize, size) - Math.max(start, 0);
  });
  return { around: [before, total - before], inside };
}

const globalSumPooling2d = (x: Tensor): Tensor => x.sum([1, 2]);

/**
 * Nearest-neighbour upsampling by tiling. tfjs's resizing is not used: its gradient has no gradient
 * of its own, and is wrong on the plain CPU backend.
 */
function upsampling2d({ factor }: LayerOf<"upsampling2d">, x: Tensor): Tensor {
  const [batch, height, width, channels] = rank4(x).shape;
  const wide = x
    .reshape([batch * height * width, channels])
    .tile([1, factor])
    .reshape([batch * height, width * factor * channels]);
  return wide.tile([1, factor]).reshape([batch, height * factor, width * factor, channels]);
}

export const POOLING: LayerKinds<
  "averagePooling2d" | "globalSumPooling2d" | "maxPooling2d" | "upsampling2d"
> = {
  averagePooling2d: { apply: (layer, { x }) => plain(averagePooling2d(layer, x)) },
  globalSumPooling2d: { apply: (_, { x }) => plain(globalSumPooling2d(x)) },
  maxPooling2d: { apply: (layer, { x }) => plain(maxPooling2d(layer, x)) },
  upsampling2d: { apply: (layer, { x }) => plain(upsampling2d(layer, x)) },
};
