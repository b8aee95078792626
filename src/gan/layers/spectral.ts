import { engine, type Tensor, type Tensor2D } from "../../tensor/tf";
import { type Key, normal } from "../random";
import type { State } from "../state";
import type { Mode } from "./layer";

/*
 * Spectral normalisation (Miyato et al. 2018): W / sigma(W), with W = [outputs, all else] the kernel, whose outputs are here its last axis.
 * `u`, [outputs], the left singular vector as far as it is known, is a running statistic.
 */

const unit = (x: Tensor): Tensor => x.div(x.norm().maximum(1e-12));

/** Where `u` starts: a random direction. */
export const initDirection = (key: Key, outputs: number): Tensor => unit(normal(key, [outputs]));

/** Runs `f` without the gradient tape: what it makes counts as constant. */
function asConstants<T>(f: () => T): T {
  const { state } = engine();
  // What tfjs itself does around a kernel, whose inner operations are not put on the tape either.
  state.kernelDepth += 1;
  try {
    return f();
  } finally {
    state.kernelDepth -= 1;
  }
}

/**
 * The kernel divided by the estimate of its largest singular value, and the moved `u`. In training the estimate takes one power iteration,
 * v = W'u / ||W'u||, then u = Wv / ||Wv||; sigma = u'Wv. Its gradient is that with u and v held constant, as in PyTorch's spectral_norm.
 * Else u is as training left it, and v follows from it.
 */
export function spectralNormalised(
  weights: State,
  mode: Mode,
): { kernel: Tensor; statistics: State } {
  const kernel = weights["kernel"]!;
  const outputs = kernel.shape.at(-1)!;
  const matrix = kernel.reshape([kernel.size / outputs, outputs]) as Tensor2D;
  const { u, v } = asConstants(() => {
    const old = weights["u"]!.reshape([outputs, 1]) as Tensor2D;
    const right = unit(matrix.matMul(old)) as Tensor2D;
    return { v: right, u: mode.training ? (unit(matrix.matMul(right, true)) as Tensor2D) : old };
  });
  const sigma = matrix.matMul(u).mul(v).sum();
  return {
    kernel: kernel.div(sigma),
    statistics: mode.training ? { u: u.reshape([outputs]) } : {},
  };
}
