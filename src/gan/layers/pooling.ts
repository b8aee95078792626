import { avgPool, maxPool, tensor, type Tensor, type Tensor4D } from "../../tensor/tf";
import type { LayerOf } from "../../experiment/schema";
import { outputShape } from "../../experiment/shapes";

/* Pooling and upsampling of images x, [batch, height, width, channels]. */

/**
 * The padding of maximum pooling: the lowest float32. It is finite, so that a gradient of 0 stays
 * 0.
 */
const LOWEST_FLOAT32 = -3.4028234663852886e38;

export function maxPooling2d(layer: LayerOf<"maxPooling2d">, x: Tensor): Tensor {
  const { poolSize, strides = poolSize, padding } = layer;
  if (padding !== "end") return maxPool(x as Tensor4D, poolSize, strides, padding);
  const [height, width] = outputShape(layer, x.shape.slice(1)) as [number, number, number];
  const beyond = (windows: number, size: number) =>
    Math.max((windows - 1) * strides + poolSize - size, 0);
  const padded = x.pad(
    [
      [0, 0],
      [0, beyond(height, x.shape[1]!)],
      [0, beyond(width, x.shape[2]!)],
      [0, 0],
    ],
    LOWEST_FLOAT32,
  );
  return maxPool(padded as Tensor4D, poolSize, strides, "valid");
}

/**
 * Average pooling. Adjacent windows without overlap are means of a reshaped image: unlike the
 * pooling op that has a second derivative, which gradient penalties need.
 */
export function averagePooling2d(
  { poolSize, strides = poolSize, padding }: LayerOf<"averagePooling2d">,
  x: Tensor,
): Tensor {
  if (padding === "same") return averageOfPixelsInside(x, poolSize, strides);
  if (strides !== poolSize) return avgPool(x as Tensor4D, poolSize, strides, "valid");
  const [batch, , , channels] = x.shape as [number, number, number, number];
  const [rows, columns] = [x.shape[1]!, x.shape[2]!].map((size) => Math.floor(size / poolSize)) as [
    number,
    number,
  ];
  const height = rows * poolSize;
  const width = columns * poolSize;
  const whole =
    height === x.shape[1] && width === x.shape[2]
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
  const [rows, columns] = [x.shape[1]!, x.shape[2]!].map((size) => {
    const count = Math.ceil(size / strides);
    const total = Math.max((count - 1) * strides + poolSize - size, 0);
    const before = Math.floor(total / 2);
    const inside = Array.from(
      { length: count },
      (_, i) => Math.min(i * strides - before + poolSize, size) - Math.max(i * strides - before, 0),
    );
    return { around: [before, total - before] as [number, number], inside };
  }) as [Axis, Axis];
  const mean = avgPool(
    x.pad([[0, 0], rows.around, columns.around, [0, 0]]) as Tensor4D,
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

export const globalSumPooling2d = (x: Tensor): Tensor => x.sum([1, 2]);

/**
 * Nearest-neighbour upsampling by tiling. tfjs's resizing is not used: its gradient has no gradient
 * of its own, and is wrong on the plain CPU backend.
 */
export function upsampling2d({ factor }: LayerOf<"upsampling2d">, x: Tensor): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const wide = x
    .reshape([batch * height * width, channels])
    .tile([1, factor])
    .reshape([batch * height, width * factor * channels]);
  return wide.tile([1, factor]).reshape([batch, height * factor, width * factor, channels]);
}
