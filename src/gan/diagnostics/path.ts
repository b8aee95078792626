import { concat, type Tensor } from "../../tensor/tf";
import type { PathPoint } from "../../shared/game";
import { type Game, gameGradient, type GameVector } from "../game";
import { norm, type Operator, product } from "./eigenvalues";
import { flatVector } from "./vectors";

/* The game on the straight line between two places, such as two checkpoints of a run. */

/** v at a place as in `flatVector`, then G's loss and D's. */
export const gradientAndLosses = (game: Game, at: GameVector): Tensor =>
  concat([
    flatVector(gameGradient(game, at)),
    game.generator(at).reshape([1]),
    game.discriminator(at).reshape([1]),
  ]);

/** So many places from -0.1 to 1.1; Berard et al. 2020 take 100. */
export const pathAlphas = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => -0.1 + (1.2 * i) / (count - 1));

/**
 * Path-angle and path-norm (Berard et al. 2020, section 4): theta = (1 - alpha) first + alpha
 * second, v the gradients of both players there, d = first - second. Near a place that attracts the
 * cosine changes its sign at alpha = 1; where the game rotates around it, it has a bump there.
 * Yields the share that is done.
 * @param at What `gradientAndLosses` is at given weights.
 */
export async function* gamePath(
  at: Operator,
  { first, second }: Record<"first" | "second", Float64Array>,
  alphas: readonly number[],
): AsyncGenerator<number, PathPoint[]> {
  const way = first.map((value, i) => value - second[i]!);
  const length = norm(way);
  const points: PathPoint[] = [];
  for (const alpha of alphas) {
    const numbers = await at(first.map((value, i) => (1 - alpha) * value + alpha * second[i]!));
    const v = numbers.subarray(0, -2);
    const [generator, discriminator] = numbers.subarray(-2) as unknown as [number, number];
    const along = product(v, way) / length;
    points.push({ alpha, cosine: along / norm(v), along, norm: norm(v), generator, discriminator });
    yield points.length / alphas.length;
  }
  return points;
}
