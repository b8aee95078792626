import "@tensorflow/tfjs-core";
import * as tf from "../../src/tensor/tf";
import { type Case, entry, numbers, one, two } from "./graph-case";

const PICTURES = numbers([2, 5, 6, 3]);
const PADDINGS = ["same", "valid"] as const;
/** Convolutions, pooling and other sizes. */
export const PICTURE_OPS: Case[] = [
  ...PADDINGS.flatMap((padding) =>
    [1, 2].flatMap((stride) => [
      two(`conv2d, ${padding}, stride ${stride}`, PICTURES, numbers([3, 2, 3, 4]), (x, kernel) =>
        tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, padding),
      ),
      one(`maxPool, ${padding}, stride ${stride}`, PICTURES, (x) =>
        tf.maxPool(x as tf.Tensor4D, [3, 2], stride, padding),
      ),
      one(`avgPool, ${padding}, stride ${stride}`, PICTURES, (x) =>
        tf.avgPool(x as tf.Tensor4D, [3, 2], stride, padding),
      ),
      two(
        `conv2dTranspose, ${padding}, stride ${stride}`,
        numbers([2, 3, 4, 2]),
        numbers([3, 3, 5, 2]),
        (x, kernel) => {
          const size = (n: number) => (padding === "same" ? n * stride : (n - 1) * stride + 3);
          return tf.conv2dTranspose(
            x as tf.Tensor4D,
            kernel as tf.Tensor4D,
            [2, size(3), size(4), 5],
            stride,
            padding,
          );
        },
      ),
    ]),
  ),
  ...PADDINGS.flatMap((padding) =>
    [1, 2].flatMap((stride) =>
      [1, 2].map((multiplier) =>
        two(
          `depthwiseConv2d, ${padding}, stride ${stride}, ${multiplier} filters a channel`,
          PICTURES,
          numbers([3, 2, 3, multiplier]),
          (x, kernel) =>
            tf.depthwiseConv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, padding),
        ),
      ),
    ),
  ),
  entry(
    "separableConv2d",
    { x: PICTURES, depthwise: numbers([3, 3, 3, 2]), pointwise: numbers([1, 1, 6, 4]) },
    ({ x, depthwise, pointwise }) =>
      tf.separableConv2d(
        x as tf.Tensor4D,
        depthwise as tf.Tensor4D,
        pointwise as tf.Tensor4D,
        1,
        "same",
      ),
  ),
  two("conv2d, dilated", PICTURES, numbers([2, 2, 3, 4]), (x, kernel) =>
    tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, "valid", "NHWC", 2),
  ),
  ...[false, true].flatMap((aligned) => [
    one(`resizeBilinear, corners aligned: ${aligned}`, PICTURES, (x) =>
      tf.image.resizeBilinear(x as tf.Tensor4D, [7, 4], aligned),
    ),
    one(`resizeNearestNeighbor, corners aligned: ${aligned}`, PICTURES, (x) =>
      tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [7, 4], aligned),
    ),
  ]),
];
