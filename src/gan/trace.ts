import { NETWORKS } from "../shared/run/run";
import { stack, type Scalar, type Tensor } from "../tensor/tf";
import { dimension } from "../tensor/shape";
import { descentDirections } from "./descent";
import { globalNorm } from "./gradients";
import {
  discriminatorGradients,
  discriminatorInput,
  generatedBatch,
  generatorLoss,
} from "./loss-gradients";
import { judge, type Model } from "./model";
import { applyNetwork } from "./network";
import { lossesOf } from "./objective";
import { fold, rootKey } from "./random";
import type { NetworkState, TrainState } from "./state";
import { type Tree, zipTrees } from "./tree";
import {
  alternatingUpdates,
  discriminatorUpdates,
  jointUpdates,
  type StepInputs,
  type Update,
} from "./updates";

/*
 * The trace of an iteration: what each of its updates takes, measures and makes. The updates are
 * those of `trainingStep`; what is told of them beside their losses is computed anew.
 */

/** The numbers of an update of D, in the order of its tensor. */
export const DISCRIMINATOR_NUMBERS = [
  ...["loss", "gradient", "dReal", "dFake"],
  ...["lossAfter", "dRealAfter", "dFakeAfter", "moved"],
] as const;
/** The numbers of an update of G, in the order of its tensor. */
export const GENERATOR_NUMBERS = [
  ...["loss", "gradient", "dFake"],
  ...["lossAfter", "dFakeAfter", "moved", "shift"],
] as const;

export interface TraceOptions {
  /** Whether D alone is trained, on each batch of the iteration. */
  pretraining: boolean;
  /** How many samples and examples of each batch are told. */
  shown: number;
  /** Whether it is told where G's loss moves each shown sample. */
  directions: boolean;
  /** Points at which D's value is told, [count, ...sample]; none of a conditional GAN. */
  places?: Tensor | undefined;
}

/**
 * The trace of one iteration from a state, which stays as it is. Of update `i`:
 *
 * - `i/latents`, [shown, 1 or 2]: the first coordinates of its latent vectors;
 * - `i/real`, `i/fake`, [shown, ...sample]: its examples, and G's samples for these latents;
 * - `i/discriminator`, `i/generator`: the numbers above, of each network that it moves;
 * - `i/fakeAfter`, `i/descent`: what G makes of the same latents afterwards, and where its loss
 *   tells it to move each sample (`descentDirections`);
 * - `i/ahead`, [2]: the losses of D and of G at extragradient's extrapolated weights.
 *
 * `places/before` and `places/after` are D's values before the iteration and after D's last update.
 * What follows the updates, lookahead and G's average, is not part of it. The caller must be inside
 * a `tidy`.
 */
export function traceIteration(
  model: Model,
  state: TrainState,
  inputs: StepInputs,
  options: TraceOptions,
): Tree {
  const updates = updatesOf(model, state, inputs, options.pretraining);
  const judging = updates.findLast(({ networks }) => networks.includes("discriminator"));
  const { places } = options;
  const traces = updates.flatMap((update, i) =>
    Object.entries(traceOf(model, update, inputs, options)).map(
      ([name, value]): [string, Tensor] => [`${i}/${name}`, value],
    ),
  );
  return {
    ...Object.fromEntries(traces),
    ...(places
      ? {
          "places/before": judge(model, state, places),
          "places/after": judge(model, judging?.after ?? state, places),
        }
      : {}),
  };
}

/** The updates that `trainingStep`, or `pretrainingStep`, makes. */
function updatesOf(
  model: Model,
  state: TrainState,
  inputs: StepInputs,
  pretraining: boolean,
): readonly Update[] {
  const key = rootKey(model.seed, inputs.step);
  if (pretraining)
    return discriminatorUpdates(model, state, inputs, key, inputs.real.length).updates;
  const update = model.updates === "alternating" ? alternatingUpdates : jointUpdates;
  return update(model, state, inputs, key, NETWORKS).updates;
}

function traceOf(
  model: Model,
  update: Update,
  { hyper }: StepInputs,
  { shown, directions }: TraceOptions,
): Tree {
  const { networks, before, after, batch, key, ahead } = update;
  const { z, y: fake } = generatedBatch(model, before.generator, key, batch.labels);
  const first = (x: Tensor) => x.slice(0, Math.min(shown, dimension(x.shape, 0)));
  const moves = {
    discriminator: networks.includes("discriminator"),
    generator: networks.includes("generator"),
  };
  const trace: Tree = {
    latents: first(z).slice([0, 0], [-1, Math.min(2, model.latent.size)]),
    fake: first(fake),
  };
  if (moves.discriminator) {
    trace["real"] = first(batch.x);
    trace["discriminator"] = discriminatorNumbers(model, update, hyper.objective);
  }
  if (moves.generator) {
    const { y: fakeAfter } = generatedBatch(model, after.generator, key, batch.labels);
    trace["fakeAfter"] = first(fakeAfter);
    trace["generator"] = generatorNumbers(model, update, hyper.objective, { fake, fakeAfter });
    const inPacks = Math.floor(shown / model.objective.packing) * model.objective.packing;
    const packs = (x: Tensor) => x.slice(0, Math.min(inPacks, dimension(x.shape, 0)));
    if (directions && inPacks > 0)
      trace["descent"] = descentDirections(model, before, {
        x: packs(fake),
        real: packs(batch.x),
        ...(batch.labels ? { labels: packs(batch.labels) } : {}),
      });
  }
  if (ahead) trace["ahead"] = stack([ahead.discriminator.loss, ahead.generator.loss]);
  return trace;
}

/** `DISCRIMINATOR_NUMBERS` of an update that moves D: afterwards on the same batch and noise. */
function discriminatorNumbers(
  model: Model,
  { before, after, batch, key, measured }: Update,
  hyper: StepInputs["hyper"]["objective"],
): Tensor {
  const d = measured.discriminator;
  if (!d) throw new Error("an update of D has no gradients of D");
  const again = discriminatorGradients(model, after, batch, key, hyper);
  return stack([
    ...[d.loss, globalNorm(d.gradients), d.dReal, d.dFake],
    ...[again.loss, again.dReal, again.dFake],
    distance(before.discriminator, after.discriminator),
  ]);
}

/** `GENERATOR_NUMBERS` of an update that moves G: afterwards for the same latents and noise. */
function generatorNumbers(
  model: Model,
  { before, after, batch, key, measured, pass }: Update,
  hyper: StepInputs["hyper"]["objective"],
  { fake, fakeAfter }: Record<"fake" | "fakeAfter", Tensor>,
): Tensor {
  const g = measured.generator;
  if (!g) throw new Error("an update of G has no gradients of G");
  const judged = (state: TrainState, x: Tensor): Tensor => {
    const input = discriminatorInput(model, x, key, hyper, "fake");
    const how = { training: true, key: fold(key, pass), labels: batch.labels };
    const { y } = applyNetwork(model.discriminator, state.discriminator, input, how);
    return lossesOf(model).value(y).mean();
  };
  const again = generatorLoss(model, after, { real: batch, key, pass, hyper });
  const count = dimension(fake.shape, 0);
  const shift = fakeAfter.sub(fake).reshape([count, -1]).square().sum(1).sqrt().mean();
  return stack([
    ...[g.loss, globalNorm(g.gradients), judged(before, fake)],
    ...[again.loss, judged(after, fakeAfter)],
    ...[distance(before.generator, after.generator), shift],
  ]);
}

/** The Euclidean distance between the parameters of a network at two times. */
const distance = (from: NetworkState, to: NetworkState): Scalar =>
  globalNorm(zipTrees(to.params, from.params, (now, before) => now.sub(before)));
