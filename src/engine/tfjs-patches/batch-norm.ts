import * as tf from "../../tensor/tf";
import { sizeAt } from "../graph/ir";
import {
  type Attributes,
  boolAttribute,
  floatAttribute,
  runMultiOutputKernel,
  runMultiOutputOp,
  setComposedKernel,
  setKernel,
  stringAttribute,
  typeAttribute,
} from "../eager/plain-kernels";
import { setMultiOutputGradient } from "./tape";

/*
 * Replaces batch normalisation by the batch's own statistics (Ioffe and Szegedy 2015) with one op;
 * tfjs takes eight passes over memory and keeps each for the gradient. On every engine
 *
 *     runKernel("BatchNormTrain", { x, scale, offset }, { epsilon }) -> [y, mean, variance,
 *     reserve]
 *
 * over the last axis of `x`; `variance` is biased, like that of `tf.moments`; `reserve` belongs to
 * TensorFlow. For a single number per channel the variance is 0 and y is the offset. Derivatives by
 * all inputs, through y, mean and variance, are exact to any order.
 */

const TRAIN = "BatchNormTrain";
const TRAIN_GRAD = "BatchNormTrainGrad";

const epsilonOf = (attributes: Attributes): number => attributes["epsilon"] as number;
const opAttributes = (attributes: Attributes) => [
  typeAttribute("T", "float32"),
  typeAttribute("U", "float32"),
  floatAttribute("epsilon", epsilonOf(attributes)),
  stringAttribute("data_format", "NHWC"),
  boolAttribute("is_training", true),
];

const channelsOf = ({ shape }: tf.Tensor): number => sizeAt(shape, -1);
/**
 * A batch of pictures, which TensorFlow's ops require; other batches are pictures of a single
 * pixel.
 */
const asPictures = (x: tf.Tensor): tf.Tensor =>
  x.shape.length === 4 ? x : tf.reshape(x, [-1, 1, 1, channelsOf(x)]);
const shapedAs = (y: tf.Tensor, x: tf.Tensor): tf.Tensor =>
  x.shape.length === 4 ? y : tf.reshape(y, x.shape);

const allButChannels = (x: tf.Tensor): number[] => x.shape.slice(0, -1).map((_, axis) => axis);
const perChannel = (x: tf.Tensor): tf.Tensor => tf.sum(x, allButChannels(x));
/** The numbers in each channel's statistics. */
const countOf = (x: tf.Tensor): number => x.size / channelsOf(x);
const inverseDeviation = (variance: tf.Tensor, attributes: Attributes): tf.Tensor =>
  tf.rsqrt(tf.add(variance, epsilonOf(attributes)));

export function patchBatchNorm(): void {
  setTrainKernels();
  setTrainGradKernels();
  setMultiOutputGradient<[x: tf.Tensor, scale: tf.Tensor, ...Statistics]>({
    kernelName: TRAIN,
    inputsToSave: ["x", "scale"],
    outputsToSave: [false, true, true, true],
    gradFunc: gradient,
  });
  setMultiOutputGradient<SavedByGradient>({
    kernelName: TRAIN_GRAD,
    inputsToSave: ["dy", "x", "scale", "mean", "variance", "reserve"],
    outputsToSave: [false, true, true],
    gradFunc: secondGradient,
  });
}

type Statistics = [mean: tf.Tensor, variance: tf.Tensor, reserve: tf.Tensor];
type SavedByGradient = [
  dy: tf.Tensor,
  x: tf.Tensor,
  scale: tf.Tensor,
  ...Statistics,
  dScale: tf.Tensor,
  dOffset: tf.Tensor,
];

function setTrainKernels(): void {
  setKernel<"x" | "scale" | "offset">(
    TRAIN,
    "tensorflow",
    ({ x, scale, offset }, attributes, backend) =>
      tf.tidy(() => {
        const unused = tf.tensor1d([]);
        const outputs = runMultiOutputOp(
          backend,
          "FusedBatchNormV3",
          [...opAttributes(attributes), floatAttribute("exponential_avg_factor", 1)],
          [asPictures(x), scale, offset, unused, unused],
          6,
        );
        // batch_mean and batch_variance (with Bessel's correction) are for TensorFlow's running
        // statistics. The mean and the biased variance, which the gradient reads, follow them.
        const [y, , , mean, variance, reserve] = outputs as [
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
        ];
        return [shapedAs(y, x), mean, variance, reserve];
      }),
  );
  setComposedKernel<"x" | "scale" | "offset">(TRAIN, ({ x, scale, offset }, attributes) => {
    const { mean, variance } = tf.moments(x, allButChannels(x));
    const slope = tf.mul(inverseDeviation(variance, attributes), scale);
    return [tf.add(tf.mul(tf.sub(x, mean), slope), offset), mean, variance, tf.tensor1d([])];
  });
}

type GradientInputs = "dy" | "x" | "scale" | "mean" | "variance" | "reserve";

function setTrainGradKernels(): void {
  setKernel<GradientInputs>(
    TRAIN_GRAD,
    "tensorflow",
    ({ dy, x, scale, mean, variance, reserve }, attributes, backend) =>
      tf.tidy(() => {
        const [dx, dScale, dOffset] = runMultiOutputOp(
          backend,
          "FusedBatchNormGradV3",
          opAttributes(attributes),
          [asPictures(dy), asPictures(x), scale, mean, variance, reserve],
          5,
        ) as [tf.Tensor, tf.Tensor, tf.Tensor];
        return [shapedAs(dx, x), dScale, dOffset];
      }),
  );
  setComposedKernel<GradientInputs>(TRAIN_GRAD, ({ dy, x, scale, mean, variance }, attributes) => {
    const inverse = inverseDeviation(variance, attributes);
    const n = countOf(x);
    const normal = tf.mul(tf.sub(x, mean), inverse);
    const dScale = perChannel(tf.mul(dy, normal));
    const dOffset = perChannel(dy);
    const rest = tf.sub(tf.sub(dy, tf.div(dOffset, n)), tf.mul(normal, tf.div(dScale, n)));
    return [tf.mul(rest, tf.mul(inverse, scale)), dScale, dOffset];
  });
}

type OutputGradients = readonly (tf.Tensor | undefined)[];

/** The gradients by x, scale and offset from those by y, mean and variance. */
function gradient(
  [dy, dMean, dVariance]: OutputGradients,
  [x, scale, mean, variance, reserve]: [x: tf.Tensor, scale: tf.Tensor, ...Statistics],
  attributes: Attributes,
): Record<string, () => tf.Tensor> {
  const inputs = { dy: dy ?? tf.zerosLike(x), x, scale, mean, variance, reserve };
  const [dx, dScale, dOffset] = runMultiOutputKernel(TRAIN_GRAD, inputs, attributes) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const n = countOf(x);
  return {
    x: () => {
      let total = dx;
      if (dMean) total = tf.add(total, tf.div(dMean, n));
      if (dVariance) total = tf.add(total, tf.mul(tf.sub(x, mean), tf.mul(dVariance, 2 / n)));
      return total;
    },
    scale: () => dScale,
    offset: () => dOffset,
  };
}

/**
 * The derivative of `gradient`. With r = 1 / sqrt(variance + epsilon), h = (x - mean) r and sums
 * over the n numbers of a channel,
 *
 *     dOffset = sum(dy),  dScale = sum(dy h),  dx = scale r (dy - dOffset / n - h dScale / n)
 *
 * as a function of dy, x, scale, mean and variance, each for itself: how mean and variance depend
 * on x is the first gradient's part. u, a and b are the gradients by dx, dScale and dOffset. dx is
 * linear in dy and symmetric, so that the same kernel applied to u gives most of it:
 *
 *     q = sum(u dx) / (scale r) = sum(u dy) - (sum(u) dOffset + sum(u h) dScale) / n
 *     w = the gradient by h = j dy + k u,  j = a - scale r sum(u h) / n,  k = -scale r dScale / n
 */
function secondGradient(
  [u, a, b]: OutputGradients,
  [dy, x, scale, mean, variance, reserve, dScale, dOffset]: SavedByGradient,
  attributes: Attributes,
): Record<string, () => tf.Tensor> {
  const by = u ?? tf.zerosLike(x);
  const n = countOf(x);
  const [dxOfU, sumUH, sumU] = runMultiOutputKernel(
    TRAIN_GRAD,
    { dy: by, x, scale, mean, variance, reserve },
    attributes,
  ) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const r = inverseDeviation(variance, attributes);
  const slope = tf.mul(scale, tf.div(r, -n));
  const j = a ? tf.add(tf.mul(slope, sumUH), a) : tf.mul(slope, sumUH);
  const k = tf.mul(slope, dScale);
  const q = tf.tidy(() =>
    tf.sub(
      perChannel(tf.mul(by, dy)),
      tf.div(tf.add(tf.mul(sumU, dOffset), tf.mul(sumUH, dScale)), n),
    ),
  );
  /** Of w and of w h over a channel. */
  const sumW = () => tf.add(tf.mul(j, dOffset), tf.mul(k, sumU));
  const sumWH = () => tf.add(tf.mul(j, dScale), tf.mul(k, sumUH));
  return {
    dy: () => {
      let total = dxOfU;
      if (a) total = tf.add(total, tf.mul(tf.sub(x, mean), tf.mul(r, a)));
      if (b) total = tf.add(total, b);
      return total;
    },
    x: () => tf.add(tf.mul(dy, tf.mul(r, j)), tf.mul(by, tf.mul(r, k))),
    scale: () => tf.mul(r, q),
    mean: () => tf.neg(tf.mul(r, sumW())),
    // By r directly, and through h = (x - mean) r; dr / dvariance = -r^3 / 2.
    variance: () =>
      tf.mul(tf.mul(tf.square(r), -0.5), tf.add(tf.mul(tf.mul(scale, r), q), sumWH())),
    reserve: () => tf.zeros(reserve.shape),
  };
}
