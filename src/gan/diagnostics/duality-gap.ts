import type { OptimizerConfig } from "../../experiment/schema";
import type { NetworkName } from "../../shared/run/run";
import { dispose, keep, type Scalar, scalar, tidy } from "../../tensor/tf";
import { gradientBy, type GameVector } from "../game";
import { optimizer, settingsAt } from "../optimizers";
import { rootKey } from "../random";
import { mapTree, type Tree, zipTrees } from "../tree";

/* The duality gap: how much each player could still gain against the other as it is. */

/** The value of the game, which D makes large and G makes small. */
export type GameValue = (weights: GameVector) => Scalar;

export interface DualityGapOptions {
  /** Updates of each player in search of its best answer. */
  steps: number;
  /** The optimizer of the search. */
  optimizer: OptimizerConfig;
  seed: number;
}

export interface DualityGap {
  /** M(G, D'), D' the best D against G: the "minimax" half, which ranks generators. */
  againstGenerator: number;
  /** M(G', D), G' the best G against D. */
  againstDiscriminator: number;
  /** Their difference, 0 at an equilibrium and above 0 elsewhere. */
  gap: number;
}

/**
 * The duality gap max_D' M(G, D') - min_G' M(G', D) (Grnarova et al. 2019, section 3.2): each player
 * is trained alone for some steps against a copy of the other that stays as it is.
 * @param training The value of the game on a batch of the data to train on, by the step.
 * @param measured The value on data that the search has not seen.
 */
export function dualityGap(
  training: (step: number) => GameValue,
  measured: GameValue,
  at: GameVector,
  options: DualityGapOptions,
): DualityGap {
  const after = (player: NetworkName): number => {
    const own = bestResponse(player, training, at, options);
    const value = tidy(() => measured({ ...at, [player]: own }).dataSync()[0]!);
    dispose(own);
    return value;
  };
  const againstGenerator = after("discriminator");
  const againstDiscriminator = after("generator");
  return { againstGenerator, againstDiscriminator, gap: againstGenerator - againstDiscriminator };
}

/** A player's weights after updates against the other player as it is. The caller disposes them. */
function bestResponse(
  player: NetworkName,
  training: (step: number) => GameValue,
  at: GameVector,
  { steps, optimizer: config, seed }: DualityGapOptions,
): Tree {
  const { init, update } = optimizer(config);
  let own = keptTree(() => mapTree(at[player], (x) => x.clone()));
  let slots = keptTree(() => init(own));
  for (let step = 0; step < steps; step++) {
    const before = [own, slots];
    tidy(() => {
      const value = training(step);
      const loss = (weights: GameVector): Scalar =>
        player === "generator" ? value(weights) : value(weights).neg();
      const gradients = gradientBy(player, loss, { ...at, [player]: own });
      const hyper = mapTree(settingsAt(config, step), (setting) => scalar(setting));
      const key = rootKey(seed, step);
      const next = update(gradients, slots, hyper, { parameters: own, key });
      const moved = zipTrees(own, next.updates, (theta, u) => theta.sub(u));
      own = mapTree(moved, (x) => keep(x.clone()));
      slots = mapTree(next.slots, (x) => keep(x.clone()));
    });
    for (const tree of before) dispose(tree);
  }
  dispose(slots);
  return own;
}

const keptTree = (f: () => Tree): Tree => tidy(() => mapTree(f(), (x) => keep(x.clone())));
