import type { Tensors } from "../../engine/program";
import type { Game } from "../../gan/game";
import { type Batch, gameOn } from "../../gan/loss-gradients";
import { hyperOf } from "../../gan/model";
import { fold, type Key, rootKey } from "../../gan/random";
import { unflattenState } from "../../gan/state";
import type { NetworkName } from "../../shared/run/run";
import type { OpenedRun } from "./context";
import type { GameData } from "./game-data";

/* The game of a run on batches of its data. */

/** A run whose game is looked at. */
export type GameRun = Pick<OpenedRun, "model" | "step">;

/** The weights of both networks in a state. */
export function placeIn<T>(
  { model }: Pick<GameRun, "model">,
  state: Record<string, T>,
): Record<NetworkName, Record<string, T>> {
  const { generator, discriminator } = unflattenState(model, state);
  return { generator: generator.params, discriminator: discriminator.params };
}

/** The game of a state on a batch of `count` samples, with the random numbers of a key. */
export function gameAt(
  { model, step }: GameRun,
  state: Tensors,
  { batch, count, key }: { batch: Batch; count: number; key: Key },
): Game {
  const larger = { ...model, batchSize: count / model.objective.packing };
  const { objective } = hyperOf(model, step);
  return gameOn(larger, unflattenState(model, state), batch, key, objective);
}

/** The game on the batch to measure on. */
export function measuredGame(run: GameRun, data: GameData, state: Tensors, inputs: Tensors): Game {
  const key = fold(rootKey(run.model.seed, 0), "game");
  return gameAt(run, state, { batch: data.measured(inputs), count: data.count, key });
}
