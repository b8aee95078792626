import type { DualityGap } from "../../shared/game";
import type { NetworkName } from "../../shared/run/run";
import type { Scalar } from "../../tensor/tf";
import { gradientBy, type Game, type GameVector } from "../game";
import { type Hyper, type Optimizer } from "../optimizers";
import type { Key } from "../random";
import { type Tree, zipTrees } from "../tree";

/*
 * The duality gap max_D' M(G, D') - min_G' M(G', D) (Grnarova et al. 2019, section 3.2): how much
 * each player could still gain against the other as it is. Each is trained alone for some steps
 * against a copy of the other that stays as it is, and M is measured on data that this search has
 * not seen.
 */

/** M, the value of the game, which D makes large and G makes small: D's loss, negated. */
export const gameValue =
  (game: Game) =>
  (weights: GameVector): Scalar =>
    game.discriminator(weights).neg();

/** A player's weights on the way to its best answer, and its optimizer's slots. */
export interface Answer {
  own: Tree;
  slots: Tree;
}

/** An update of a player's own weights, towards its best answer to the other player as it is. */
export function answerUpdate(
  player: NetworkName,
  value: (weights: GameVector) => Scalar,
  at: GameVector,
  { own, slots }: Answer,
  { optimizer, hyper, key }: { optimizer: Optimizer; hyper: Hyper; key: Key },
): Answer {
  const loss = (weights: GameVector): Scalar =>
    player === "generator" ? value(weights) : value(weights).neg();
  const gradients = gradientBy(player, loss, { ...at, [player]: own });
  const next = optimizer.update(gradients, slots, hyper, { parameters: own, key });
  return {
    own: zipTrees(own, next.updates, (theta, u) => theta.sub(u)),
    slots: next.slots,
  };
}

/** The gap between M where D has found its answer and where G has. */
export const dualityGap = (values: {
  againstGenerator: number;
  againstDiscriminator: number;
}): DualityGap => ({
  ...values,
  gap: values.againstGenerator - values.againstDiscriminator,
});
