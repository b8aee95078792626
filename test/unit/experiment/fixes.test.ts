import assert from "node:assert/strict";
import { applyEdits, modify } from "jsonc-parser";
import { tmpdir } from "node:os";
import { parseWithFiles } from "../../../src/data/check-files";
import type { Problem } from "../../../src/experiment/parse";
import { first, present } from "../../support/values";

const adam = (learningRate: number) => ({ type: "adam", learningRate });

/** A config's text with changes of one that has no problems. */
const configOf = (changes: object = {}): string =>
  JSON.stringify({
    data: { source: "mnist", range: "minusOneToOne" },
    latent: { size: 4 },
    generator: {
      layers: [
        { type: "dense", units: 784, activation: "tanh" },
        { type: "reshape", targetShape: [28, 28, 1] },
      ],
    },
    discriminator: { layers: [{ type: "flatten" }, { type: "dense", units: 1 }] },
    optimizer: { generator: adam(1e-4), discriminator: adam(4e-4) },
    ...changes,
  });

const problemsOf = async (text: string): Promise<Problem[]> =>
  (await parseWithFiles(text, tmpdir())).problems;

/** The text with what a problem's fix sets, as the light bulb does it. */
const fixed = (text: string, { fix }: Problem): string =>
  applyEdits(
    text,
    present(fix).set.flatMap(({ path, value }) => modify(text, path, value, {})),
  );

const BATCH_NORM = {
  layers: [
    { type: "flatten" },
    { type: "dense", units: 8 },
    { type: "batchNorm" },
    { type: "dense", units: 8 },
    { type: "batchNorm" },
    { type: "dense", units: 1 },
  ],
};

describe("The fix of a warning", () => {
  for (const [what, changes, message] of [
    [
      "batchNorm in a penalised critic",
      { discriminator: BATCH_NORM, objective: { penalties: [{ type: "r1" }] } },
      /r1 punishes the gradient at each sample/,
    ],
    ["a critic without a bound", { objective: { loss: "wasserstein" } }, /nothing bounds/],
    [
      "a G that cannot reach the data",
      {
        generator: {
          layers: [
            { type: "dense", units: 784 },
            { type: "reshape", targetShape: [28, 28, 1] },
          ],
        },
      },
      /the generator ends in linear/,
    ],
    [
      "a G that leaves D behind",
      { optimizer: { generator: adam(1e-3), discriminator: adam(1e-4) } },
      /G's learning rate is 10 times D's/,
    ],
    [
      "a D that leaves G behind",
      { optimizer: { generator: adam(1e-5), discriminator: adam(1e-3) } },
      /D's learning rate is 100 times G's/,
    ],
  ] as const)
    it(`puts ${what} right`, async () => {
      const text = configOf(changes);
      const warning = first(await problemsOf(text));
      assert.match(warning.message, message);
      assert.equal(warning.severity, "warning");
      assert.deepEqual(await problemsOf(fixed(text, warning)), []);
    });

  it("is not offered where rates are planned, or of other optimizers", async () => {
    const planned = { type: "linear", from: 1e-2, to: 1e-3, end: 10 };
    for (const generator of [
      { type: "adam", learningRate: planned },
      { type: "sgd", learningRate: 0.1 },
    ])
      assert.deepEqual(
        await problemsOf(configOf({ optimizer: { generator, discriminator: adam(1e-4) } })),
        [],
      );
  });

  it("counts the updates of a step", async () =>
    assert.deepEqual(
      await problemsOf(
        configOf({
          optimizer: { generator: adam(1e-3), discriminator: adam(2e-4) },
          training: { discriminatorSteps: 5, steps: 10 },
        }),
      ),
      [],
    ));
});
