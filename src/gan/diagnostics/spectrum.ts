import type { GameSpectrum } from "../../shared/game";
import type { NetworkName } from "../../shared/run/run";
import type { Tensor } from "../../tensor/tf";
import { type Game, type GameVector, hessianProduct, jacobianProduct } from "../game";
import { type EigenvalueOptions, leadingEigenvalues, type Operator } from "./eigenvalues";
import { flatTree, flatVector, treeOf, vectorOf } from "./vectors";

/* The curvature of a game at a place: eigenvalues of its Jacobian and of both players' Hessians. */

/** J x, for x and the result as in `flatVector`. */
export const timesJacobian = (game: Game, at: GameVector, x: Tensor): Tensor =>
  flatVector(jacobianProduct(game, at, vectorOf(at, x)));

/** The product of a player's own Hessian with x, both as in `flatTree`. */
export const timesHessian = (game: Game, player: NetworkName, at: GameVector, x: Tensor): Tensor =>
  flatTree(hessianProduct(game[player], at, { rows: player, by: player }, treeOf(at[player], x)));

/** Products with the matrices of a game at a place. */
export interface GameProducts {
  jacobian: Operator;
  hessians: Record<NetworkName, Operator>;
}

/**
 * The leading eigenvalues of a game at a place. Yields the share that is done.
 * @param starts Random numbers, one for each weight of a player.
 */
export async function* gameSpectrum(
  products: GameProducts,
  starts: Record<NetworkName, Float64Array>,
  options: EigenvalueOptions,
): AsyncGenerator<number, GameSpectrum> {
  const start = new Float64Array(starts.generator.length + starts.discriminator.length);
  start.set(starts.generator);
  start.set(starts.discriminator, starts.generator.length);
  const jacobian = yield* third(0, leadingEigenvalues(products.jacobian, start, options));
  const hessian = (player: NetworkName, part: number) =>
    third(
      part,
      leadingEigenvalues(products.hessians[player], starts[player], {
        ...options,
        symmetric: true,
      }),
    );
  const generator = yield* hessian("generator", 1);
  const discriminator = yield* hessian("discriminator", 2);
  return { jacobian, hessians: { generator, discriminator } };
}

/** A third of the work. */
async function* third<T>(part: number, work: AsyncGenerator<number, T>): AsyncGenerator<number, T> {
  for (;;) {
    const { done, value } = await work.next();
    if (done) return value;
    yield (part + value) / 3;
  }
}
