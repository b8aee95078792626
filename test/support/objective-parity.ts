import { Figures, type Packed, recordingDraws, sizeOfNumbers, unpack, unpackAll } from "./gan";
import { fixture } from "./paths";
import { loadEngine } from "../../src/engine";
import { layerSchema, type Loss, type PenaltyConfig } from "../../src/experiment/schema";
import { valueAndGradients } from "../../src/gan/gradients";
import { OBJECTIVES } from "../../src/gan/losses";
import { applyNetwork, type Network } from "../../src/gan/network";
import { penalty } from "../../src/gan/penalties";
import { fold, rootKey } from "../../src/gan/random";
import { unflattenNetwork } from "../../src/gan/state";
import type { Tree } from "../../src/gan/tree";
import { type Scalar, tidy } from "../../src/tensor/tf";
import { entry, found } from "./values";
import { checkDraws, steps, checkStep, type MadeWith } from "./step-parity";

/*
 * What the objectives, their penalties and whole training steps are held against: PyTorch's
 * numbers, kept in test/fixtures. The tests check each case on several engines; `objectiveParity`
 * gives the largest difference of each as a figure.
 */

/**
 * One figure of the table of agreement: the largest relative difference between this project's
 * numbers and a reference's.
 */
export interface Parity {
  name: string;
  reference: string;
  version: string;
  run(): Promise<number>;
}

// ---- losses

export interface LossCase {
  name: string;
  objective: Loss;
  real: Packed;
  fake: Packed;
  labels?: { real: Packed; generated: Packed };
  discriminator: { value: number; byReal: Packed; byFake: Packed };
  generator: { value: number; byFake: Packed };
}
export const losses = fixture<MadeWith & { cases: LossCase[] }>("losses");

/**
 * Both players' losses and their gradients by D's outputs. Relative to |reference| alone: at logits
 * of 50 the gradients are about 1e-22, and still right in every digit.
 */
export function checkLoss(
  { objective: loss, real, fake, labels: packed, ...expected }: LossCase,
  figures: Figures,
  label: string,
): void {
  const objective = OBJECTIVES[loss];
  const scale = 1e-30;
  const check = (
    inputs: Tree,
    f: (inputs: Tree) => Scalar,
    value: number,
    gradients: Record<string, Packed>,
  ) => {
    const result = valueAndGradients(inputs, (given) => ({ value: f(given), aux: {} }));
    figures.check(label, "value", [...result.value.dataSync()], [value], scale);
    for (const [name, reference] of Object.entries(gradients)) {
      figures.check(
        label,
        `gradient by D's outputs for ${name}`,
        [...entry(result.gradients, name).dataSync()],
        reference.values,
        scale,
      );
    }
  };
  tidy(() => {
    const labels = packed && { real: unpack(packed.real), generated: unpack(packed.generated) };
    check(
      { real: unpack(real), fake: unpack(fake) },
      (given) => objective.discriminator(entry(given, "real"), entry(given, "fake"), labels),
      expected.discriminator.value,
      { real: expected.discriminator.byReal, fake: expected.discriminator.byFake },
    );
    check(
      { fake: unpack(fake) },
      (given) => objective.generator(entry(given, "fake"), unpack(real)),
      expected.generator.value,
      { fake: expected.generator.byFake },
    );
  });
}

// ---- penalties

interface PenaltyInputs {
  name: string;
  seed: number;
  input: number[];
  layers: unknown[];
  weights: Record<string, Packed>;
  real: Packed;
  fake: Packed;
  penalties: Record<PenaltyConfig["type"], Packed[]>;
}
export interface PenaltyCase {
  name: string;
  penalty: PenaltyConfig["type"];
  value: number;
  gradients: Record<string, Packed>;
}
const penaltyInputs = fixture<{ cases: PenaltyInputs[] }>("penalty-inputs").cases;
export const penalties = fixture<MadeWith & { cases: PenaltyCase[] }>("penalties");

/** A penalty and its gradients by D's weights, which are second ones. */
export function checkPenalty(
  { name, penalty: type, value, gradients }: PenaltyCase,
  figures: Figures,
  label: string,
): void {
  const {
    seed,
    input,
    layers,
    weights,
    real,
    fake,
    penalties: draws,
  } = found(penaltyInputs, (inputs) => inputs.name === name);
  const network: Network = {
    name: "discriminator",
    input,
    layers: layers.map((layer) => layerSchema.parse(layer)),
  };
  tidy(() => {
    const key = rootKey(seed, 0);
    const state = unflattenNetwork(network, unpackAll(weights));
    const differentiated = Object.fromEntries(
      Object.keys(gradients).map((weight) => [weight, entry(state.params, weight)]),
    );
    const { result, draws: drawn } = recordingDraws(() =>
      valueAndGradients(differentiated, (trained) => {
        const at = { ...state, params: { ...state.params, ...trained } };
        const judge = (x: ReturnType<typeof unpack>) =>
          applyNetwork(network, at, x, { training: true, key }).y;
        return {
          value: penalty(type, {
            real: unpack(real),
            fake: unpack(fake),
            judge,
            key: fold(key, type),
          }),
          aux: {},
        };
      }),
    );
    checkDraws(drawn, draws[type], figures);
    figures.check(label, `the value of ${type}`, [...result.value.dataSync()], [value]);
    for (const [weight, gradient] of Object.entries(result.gradients)) {
      // That of a bias before a batchNorm is 0: it is held against the size of all.
      const size = Math.max(
        sizeOfNumbers(entry(gradients, weight).values),
        0.1 * sizeOfNumbers(Object.values(gradients).flatMap(({ values }) => values)),
      );
      figures.check(
        label,
        `the gradient of ${type} by ${weight}`,
        [...gradient.dataSync()],
        entry(gradients, weight).values,
        size,
      );
    }
  });
}

// ---- as figures

function parity(name: string, { madeWith }: MadeWith, check: (figures: Figures) => void): Parity {
  return {
    name,
    reference: "PyTorch",
    version: madeWith.torch,
    async run() {
      await loadEngine("tensorflow", { convolution: true });
      const figures = new Figures(Infinity);
      check(figures);
      return figures.largest;
    },
  };
}

/** On TensorFlow. */
export const objectiveParity: Parity[] = [
  ...[...new Set(losses.cases.map(({ objective }) => objective))].map((loss) =>
    parity(`loss ${loss}: value and gradients`, losses, (figures) => {
      for (const one of losses.cases) if (one.objective === loss) checkLoss(one, figures, loss);
    }),
  ),
  ...penalties.cases.map((one) =>
    parity(
      `penalty ${one.penalty} through ${one.name}: value and second-order gradients`,
      penalties,
      (figures) => checkPenalty(one, figures, one.name),
    ),
  ),
  ...steps.cases.map((one) =>
    parity(`three training steps: ${one.name}`, steps, (figures) =>
      checkStep(one, figures, "tensorflow"),
    ),
  ),
];
