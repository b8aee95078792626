import { dimension } from "../../tensor/shape";
import { engine, type Tensor, type Tensor2D } from "../../tensor/tf";
import { type Key, normal } from "../random";
import type { Mode } from "./kind";

/*
 * Spectral normalisation (Miyato et al. 2018): W / sigma(W). W, [outputs, all else], is the kernel,
 * whose last axis is that of the outputs. The running statistic `u`, [outputs], is the current
 * estimate of W's first left singular vector.
 */

const unit = (x: Tensor): Tensor => x.div(x.norm().maximum(1e-12));

/** The initial `u`: a random direction. */
export const initDirection = (key: Key, outputs: number): Tensor => unit(normal(key, [outputs]));

/**
 * Runs `f` without recording on the gradient tape, so that its results are constants
 * (stop_gradient).
 */
function asConstants<T>(f: () => T): T {
  const { state } = engine();
  // tfjs itself does the same around a kernel, to keep the kernel's inner operations off the tape.
  state.kernelDepth += 1;
  try {
    return f();
  } finally {
    state.kernelDepth -= 1;
  }
}

/**
 * Divides the kernel by the estimate sigma = u'Wv of its largest singular value. In training one
 * power iteration moves the estimate: v = W'u / ||W'u||, then u = Wv / ||Wv||. In inference u stays
 * as training left it, and v is computed from u. The gradient takes u and v as constants, as
 * PyTorch's spectral_norm does.
 *
 * @returns `u` in training alone.
 */
export function spectralNormalise(
  kernel: Tensor,
  estimate: Tensor,
  mode: Mode,
): { kernel: Tensor; u?: Tensor } {
  const outputs = dimension(kernel.shape, -1);
  const matrix = kernel.reshape([kernel.size / outputs, outputs]) as Tensor2D;
  const { u, v } = asConstants(() => {
    const old = estimate.reshape([outputs, 1]) as Tensor2D;
    const right = unit(matrix.matMul(old)) as Tensor2D;
    return { v: right, u: mode.training ? (unit(matrix.matMul(right, true)) as Tensor2D) : old };
  });
  const sigma = matrix.matMul(u).mul(v).sum();
  const normalised = kernel.div(sigma);
  return mode.training ? { kernel: normalised, u: u.reshape([outputs]) } : { kernel: normalised };
}
