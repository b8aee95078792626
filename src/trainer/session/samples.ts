import { dataShape, sizeOf } from "../../experiment/shapes";
import { drawLatents, generate, judge } from "../../gan/model";
import type { Network } from "../../gan/network";
import { unflattenState } from "../../gan/state";
import { fold, rootKey } from "../../gan/random";
import type { GeneratorWeights } from "../../shared/protocol/latents";
import { type Classes, inTurn, labelsInput } from "./conditions";
import { batchFor } from "./network-cost";
import type { Session } from "./session";

/*
 * What networks make of many inputs, a batch at a time: generators that yield the share that is
 * done. Between two batches commands are answered; the state must stay what it is until the last
 * one.
 */

/**
 * What samples are drawn from. Between two batches the program may be exchanged for another with
 * the same weights.
 */
export type Networks = Pick<Session, "program" | "model" | "experiment">;

/**
 * `count` samples of G as flat float32, from the latents of the stream `name`; of a conditional one
 * each class in turn.
 */
export async function* samplesOf(
  networks: Networks,
  name: string,
  count: number,
): AsyncGenerator<number, Float32Array> {
  const { model } = networks;
  const latents = await networks.program.compute(`${count} latents of ${name}`, () =>
    drawLatents(model.latent, fold(rootKey(model.seed, 0), name), count),
  );
  return yield* samplesFrom(networks, latents, inTurn(model, count));
}

/**
 * G's samples for latents [n, latent.size], flat, and for as many classes; by default from its
 * average where it has one.
 */
export async function* samplesFrom(
  networks: Networks,
  latents: Float32Array,
  classes: Classes,
  weights: GeneratorWeights = "average",
): AsyncGenerator<number, Float32Array> {
  const { model, experiment } = networks;
  const { size } = model.latent;
  return yield* inBatches(
    model.generator,
    latents.length / size,
    sizeOf(dataShape(experiment.data)),
    (from, to) =>
      networks.program.compute(
        `generate ${weights}`,
        (state, { z, labels }) => {
          const whole = unflattenState(model, state);
          const chosen = weights === "current" ? { ...whole, average: undefined } : whole;
          return generate(model, chosen, z!, labels);
        },
        {
          z: {
            dtype: "float32",
            shape: [to - from, size],
            values: latents.subarray(from * size, to * size),
          },
          ...labelsInput(model, classes?.subarray(from, to)),
        },
      ),
  );
}

/** D(x) for points x, [count, ...shape] flat, and, of a conditional GAN, of the given classes. */
export async function* judgementsOf(
  networks: Networks,
  values: Float32Array,
  shape: readonly number[],
  classes: Classes,
): AsyncGenerator<number, Float32Array> {
  const { model } = networks;
  const size = sizeOf(shape);
  return yield* inBatches(model.discriminator, values.length / size, 1, (from, to) =>
    networks.program.compute(
      "judge",
      (state, { x, labels }) => judge(model, unflattenState(model, state), x!, labels),
      {
        x: {
          dtype: "float32",
          shape: [to - from, ...shape],
          values: values.subarray(from * size, to * size),
        },
        ...labelsInput(model, classes?.subarray(from, to)),
      },
    ),
  );
}

/** D(x) for points x; of a conditional GAN its mean over all classes. */
export async function* judgementsOfAny(
  networks: Networks,
  values: Float32Array,
  shape: readonly number[],
): AsyncGenerator<number, Float32Array> {
  const { classes } = networks.model;
  if (classes === undefined) return yield* judgementsOf(networks, values, shape, undefined);
  const count = values.length / sizeOf(shape);
  const mean = new Float32Array(count);
  for (let label = 0; label < classes; label++) {
    const ofClass = new Uint8Array(count).fill(label);
    const judged = yield* judgementsOf(networks, values, shape, ofClass);
    judged.forEach((d, i) => {
      mean[i]! += d / classes;
    });
  }
  return mean;
}

/**
 * What `run` makes of the inputs from..to-1, concatenated: `size` numbers for each of `count`.
 * Yields the share that is done after each batch.
 */
async function* inBatches(
  network: Network,
  count: number,
  size: number,
  run: (from: number, to: number) => Promise<Float32Array>,
): AsyncGenerator<number, Float32Array> {
  const atOnce = batchFor(network);
  const outputs = new Float32Array(count * size);
  for (let from = 0; from < count; from += atOnce) {
    const to = Math.min(count, from + atOnce);
    outputs.set(await run(from, to), from * size);
    yield to / count;
  }
  return outputs;
}

/** Four significant digits: more than a picture shows, and a file a third the size. */
export const short = (value: number): number => Number(value.toPrecision(4));
