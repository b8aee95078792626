import * as tf from "../../tensor/tf";
import { type Attributes, runKernel, setGradient, setKernel } from "../eager/plain-kernels";

/* Replaces gradients of convolutions and pooling that tfjs lacks or computes wrongly. */

export function patchConvolutionGradients(): void {
  patchFilterGradient();
  patchDepthwiseGradients();
  patchWasmMaxPool();
}

/**
 * The gradient of a convolution's gradient by its filter, which tfjs lacks. It is needed where a
 * loss depends on an update of a convolutional network, as G's loss does with an unrolled D. The op
 * is linear in the picture and in dy; its adjoints are the convolution itself and the convolution's
 * gradient by its picture.
 */
function patchFilterGradient(): void {
  setGradient<[x: tf.Tensor4D, dy: tf.Tensor4D]>({
    kernelName: tf.Conv2DBackpropFilter,
    inputsToSave: ["x", "dy"],
    gradFunc(filter, [x, dy], attributes) {
      const slopes = filter as tf.Tensor4D;
      const { strides, pad, dataFormat, dimRoundingMode } =
        attributes as unknown as tf.Conv2DBackpropFilterAttrs;
      const same: Attributes = { strides, pad, dataFormat, dimRoundingMode };
      return {
        x: () =>
          runKernel(
            tf.Conv2DBackpropInput,
            { dy, filter: slopes },
            { ...same, inputShape: x.shape },
          ),
        dy: () => tf.conv2d(x, slopes, strides, pad, dataFormat, 1, dimRoundingMode),
      };
    },
  });
}

/**
 * The gradients of a depthwise convolution's gradients, which tfjs lacks. A gradient penalty on a D
 * with such convolutions needs them. Each op is linear in both of its inputs.
 */
function patchDepthwiseGradients(): void {
  setGradient<[dy: tf.Tensor4D, filter: tf.Tensor4D]>({
    kernelName: tf.DepthwiseConv2dNativeBackpropInput,
    inputsToSave: ["dy", "filter"],
    gradFunc(picture, [dy, filter], attributes) {
      const x = picture as tf.Tensor4D;
      const same = depthwiseAttributes(attributes);
      return {
        dy: () => depthwise(x, filter, same),
        filter: () =>
          runKernel(
            tf.DepthwiseConv2dNativeBackpropFilter,
            { x, dy },
            { ...same, filterShape: filter.shape },
          ),
      };
    },
  });
  setGradient<[x: tf.Tensor4D, dy: tf.Tensor4D]>({
    kernelName: tf.DepthwiseConv2dNativeBackpropFilter,
    inputsToSave: ["x", "dy"],
    gradFunc(slopes, [x, dy], attributes) {
      const filter = slopes as tf.Tensor4D;
      const same = depthwiseAttributes(attributes);
      return {
        x: () =>
          runKernel(
            tf.DepthwiseConv2dNativeBackpropInput,
            { dy, filter },
            { ...same, inputShape: x.shape },
          ),
        dy: () => depthwise(x, filter, same),
      };
    },
  });
}

/** What a depthwise convolution and both of its gradients have. */
type DepthwiseAttributes = Pick<
  tf.DepthwiseConv2dNativeBackpropInputAttrs,
  "strides" | "pad" | "dilations" | "dimRoundingMode"
>;

function depthwiseAttributes(attributes: unknown): DepthwiseAttributes & Attributes {
  const { strides, pad, dilations, dimRoundingMode } = attributes as DepthwiseAttributes;
  return { strides, pad, dilations, dimRoundingMode };
}

const depthwise = (
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { strides, pad, dilations, dimRoundingMode }: DepthwiseAttributes,
): tf.Tensor4D => tf.depthwiseConv2d(x, filter, strides, pad, "NHWC", dilations, dimRoundingMode);

/**
 * The gradient of maxPool on wasm. tfjs's kernel loses that of windows without a number above 0. As
 * on the other engines it goes to the first of a window's largest numbers.
 */
function patchWasmMaxPool(): void {
  if (!tf.getKernel(tf.MaxPoolGrad, "wasm")) return;
  setKernel<"dy" | "input">(tf.MaxPoolGrad, "wasm", ({ dy, input }, attributes, backend) => {
    const { filterSize, strides, pad, dimRoundingMode } =
      attributes as unknown as tf.MaxPoolGradAttrs;
    const shape = input.shape as [number, number, number, number];
    const pool = tf.backend_util.computePool2DInfo(
      shape,
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const dx = maxPoolGradient(
      pool,
      backend.readSync(input.dataId) as Float32Array,
      backend.readSync(dy.dataId) as Float32Array,
    );
    return { dataId: backend.write(dx, shape, "float32"), shape, dtype: "float32" };
  });
}

function maxPoolGradient(
  pool: tf.backend_util.Conv2DInfo,
  x: Float32Array,
  dy: Float32Array,
): Float32Array {
  const { inHeight, inWidth, inChannels, padInfo } = pool;
  const dx = new Float32Array(x.length);
  let window = 0;
  for (let batch = 0; batch < pool.batchSize; batch++)
    for (let row = 0; row < pool.outHeight; row++)
      for (let column = 0; column < pool.outWidth; column++)
        for (let channel = 0; channel < inChannels; channel++) {
          const top = row * pool.strideHeight - padInfo.top;
          const left = column * pool.strideWidth - padInfo.left;
          const bottom = Math.min(top + pool.filterHeight, inHeight);
          const right = Math.min(left + pool.filterWidth, inWidth);
          let largest = -1;
          for (let y = Math.max(top, 0); y < bottom; y++)
            for (let z = Math.max(left, 0); z < right; z++) {
              const pixel = ((batch * inHeight + y) * inWidth + z) * inChannels + channel;
              if (largest < 0 || Number(x[pixel]) > Number(x[largest])) largest = pixel;
            }
          dx[largest] = Number(dx[largest]) + Number(dy[window++]);
        }
  return dx;
}
