import { type Figures, type Packed, recordingDraws, sizeOfNumbers, unpack, unpackAll } from "./gan";
import { fixture } from "./paths";
import assert from "node:assert/strict";
import { type ExperimentInput, experimentSchema } from "../../src/experiment/schema";
import { hyperOf, modelOf } from "../../src/gan/model";
import { flattenState, unflattenState } from "../../src/gan/state";
import { STEP_METRICS, trainingStep } from "../../src/gan/step";
import { scalar, tidy } from "../../src/tensor/tf";
import { at, entry, found, present } from "./values";

export interface MadeWith {
  madeWith: { torch: string };
}

export function checkDraws(
  drawn: readonly Packed[],
  expected: readonly Packed[],
  figures: Figures,
): void {
  assert.equal(drawn.length, expected.length);
  drawn.forEach((numbers, i) =>
    figures.check(
      "random numbers",
      "the random numbers are other ones than in the fixture (make it again)",
      numbers.values,
      at(expected, i).values,
    ),
  );
}

// ---- whole steps

export interface StepInputs {
  name: string;
  experiment: ExperimentInput;
  state: Record<string, Packed>;
  /**
   * For each step: the batches of data, of a conditional GAN their classes, and all random numbers
   * drawn, in their order.
   */
  steps: { real: Packed[]; labels?: Packed[]; draws: Packed[] }[];
}

export interface StepCase {
  name: string;
  steps: {
    state: Record<string, Packed>;
    metrics: Record<(typeof STEP_METRICS)[number], number>;
  }[];
}

export const stepInputs = fixture<{ cases: StepInputs[] }>("step-inputs").cases;

export const steps = fixture<MadeWith & { cases: StepCase[] }>("step");

/** `generator`, `optimizer/generator/firstMoment`, ...: tensors of a kind. */
export const kindOf = (name: string): string =>
  present(/^(optimizer\/)?\w+(\/[a-z]\w*)?/.exec(name))[0];

/**
 * A state of PyTorch's, which has a slot for each weight, as a small network's is: one vector for
 * all weights of a network.
 */
export function concatSmallSlots(state: Record<string, Packed>): Record<string, Packed> {
  const result: Record<string, Packed> = {};
  for (const [name, packed] of Object.entries(state)) {
    const [, slot] = /^(optimizer\/\w+\/(?!slowWeights)\w+)\/(?!count$)/.exec(name) ?? [];
    if (slot === undefined || packed.shape.length === 0) result[name] = packed;
    else {
      const values = [...(result[`${slot}/small`]?.values ?? []), ...packed.values];
      result[`${slot}/small`] = { ...packed, shape: [values.length], values };
    }
  }
  return result;
}

/** Weights, statistics, slots, the average of G and metrics after each step. */
export function checkStep(expected: StepCase, figures: Figures, engine: string): void {
  const {
    experiment,
    state: initial,
    steps,
  } = found(stepInputs, ({ name }) => name === expected.name);
  const model = modelOf(experimentSchema.parse(experiment));
  tidy(() => {
    let state = unflattenState(model, unpackAll(concatSmallSlots(initial)));
    for (const [step, { real, labels, draws }] of steps.entries()) {
      const batches = real.map((x, i) => ({
        x: unpack(x),
        ...(labels ? { labels: unpack(at(labels, i)) } : {}),
      }));
      const { result, draws: drawn } = recordingDraws(() =>
        trainingStep(model, state, {
          step: scalar(step, "int32"),
          real: batches,
          hyper: hyperOf(model, step),
        }),
      );
      checkDraws(drawn, draws, figures);
      state = result.state;

      const { metrics: referenceMetrics, state: referenceState } = at(expected.steps, step);
      const reference = { metrics: referenceMetrics, state: concatSmallSlots(referenceState) };
      const named = flattenState(state);
      assert.deepEqual(Object.keys(named).sort(), Object.keys(reference.state).sort());
      for (const [name, tensor] of Object.entries(named)) {
        const kind = kindOf(name);
        const label =
          kind.replace(/^(optimizer\/)?(generator|discriminator)\/?/, "$1") || "weights";
        // Relative to max(|reference|, root mean square of all tensors of that kind): a bias before
        // batchNorm has gradient 0.
        const scale = sizeOfNumbers(
          Object.entries(reference.state)
            .filter(([other]) => kindOf(other) === kind && !other.endsWith("/count"))
            .flatMap(([, { values }]) => values),
        );
        assert.deepEqual(tensor.shape, entry(reference.state, name).shape, name);
        figures.check(
          `${label}, ${engine}`,
          `${name} after step ${step + 1}`,
          [...tensor.dataSync()],
          entry(reference.state, name).values,
          scale,
        );
      }
      const metrics = [...result.metrics.dataSync()];
      STEP_METRICS.forEach((name, i) =>
        figures.check(
          `metrics, ${engine}`,
          `${name} of step ${step + 1}`,
          [at(metrics, i)],
          [reference.metrics[name]],
        ),
      );
    }
  });
}
