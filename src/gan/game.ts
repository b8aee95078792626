import { add, addN, engine, type Scalar, type Tensor, zerosLike } from "../tensor/tf";
import { NETWORKS, type NetworkName } from "../shared/run/run";
import { entry, mapTree, type Tree, zip, zipTrees } from "./tree";

/*
 * A game of two players: its gradients, and products with their derivatives, which never make a
 * whole Jacobian. With v = (grad_G L_G, grad_D L_D) the Jacobian J of the game is that of v by the
 * weights of both.
 */

/** Numbers for each weight of both players: the weights themselves, a gradient, or a direction. */
export type GameVector = Record<NetworkName, Tree>;

/** Each player's loss as a function of the weights of both. */
export type Game = Record<NetworkName, (weights: GameVector) => Scalar>;

const eachPlayer = (f: (player: NetworkName) => Tree): GameVector => ({
  generator: f("generator"),
  discriminator: f("discriminator"),
});

export const zipVectors = (
  a: GameVector,
  b: GameVector,
  f: (a: Tensor, b: Tensor) => Tensor,
): GameVector => eachPlayer((player) => zipTrees(a[player], b[player], f));

/** The inner product of two trees. */
export const dotTrees = (a: Tree, b: Tree): Scalar =>
  addN(Object.values(zipTrees(a, b, (x, y) => x.mul(y).sum()))) as Scalar;

/** The inner product of two vectors. */
export const dot = (a: GameVector, b: GameVector): Scalar =>
  add<Scalar>(dotTrees(a.generator, b.generator), dotTrees(a.discriminator, b.discriminator));

/**
 * The partial derivatives of `f` by the weights of one player, 0 by those that `f` does not depend
 * on. It can itself be differentiated. The caller must be inside a `tidy`.
 */
export function gradientBy(
  player: NetworkName,
  f: (at: GameVector) => Scalar,
  at: GameVector,
): Tree {
  const names = Object.keys(at[player]);
  const weights = Object.values(at[player]);
  // `grads` of tfjs refuses a function that does not depend on one of its arguments, as in a
  // bilinear game.
  const { grads } = engine().gradients(() => f(at), weights, undefined, true);
  return Object.fromEntries(
    zip(names, grads as (Tensor | undefined)[]).map(([name, gradient]) => [
      name,
      gradient ?? zerosLike(entry(at[player], name)),
    ]),
  );
}

/** v, the gradient of each player's loss by the player's own weights. */
export const gameGradient = (game: Game, at: GameVector): GameVector =>
  eachPlayer((player) => gradientBy(player, game[player], at));

/** J^T c, the gradient of the inner product of v with a constant c. */
export function transposedProduct(game: Game, at: GameVector, c: GameVector): GameVector {
  const along = (weights: GameVector): Scalar => dot(gameGradient(game, weights), c);
  return eachPlayer((player) => gradientBy(player, along, at));
}

/**
 * J c. A player's rows of J are rows of the Hessian of the player's loss by the weights of both,
 * which is symmetric: they are the gradient, by the player's weights, of <grad L, c>.
 */
export const jacobianProduct = (game: Game, at: GameVector, c: GameVector): GameVector =>
  eachPlayer((player) => {
    const along = (weights: GameVector): Scalar =>
      dot(
        eachPlayer((by) => gradientBy(by, game[player], weights)),
        c,
      );
    return gradientBy(player, along, at);
  });

/**
 * A player's loss differentiated by the weights of `by`, multiplied by a constant c, and
 * differentiated by those of `rows`: a block of its Hessian times c.
 */
export function hessianProduct(
  loss: Game[NetworkName],
  at: GameVector,
  { rows, by }: { rows: NetworkName; by: NetworkName },
  c: Tree,
): Tree {
  return gradientBy(rows, (weights) => dotTrees(gradientBy(by, loss, weights), c), at);
}

/** The number of weight tensors of both players. */
export const tensorCount = (weights: GameVector): number =>
  NETWORKS.reduce((sum, player) => sum + Object.keys(weights[player]).length, 0);

/** A tree times a number. */
export const scaled = (tree: Tree, factor: Tensor): Tree => mapTree(tree, (x) => x.mul(factor));
