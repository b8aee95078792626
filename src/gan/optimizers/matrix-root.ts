import { abs, eye, matMul, type Scalar, type Tensor2D } from "../../tensor/tf";

/* The inverse root of a positive definite matrix, of products alone. */

/** As near to 1 as float32 can tell. */
const CONVERGED = 1e-7;

/**
 * Steps in which the smallest eigenvalue of M, which needs the most, comes to 1. It is
 * `ridge` of the largest or more; each step makes m (((p + 1) - m) / p)^p of it.
 */
function iterationsFor(ridge: number, p: 2 | 4): number {
  let count = 0;
  for (let m = (ridge * (p + 1)) / (2 * (1 + ridge)); 1 - m > CONVERGED; count++)
    m *= ((p + 1 - m) / p) ** p;
  return count;
}

/** The least norm that a matrix is divided by. */
const MIN_NORM = 1e-30;

/**
 * (A + ridge ||A|| I)^(-1/p) for a symmetric positive semidefinite A and p = 2 or 4, by the coupled
 * Newton iteration of Guo and Higham 2006: M = z A, X = z^(1/p) I, then T = ((p + 1) I - M) / p, M <-
 * T^p M, X <- X T, with z = (p + 1) / (2 ||A||). It has no decomposition, so that every engine can
 * compile it. The norm is the largest row's sum of absolute values, which no eigenvalue exceeds:
 * the squares of a Frobenius norm would be 0 in float32 where gradients have nearly vanished.
 */
export function inverseRoot(a: Tensor2D, p: 2 | 4, ridge: number): Tensor2D {
  const identity = eye(a.shape[0]);
  const norm = abs(a).sum(1).max<Scalar>().maximum<Scalar>(MIN_NORM);
  const damped = a.add<Tensor2D>(identity.mul(norm.mul(ridge)));
  if (a.shape[0] === 1) return damped.pow(-1 / p);
  const z = norm.reciprocal().mul((p + 1) / 2);
  let m = damped.mul<Tensor2D>(z);
  let x = identity.mul<Tensor2D>(p === 2 ? z.sqrt() : z.sqrt().sqrt());
  const iterations = iterationsFor(ridge, p);
  for (let i = 0; i < iterations; i++) {
    const t = identity.mul((p + 1) / p).sub<Tensor2D>(m.div(p));
    const squared = matMul(t, t);
    m = matMul(p === 2 ? squared : matMul(squared, squared), m);
    x = matMul(x, t);
  }
  return x;
}
