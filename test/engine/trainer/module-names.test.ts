import assert from "node:assert/strict";
import type { Experiment } from "../../../src/experiment/schema";
import { latestCheckpoint } from "../../../src/run";
import { moduleFolder } from "../../support/module-folder";
import { finished, newRun, template, watch } from "../../support/trainer";
import { present } from "../../support/values";

/** A network with three small weights and four large ones. */
const network = (names: readonly string[]): string => `
const NAMES = ${JSON.stringify(names)};
module.exports = {
  init({ tf, input, output, random }) {
    const shapes = [[input[0], 65], [65], [65, 65], [65, 66], [66, 67], [67, 68], [68, output[0]]];
    return Object.fromEntries(
      NAMES.map((name, i) => [name, random.normal(String(i), shapes[i], 0.2)]),
    );
  },
  apply({ tf, weights, x }) {
    const [first, bias, ...others] = NAMES.map((name) => weights[name]);
    const h = tf.tanh(tf.add(tf.matMul(x, first), bias));
    return others.reduce((h, kernel) => tf.matMul(tf.tanh(h), kernel), h);
  },
};
`;

const PLAIN = ["a", "b", "c", "d", "e", "f", "g"];
/** Names of tensors of an optimizer, of a step, of its graph, and of what every object has. */
const OWN = ["step", "__proto__", "small", "count", "constructor", "u", "generator/0/kernel"];

describe("The weights of a module can have any names", () => {
  const { here, write } = moduleFolder();

  const game = (engine: Experiment["engine"], file: string): Experiment =>
    template("ring-of-8-gaussians", (e) => {
      Object.assign(e, {
        engine,
        generator: { module: here(file) },
        discriminator: { module: here(file) },
        optimizer: {
          generator: { type: "nadam", learningRate: 0.001, lookahead: { every: 2 } },
          discriminator: { type: "amsgrad", clip: { type: "globalNorm", limit: 1 } },
        },
      });
      Object.assign(e.training, { steps: 6, batchSize: 16, generatorAverage: { decay: 0.9 } });
      e.checkpoint.every = 3;
    });

  for (const engine of ["tensorflow", "onnx-web"] as const) {
    it(`and are trained, saved and resumed as under others by ${engine}`, async () => {
      write({ "plain.cjs": network(PLAIN), "own.cjs": network(OWN) });
      const plain = await finished(game(engine, "plain.cjs"));
      const own = await newRun(game(engine, "own.cjs"));
      for (const steps of [3, 6])
        assert.equal((await watch(own, { steps }).done).record.state, "finished");
      const [expected, actual] = await Promise.all(
        [plain, own].map((dir) => latestCheckpoint(dir)),
      );
      assert.deepEqual(
        Object.values(present(actual).tensors),
        Object.values(present(expected).tensors),
      );
    });
  }
});
