import assert from "node:assert/strict";
import { installTensorFlow, loadEngine } from "../../../src/engine";
import type { OptimizerConfig } from "../../../src/experiment/schema";
import { globalNorm } from "../../../src/gan/gradients";
import { lookAhead, optimizer, settingsAt } from "../../../src/gan/optimizers";
import { rootKey } from "../../../src/gan/random";
import { mapTree, type Tree, zipTrees } from "../../../src/gan/tree";
import { cacheDir } from "../../../src/shared/files/cache";
import * as tf from "../../../src/tensor/tf";
import { VARIANTS } from "../../support/optimizer-variants";
import { entry } from "../../support/values";

/** Two small parameters, which are moved as one vector, and four large ones. */
const SHAPES = {
  kernel: [50, 41],
  bias: [41],
  large: [70, 60],
  larger: [70, 61],
  largest: [70, 62],
  vast: [70, 63],
} as const;
type Plain = keyof typeof SHAPES;

/** What optimizers call tensors of their own, and what every object of JavaScript has. */
const OWN: Record<Plain, string> = {
  kernel: "all",
  bias: "__proto__",
  large: "small",
  larger: "count",
  largest: "constructor",
  vast: "toString",
};
const same = (name: string): string => name;
const own = (name: string): string => OWN[name as Plain];

const tree = (seed: number, called: (name: string) => string): Tree =>
  Object.fromEntries(
    Object.entries(SHAPES).map(([name, shape], i) => [
      called(name),
      tf.randomNormal([...shape], 0, 1, "float32", seed + i),
    ]),
  );

/** The parameters after three updates, and how many tensors the slots have. */
function trained(
  config: OptimizerConfig,
  called: (name: string) => string,
): { parameters: [string, number[]][]; slots: number } {
  const { init, update } = optimizer(config);
  let parameters = tree(1, called);
  let slots = init(parameters);
  for (let step = 0; step < 3; step++) {
    const hyper = mapTree(settingsAt(config, step), (value) => tf.scalar(value));
    const next = update(tree(10 * (step + 1), called), slots, hyper, {
      parameters,
      key: rootKey(1, step),
    });
    const moved = zipTrees(parameters, next.updates, (theta, u) => theta.sub(u));
    ({ parameters, slots } = config.lookahead
      ? lookAhead(moved, next.slots, hyper)
      : { parameters: moved, slots: next.slots });
  }
  return {
    parameters: Object.keys(SHAPES).map((name) => [
      name,
      [...entry(parameters, called(name)).dataSync()],
    ]),
    slots: Object.keys(slots).length,
  };
}

describe("The names of a network's parameters", () => {
  before(async () => {
    await installTensorFlow({ cacheDir: cacheDir() });
    await loadEngine("tensorflow", { convolution: false });
  });

  for (const [title, { gradientNoise, ...config }] of Object.entries(VARIANTS)) {
    it(`do not matter to ${title}${gradientNoise ? ", without noise" : ""}`, () =>
      tf.tidy(() => {
        assert.deepEqual(trained(config, own), trained(config, same));
      }));
  }

  it("do not matter to the norm of their gradients", () =>
    tf.tidy(() => {
      assert.deepEqual(globalNorm(tree(1, own)).dataSync(), globalNorm(tree(1, same)).dataSync());
    }));
});
