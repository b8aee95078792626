import * as tf from "../../tensor/tf";
import { setKernel } from "../eager/plain-kernels";

/**
 * The gradient of maxPool on wasm, which loses that of windows in which no number is above 0. As on the other engines it goes to the first
 * of a window's largest numbers.
 */
export function patchMaxPool(): void {
  if (!tf.getKernel(tf.MaxPoolGrad, "wasm")) return;
  setKernel(tf.MaxPoolGrad, "wasm", ({ dy, input }, attributes, backend) => {
    const { filterSize, strides, pad, dimRoundingMode } =
      attributes as unknown as tf.MaxPoolGradAttrs;
    const shape = input!.shape as [number, number, number, number];
    const {
      batchSize,
      inHeight,
      inWidth,
      inChannels,
      outHeight,
      outWidth,
      filterHeight,
      filterWidth,
      strideHeight,
      strideWidth,
      padInfo,
    } = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const x = backend.readSync(input!.dataId);
    const given = backend.readSync(dy!.dataId);
    const dx = new Float32Array(input!.size);
    let window = 0;
    for (let batch = 0; batch < batchSize; batch++)
      for (let row = 0; row < outHeight; row++)
        for (let column = 0; column < outWidth; column++)
          for (let channel = 0; channel < inChannels; channel++) {
            const top = row * strideHeight - padInfo.top;
            const left = column * strideWidth - padInfo.left;
            let largest = -1;
            for (let y = Math.max(top, 0); y < Math.min(top + filterHeight, inHeight); y++)
              for (let z = Math.max(left, 0); z < Math.min(left + filterWidth, inWidth); z++) {
                const pixel = ((batch * inHeight + y) * inWidth + z) * inChannels + channel;
                if (largest < 0 || Number(x[pixel]) > Number(x[largest])) largest = pixel;
              }
            dx[largest]! += Number(given[window++]);
          }
    return { dataId: backend.write(dx, shape, "float32"), shape, dtype: "float32" };
  });
}
