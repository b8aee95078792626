import * as tf from "../../tensor/tf";
import { type Attributes, runKernel, setGradient } from "../eager/plain-kernels";

/**
 * The gradient of a convolution's gradient by its filter, which tfjs does not have: needed where a loss looks through an update of
 * a convolutional network, as G's does with an unrolled D. The op is linear in the picture and in dy; its adjoints are the convolution
 * itself, and the convolution's gradient by its picture.
 */
export function patchConvFilter(): void {
  setGradient({
    kernelName: tf.Conv2DBackpropFilter,
    inputsToSave: ["x", "dy"],
    gradFunc(filter, saved, attributes) {
      const [x, dy] = saved as [tf.Tensor4D, tf.Tensor4D];
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
