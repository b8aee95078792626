import { tidy } from "../../tensor/tf";
import { type Game, dot, gameGradient, type GameVector, zipVectors } from "../game";

/* The game on the straight line between two places, such as two checkpoints of a run. */

/** What the game is at a point of the line. */
export interface PathPoint {
  /** 0 at the first place, 1 at the second. */
  alpha: number;
  /** The path-angle: the cosine of the angle between v and the way from the second to the first. */
  cosine: number;
  /** The part of v along that way, <v, d> / ||d||. */
  along: number;
  /** The path-norm, ||v||. */
  norm: number;
  /** Both losses. */
  generator: number;
  discriminator: number;
}

/** The points of Berard et al. 2020: 100 from -0.1 to 1.1. */
export const PATH_ALPHAS: readonly number[] = Array.from(
  { length: 100 },
  (_, i) => -0.1 + (1.2 * i) / 99,
);

/**
 * Path-angle and path-norm (Berard et al. 2020, section 4): theta = (1 - alpha) first + alpha
 * second, v the gradients of both players there, d = first - second. Near a place that attracts the
 * cosine changes its sign at alpha = 1; where the game rotates around it, it has a bump there.
 */
export function gamePath(
  game: Game,
  { first, second }: { first: GameVector; second: GameVector },
  alphas: readonly number[] = PATH_ALPHAS,
): PathPoint[] {
  return alphas.map((alpha) =>
    tidy(() => {
      const at = zipVectors(first, second, (a, b) => a.mul(1 - alpha).add(b.mul(alpha)));
      const way = zipVectors(first, second, (a, b) => a.sub(b));
      const v = gameGradient(game, at);
      const norm = Math.sqrt(dot(v, v).dataSync()[0]!);
      const along = dot(v, way).dataSync()[0]! / Math.sqrt(dot(way, way).dataSync()[0]!);
      return {
        alpha,
        cosine: along / norm,
        along,
        norm,
        generator: game.generator(at).dataSync()[0]!,
        discriminator: game.discriminator(at).dataSync()[0]!,
      };
    }),
  );
}
