import { Figures, fixture, onEngine, type Packed, recordingDraws, sizeOfNumbers, unpack, unpackAll } from "./gan-helpers";
import assert from "node:assert/strict";
import { BACKENDS } from "../../src/engine";
import type { Experiment } from "../../src/experiment/schema";
import { hyperAt, modelOf } from "../../src/gan/model";
import { STEP_METRICS, trainingStep } from "../../src/gan/step";
import { scalar, tidy } from "../../src/shared/tf";

interface Inputs {
  name: string;
  experiment: Experiment;
  state: Record<string, Packed>;
  /** For each step: k batches of data, and the random numbers behind k + 1 batches of latent vectors. */
  steps: { real: Packed[]; draws: Packed[] }[];
}
interface Results {
  name: string;
  steps: { state: Record<string, Packed>; metrics: Record<(typeof STEP_METRICS)[number], number> }[];
}
const inputs = fixture<{ cases: Inputs[] }>("step-inputs").cases;
const results = fixture<{ cases: Results[] }>("step").cases;

/** `generator`, `optimizer/generator/firstMoment`, ...: tensors of a kind. */
const kindOf = (name: string): string => /^(optimizer\/)?\w+(\/[a-z]\w*)?/.exec(name)![0];

describe("Three whole training steps (Algorithm 1): weights, statistics, slots and metrics as PyTorch", () => {
  // Relative to max(|reference|, root mean square of all tensors of that kind): a bias before batchNorm has gradient 0.
  const figures = new Figures(1e-4);
  after(() => figures.print());

  function check({ experiment, state: initial, steps }: Inputs, expected: Results, engine: string): void {
    const model = modelOf(experiment);
    let state = unpackAll(initial);
    for (const [step, { real, draws }] of steps.entries()) {
      const hyper = { generator: hyperAt(model.optimizers.generator, step), discriminator: hyperAt(model.optimizers.discriminator, step) };
      const { result, draws: drawn } = recordingDraws(() => trainingStep(model, state, { step: scalar(step, "int32"), real: real.map(unpack), hyper }));
      assert.equal(drawn.length, draws.length);
      drawn.forEach((z, i) => figures.check(`draws, ${engine}`, "the latent vectors are other ones than in step-inputs.json (make the fixtures again)", z.values, draws[i]!.values));
      state = result.state;

      const reference = expected.steps[step]!;
      assert.deepEqual(Object.keys(state).sort(), Object.keys(reference.state).sort());
      for (const [name, tensor] of Object.entries(state)) {
        const kind = kindOf(name), label = kind.replace(/^(optimizer\/)?(generator|discriminator)\/?/, "$1") || "weights";
        const scale = sizeOfNumbers(Object.entries(reference.state).filter(([other]) => kindOf(other) === kind && !other.endsWith("/count")).flatMap(([, { values }]) => values));
        assert.deepEqual(tensor.shape, reference.state[name]!.shape, name);
        figures.check(`${label}, ${engine}`, `${name} after step ${step + 1}`, [...tensor.dataSync()], reference.state[name]!.values, scale);
      }
      const metrics = [...result.metrics.dataSync()];
      STEP_METRICS.forEach((name, i) => figures.check(`metrics, ${engine}`, `${name} of step ${step + 1}`, [metrics[i]!], [reference.metrics[name]]));
    }
  }

  for (const engine of BACKENDS) {
    onEngine(engine, () => {
      for (const [i, one] of inputs.entries()) {
        it(one.name, () => tidy(() => check(one, results[i]!, engine)));
      }
    });
  }
});
