import { type Scalar, sign, type Tensor } from "../tensor/tf";
import type { AdjustmentConfig } from "../experiment/schema";
import {
  dot,
  dotTrees,
  type Game,
  type GameVector,
  hessianProduct,
  jacobianProduct,
  scaled,
  tensorCount,
  transposedProduct,
  zipVectors,
} from "./game";
import { setting, type StepHyper } from "./hyper";
import { type Tree, zipTrees } from "./tree";

/* What `training.adjustment` makes of the gradients of both networks. */

/**
 * The gradients that the optimizers take in place of v.
 * @param at The weights of both networks, where v was taken.
 */
export function adjusted(
  config: AdjustmentConfig,
  game: Game,
  at: GameVector,
  v: GameVector,
  hyper: StepHyper,
): GameVector {
  switch (config.type) {
    case "none":
      return v;
    case "consensus":
      return moved(v, transposedProduct(game, at, v), setting(hyper.objective, "adjustmentWeight"));
    case "symplectic":
      return symplectic(game, at, v, setting(hyper.objective, "adjustmentWeight"), config.align);
    case "competitive":
      return competitive(game, at, v, hyper, config.iterations);
  }
}

/** v + weight * direction. */
const moved = (v: GameVector, direction: GameVector, weight: Scalar): GameVector =>
  zipVectors(v, direction, (a, b) => a.add(b.mul(weight)));

/** Added before the sign of lambda is taken, so that it is + near a fixed point. */
const SIGN_EPSILON = 0.1;

/**
 * Symplectic gradient adjustment (Balduzzi et al. 2018, algorithm 1): v + lambda A^T v, with A^T v =
 * (J^T v - J v) / 2. As in the authors' code n, by which the product in lambda's sign is divided, is
 * the number of weight tensors.
 */
function symplectic(
  game: Game,
  at: GameVector,
  v: GameVector,
  weight: Scalar,
  align: boolean,
): GameVector {
  const transposed = transposedProduct(game, at, v);
  const rotation = zipVectors(transposed, jacobianProduct(game, at, v), (a, b) =>
    a.sub(b).mul(0.5),
  );
  if (!align) return moved(v, rotation, weight);
  const alignment = dot(v, transposed).mul(dot(rotation, transposed)).div(tensorCount(at));
  return moved(v, rotation, weight.mul(sign(alignment.add(SIGN_EPSILON))));
}

/**
 * Competitive gradient descent of a zero-sum game (Schaefer and Anandkumar 2019, algorithm 1, with a
 * rate for each player as in their code): G's step solves (I + eta_G eta_D H H^T) u_G = v_G - eta_D
 * H v_D, and D answers it, u_D = v_D + eta_G H^T u_G, where H is the derivative of grad_G L_G by
 * D's weights.
 */
function competitive(
  game: Game,
  at: GameVector,
  v: GameVector,
  hyper: StepHyper,
  iterations: number,
): GameVector {
  const etaG = setting(hyper.generator, "learningRate");
  const etaD = setting(hyper.discriminator, "learningRate");
  const byD = (c: Tree): Tree =>
    hessianProduct(game.generator, at, { rows: "generator", by: "discriminator" }, c);
  const byG = (c: Tree): Tree =>
    hessianProduct(game.generator, at, { rows: "discriminator", by: "generator" }, c);
  const operator = (c: Tree): Tree => plus(c, byD(byG(c)), etaG.mul(etaD));
  const wanted = plus(v.generator, byD(v.discriminator), etaD.neg());
  const generator = conjugateGradients(operator, wanted, iterations);
  return { generator, discriminator: plus(v.discriminator, byG(generator), etaG) };
}

/** a + factor * b. */
const plus = (a: Tree, b: Tree, factor: Tensor): Tree =>
  zipTrees(a, scaled(b, factor), (x, y) => x.add(y));

/** The least number that is divided by. */
const TINY = 1e-30;

/**
 * Solves A x = b for a symmetric positive definite A, in a fixed number of steps of conjugate
 * gradients from x = 0 (Hestenes and Stiefel 1952). Steps after the solution change nothing.
 */
function conjugateGradients(operator: (x: Tree) => Tree, b: Tree, iterations: number): Tree {
  let residual = b;
  let direction = b;
  let square = dotTrees(b, b);
  let x: Tree | undefined;
  for (let i = 0; i < iterations; i++) {
    const image = operator(direction);
    const length = square.div(dotTrees(direction, image).maximum(TINY));
    x = x ? plus(x, direction, length) : scaled(direction, length);
    residual = plus(residual, image, length.neg());
    const next = dotTrees(residual, residual);
    direction = plus(residual, direction, next.div(square.maximum(TINY)));
    square = next;
  }
  return x ?? b;
}
