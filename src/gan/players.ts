import { grads, type Scalar, type Tensor } from "../tensor/tf";
import { valueAndGradients } from "./gradients";
import { labelsFor } from "./labels";
import { drawLatents, type Model, samplesPerBatch } from "./model";
import { applyNetwork, trainable } from "./network";
import { withInstanceNoise } from "./noise";
import { lossesOf, penaltyWeight } from "./objective";
import type { Hyper } from "./optimizers";
import { pack } from "./packing";
import { penalty } from "./penalties";
import { fold, type Key } from "./random";
import { type State, under } from "./state";

/** A batch of data: x, [batchSize * packing, ...sample], and of a conditional GAN the class of each, [.., classes], 1 for its own and 0 elsewhere. */
export interface Batch {
  x: Tensor;
  labels?: Tensor | undefined;
}

/** A player's loss at a state, its gradients by the player's weights, and the running statistics that the passes moved. */
export interface Measured {
  loss: Scalar;
  gradients: State;
  statistics: State;
  aux: Record<string, Tensor>;
}

/**
 * D's loss on a batch of data and as many samples of G, which is held fixed. A conditional G is asked for the classes of the data.
 * `aux`: means of `Objective.value` on both batches. All random numbers are drawn below `key`.
 */
export function measureDiscriminator(
  model: Model,
  state: State,
  { x, labels }: Batch,
  key: Key,
  hyper: Hyper,
): Measured {
  const z = drawLatents(model.latent, fold(key, "latent"), x.shape[0]!);
  const made = applyNetwork(model.generator, under(state, "generator"), z, {
    training: true,
    key: fold(key, "G"),
    labels,
  }).y;
  const seen = {
    real: shown(model, x, key, hyper, "real"),
    fake: shown(model, made, key, hyper, "fake"),
    labels,
  };
  return measure(under(state, "discriminator"), discriminatorLoss(model, seen, key, hyper));
}

/** What D sees: two batches, whose i-th samples are of the same class in a conditional GAN. */
interface Seen {
  real: Tensor;
  fake: Tensor;
  labels: Tensor | undefined;
}

/** D's loss on what it sees, as a function of its weights. */
function discriminatorLoss(model: Model, { labels, ...seen }: Seen, key: Key, hyper: Hyper) {
  const { discriminator: loss, value } = lossesOf(model);
  const wanted = labelsFor(hyper, key, model.batchSize);
  return (weights: State): { loss: Scalar; statistics: State; aux: Record<string, Tensor> } => {
    const onReal = applyNetwork(model.discriminator, weights, seen.real, {
      training: true,
      key: fold(key, "real"),
      labels,
    });
    const onFake = applyNetwork(
      model.discriminator,
      { ...weights, ...onReal.statistics },
      seen.fake,
      { training: true, key: fold(key, "fake"), labels },
    );
    const punished = model.objective.penalties.map(({ type }, i) => {
      const own = fold(fold(key, "penalty"), i);
      const judge = (x: Tensor) =>
        applyNetwork(model.discriminator, weights, x, {
          training: true,
          key: fold(own, "D"),
          labels,
        }).y;
      return penalty(type, { ...seen, judge, key: own }).mul(hyper[penaltyWeight(i)]!);
    });
    return {
      loss: punished.reduce<Scalar>((sum, term) => sum.add(term), loss(onReal.y, onFake.y, wanted)),
      statistics: onFake.statistics,
      aux: { dReal: value(onReal.y).mean(), dFake: value(onFake.y).mean() },
    };
  };
}

/** What G's loss is computed from, beside the state. */
export interface GeneratorInputs {
  /** Data, for a loss with `generatorNeedsData`; its classes are those that a conditional G is asked for, so that they come as often as in the data. */
  real: Batch;
  key: Key;
  /** The stream of D's pass on the samples: `D`, or `fake`, with which it is the pass of `measureDiscriminator` at the same key. */
  pass: "D" | "fake";
  hyper: Hyper;
}

/** G's loss, with D held fixed. */
export function measureGenerator(model: Model, state: State, inputs: GeneratorInputs): Measured {
  return measure(under(state, "generator"), (weights) => ({
    ...generatorLoss(model, state, weights, inputs),
    aux: {},
  }));
}

/** G's loss with the given weights of G, and its running statistics moved. */
export function generatorLoss(
  model: Model,
  state: State,
  weights: State,
  { real, key, pass, hyper }: GeneratorInputs,
): { loss: Scalar; statistics: State } {
  const { generator: loss, generatorSeesReal } = lossesOf(model);
  const { unrolling } = model.objective;
  const { labels } = real;
  const z = drawLatents(model.latent, fold(key, "latent"), samplesPerBatch(model));
  const made = applyNetwork(model.generator, weights, z, {
    training: true,
    key: fold(key, "G"),
    labels,
  });
  const see = (x: Tensor, batch: "real" | "fake") => shown(model, x, key, hyper, batch);
  const fake = see(made.y, "fake");
  const now = under(state, "discriminator");
  const discriminator = unrolling
    ? unrolled(model, now, { real: see(real.x, "real"), fake, labels }, unrolling.steps, key, hyper)
    : now;
  const judge = (x: Tensor, stream: string) =>
    applyNetwork(model.discriminator, discriminator, x, {
      training: true,
      key: fold(key, stream),
      labels,
    }).y;
  const onFake = judge(fake, pass);
  return {
    loss: generatorSeesReal ? loss(onFake, judge(see(real.x, "real"), "real")) : loss(onFake),
    statistics: made.statistics,
  };
}

/**
 * D's weights after so many steps of gradient descent on the given samples (Metz et al. 2017). They depend on the samples,
 * and G's gradient goes through them: through how D would answer.
 */
function unrolled(
  model: Model,
  weights: State,
  seen: Seen,
  steps: number,
  key: Key,
  hyper: Hyper,
): State {
  let ahead = weights;
  for (let i = 0; i < steps; i++) {
    const loss = discriminatorLoss(model, seen, fold(fold(key, "unrolled"), i), hyper);
    const at = ahead;
    const names = Object.keys(trainable(at));
    const slopes = grads(
      (...values: Tensor[]) =>
        loss({ ...at, ...Object.fromEntries(names.map((name, j) => [name, values[j]!])) }).loss,
    )(names.map((name) => at[name]!));
    ahead = {
      ...at,
      ...Object.fromEntries(
        names.map((name, j) => [
          name,
          at[name]!.sub(slopes[j]!.mul(hyper["unrolling/learningRate"]!)),
        ]),
      ),
    };
  }
  return ahead;
}

/** What D sees of samples: with instance noise, and packed. */
const shown = (model: Model, x: Tensor, key: Key, hyper: Hyper, batch: "real" | "fake"): Tensor =>
  pack(withInstanceNoise(x, hyper["instanceNoise"], key, batch), model.objective.packing);

function measure(
  weights: State,
  f: (weights: State) => { loss: Scalar; statistics: State; aux: Record<string, Tensor> },
): Measured {
  let names: string[] = [];
  const { value, gradients, aux } = valueAndGradients(trainable(weights), (trained) => {
    const { loss, statistics, aux } = f({ ...weights, ...trained });
    names = Object.keys(statistics);
    return { value: loss, aux: { ...aux, ...statistics } };
  });
  return {
    loss: value,
    gradients,
    aux,
    statistics: Object.fromEntries(names.map((name) => [name, aux[name]!])),
  };
}
