import { takesLabels } from "../../experiment/classes";
import { dataShape, discriminatorShape, type Shape } from "../../experiment/shapes";
import type { PureFunction } from "../../engine/program";
import { generate } from "../../gan/model";
import { applyNetwork, type Network } from "../../gan/network";
import { packWithItself } from "../../gan/packing";
import { flattenNetwork, type TrainState, unflattenNetwork, unflattenState } from "../../gan/state";
import { GanError } from "../../shared/errors";
import type { NetworkName } from "../../shared/run/run";
import type { Values } from "../../tensor/values";
import type { OpenedRun } from "../evaluation";
import { latentsOf } from "../jobs/latents";

/* A network of a run, taken out of it: its weights, what it takes and gives, and an example. */

/** Which weights of G: its moving average, or those that are trained. */
export type Weights = "average" | "current";

/** Numbers with their shape, the first axis that of the batch. */
export interface Batch {
  dtype: "float32";
  shape: number[];
  values: Float32Array;
}

export interface ExportedNetwork {
  name: NetworkName;
  network: Network;
  weights: Record<string, Values>;
  /** Of G: which they are. */
  which?: Weights;
  input: { name: "z" | "x"; shape: Shape };
  output: { name: "samples" | "output"; shape: Shape };
  /** The number of classes, where it is told of them: an input `labels`, one-hot. */
  classes?: number;
  /** Some inputs and what the network makes of them, on the engine of the run. */
  example: { input: Batch; labels?: Batch; output: Batch };
}

/** The size of an example's batch. */
const EXAMPLES = 4;

/** The pass of a network that trains nothing: of its weights and of its inputs. */
export const passOf =
  ({ network, input }: Pick<ExportedNetwork, "network" | "input">): PureFunction =>
  (weights, { [input.name]: x, labels }) =>
    applyNetwork(network, unflattenNetwork(network, weights), x!, { training: false, labels }).y;

/** @throws GanError `bad-usage` where an average is asked for that there is not */
export async function takeNetwork(
  opened: OpenedRun,
  name: NetworkName,
  weights: Weights | undefined,
): Promise<ExportedNetwork> {
  const { experiment, model, program } = opened;
  const state = unflattenState<Values>(model, await program.state());
  if (weights === "average" && !state.average)
    throw new GanError(
      "bad-usage",
      "this run has no moving average of G",
      'leave out --average; "training": { "generatorAverage": ... } keeps one',
    );
  const which: Weights = state.average && weights !== "current" ? "average" : "current";
  const isGenerator = name === "generator";
  const { classes } = model;
  const told = classes !== undefined && takesLabels(experiment[name]);
  const taken = {
    name,
    network: model[name],
    weights: flattenNetwork(networkIn(state, name, which)),
    ...(isGenerator ? { which } : {}),
    input: isGenerator
      ? { name: "z" as const, shape: [model.latent.size] }
      : { name: "x" as const, shape: discriminatorShape(experiment) },
    output: isGenerator
      ? { name: "samples" as const, shape: dataShape(experiment.data) }
      : { name: "output" as const, shape: [1] },
    ...(told ? { classes } : {}),
  };
  return { ...taken, example: await exampleOf(opened, taken, which) };
}

const networkIn = <T>(state: TrainState<T>, name: NetworkName, which: Weights) =>
  name === "generator" && which === "average" && state.average ? state.average : state[name];

/** Each class in turn, one-hot. */
const oneInTurn = (classes: number): Batch => ({
  dtype: "float32",
  shape: [EXAMPLES, classes],
  values: Float32Array.from({ length: EXAMPLES * classes }, (_, i) =>
    Number(i % classes === Math.floor(i / classes) % classes),
  ),
});

/** G for latents of the run's pictures, and D for what G makes of them. */
async function exampleOf(
  opened: OpenedRun,
  { name, network, input, output, classes }: Omit<ExportedNetwork, "example">,
  which: Weights,
): Promise<ExportedNetwork["example"]> {
  const { model, program } = opened;
  const latents: Batch = {
    dtype: "float32",
    shape: [EXAMPLES, model.latent.size],
    values: await latentsOf(opened, "samples", EXAMPLES),
  };
  const labels = model.classes === undefined ? undefined : oneInTurn(model.classes);
  const batch = (shape: Shape, values: Float32Array): Batch => ({
    dtype: "float32",
    shape: [EXAMPLES, ...shape],
    values,
  });
  const given =
    name === "generator"
      ? latents
      : batch(
          input.shape,
          await program.compute(
            "inputs of D",
            (state, { z, labels }) =>
              packWithItself(
                generate(model, unflattenState(model, state), z!, labels),
                model.objective.packing,
              ),
            { z: latents, ...(labels ? { labels } : {}) },
          ),
        );
  const pass = passOf({ network, input });
  const asked: { labels?: Batch } = classes !== undefined && labels ? { labels } : {};
  const values = await program.compute(
    `export ${name} ${which}`,
    (state, inputs) =>
      pass(flattenNetwork(networkIn(unflattenState(model, state), name, which)), inputs),
    { [input.name]: given, ...(asked.labels ? { labels: asked.labels } : {}) },
  );
  return { input: given, ...asked, output: batch(output.shape, values) };
}
