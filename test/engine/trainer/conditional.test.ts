import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { readNpy } from "../../../src/data/npy";
import { type ExperimentInput, experimentSchema } from "../../../src/experiment/schema";
import { readPicture } from "../../../src/run";
import type { ImagesPicture, ScatterPicture } from "../../../src/shared/run/picture";
import { finished, npy, template } from "../../support/trainer";
import { runGan } from "../../support/command-line";
import { entry, present } from "../../support/values";

const CENTRES = [
  [-1, 0],
  [1, 0],
  [0, 1.5],
] as const;
type Layers = NonNullable<ExperimentInput["generator"]["layers"]>;

describe("conditional GANs", () => {
  let folder: string;
  const file = (name: string) => join(folder, name);
  const gan = (...args: string[]) => runGan(args, folder);
  const samples = async (run: string, ...args: string[]) => {
    const { code, stderr } = await gan("sample", run, "--out", file("s.npy"), ...args);
    assert.equal(code, 0, stderr);
    return (await readNpy(file("s.npy"))).values;
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-conditional-"));
    // Points around three centres, one of them five times as often as each of the others.
    const labels = Uint8Array.from({ length: 700 }, (_, i) => Math.max(0, (i % 7) - 4));
    const noise = (i: number) => 0.1 * Math.sin(12.9898 * i) + 0.1 * Math.sin(78.233 * i);
    writeFileSync(file("labels.npy"), npy("|u1", [], labels));
    writeFileSync(
      file("points.npy"),
      npy(
        "<f4",
        [2],
        Float32Array.from({ length: 1400 }, (_, i) => CENTRES[labels[i >> 1]!]![i % 2]! + noise(i)),
      ),
    );
    writeFileSync(
      file("conditional.ts"),
      `export default {
      init: ({ tf, input, output, classes, random }) => ({
        a: random.normal("a", [input[0] + classes, 32], 0.3),
        b: tf.zeros([32]),
        c: random.normal("c", [32, ...output], 0.3),
        d: tf.zeros(output),
      }),
      apply({ tf, weights, x, labels }) {
        const given = tf.concat([x, labels], 1);
        const hidden = tf.relu(tf.add(tf.matMul(given, weights.a), weights.b));
        return tf.add(tf.matMul(hidden, weights.c), weights.d);
      },
    };`,
    );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const relu = { type: "dense", units: 32, activation: "relu" } as const;
  const game = (generator: ExperimentInput["generator"], D: Layers) =>
    experimentSchema.parse({
      data: {
        source: "npy",
        file: file("points.npy"),
        shape: [2],
        labels: file("labels.npy"),
        classes: 3,
      },
      latent: { size: 2 },
      generator,
      discriminator: { layers: D },
      optimizer: {
        generator: { type: "adam", learningRate: 0.002, beta1: 0.5 },
        discriminator: { type: "adam", learningRate: 0.002, beta1: 0.5 },
      },
      training: { steps: 1500, batchSize: 64, seed: 1 },
      samples: { every: 0, count: 30 },
    });
  const games: [string, ExperimentInput["generator"] | "module", Layers][] = [
    [
      "the class beside what the networks get",
      { layers: [{ type: "label" }, relu, { type: "dense", units: 2 }] },
      [{ type: "label" }, relu, { type: "dense", units: 1 }],
    ],
    [
      "vectors of the classes, and a projection",
      { layers: [{ type: "label", units: 4 }, relu, { type: "dense", units: 2 }] },
      [relu, { type: "labelProjection" }],
    ],
    [
      "a module that takes the class",
      "module",
      [{ type: "label" }, relu, { type: "dense", units: 1 }],
    ],
  ];
  for (const [what, G, D] of games) {
    it(`make the class that they are asked for: ${what}`, async () => {
      const run = await finished(
        game(G === "module" ? { module: file("conditional.ts"), labels: true } : G, D),
      );
      for (const [label, [x, y]] of CENTRES.entries()) {
        const values = await samples(run, "--count", "200", "--class", String(label));
        const near = Array.from({ length: 200 }, (_, i) =>
          Math.hypot(values[2 * i]! - x, values[2 * i + 1]! - y),
        ).filter((distance) => distance < 0.5).length;
        assert.ok(near > 190, `class ${label}: ${near} of 200 are near its centre`);
      }
      // Without --class each in turn, as in the run's pictures.
      const inTurn = await samples(run, "--count", "1000");
      const { generated } = (await readPicture(run, 1500)) as ScatterPicture;
      for (let i = 0; i < 30; i++) {
        assert.ok(
          Math.hypot(inTurn[2 * i]! - CENTRES[i % 3]![0], inTurn[2 * i + 1]! - CENTRES[i % 3]![1]) <
            0.9,
          `sample ${i}`,
        );
        assert.ok(Math.abs(inTurn[2 * i]! - generated[2 * i]!) < 1e-3);
      }
      // An evaluation asks for classes as often as they are in the data.
      const { stdout, code, stderr } = await gan(
        "evaluate",
        run,
        "--metrics",
        "discriminator",
        "--samples",
        "700",
        "--json",
      );
      assert.equal(code, 0, stderr);
      const { results } = JSON.parse(stdout) as {
        results: Record<string, { value: number; settings: object }>;
      };
      // Asked about examples under classes that are not theirs, D would call most of them
      // generated.
      for (const name of ["meanDReal", "meanDGenerated"])
        assert.ok(
          Math.abs(entry(results, name).value - 0.5) < 0.1,
          `${name} ${entry(results, name).value}`,
        );
      const settings = entry(results, "meanDReal").settings as { classes: string; data: string };
      assert.deepEqual(
        [settings.classes, settings.data],
        ["as in the data", "npy (file points.npy, shape 2, labels labels.npy, classes 3)"],
      );
    });
  }

  it("show a class in each column of their pictures, and can be asked for it by name", async () => {
    const run = await finished(
      template("projection-fashion", (e) => {
        e.training.steps = 2;
        e.training.batchSize = 8;
        e.samples = { every: 0, count: 30 };
      }),
    );
    const { layout, classes, nearest } = (await readPicture(run, 2)) as ImagesPicture;
    assert.deepEqual(
      [
        layout.columns,
        layout.rows,
        present(classes).length,
        present(classes)[9],
        present(nearest).length,
      ],
      [10, 3, 10, "ankle boot", 30],
    );
    const all = await samples(run, "--count", "30");
    const bags = await samples(run, "--count", "30", "--class", "Bag");
    const tile = (values: ArrayLike<number>, i: number) =>
      Array.from({ length: 784 }, (_, at) => values[784 * i + at]!);
    assert.deepEqual(tile(bags, 18), tile(all, 18), "sample 18 is a bag in both");
    assert.notDeepEqual(tile(bags, 19), tile(all, 19));
    const { stdout } = await gan(
      "interpolate",
      run,
      "--rows",
      "2",
      "--columns",
      "3",
      "--class",
      "bag",
      "--out",
      file("i.png"),
    );
    assert.match(stdout, /2 ways of 3 samples/);
    assert.equal(PNG.sync.read(readFileSync(file("i.png"))).width, 3 * 30 + 2);
    const { code, stderr } = await gan("sample", run, "--class", "hat", "--out", file("h.png"));
    assert.equal(code, 2);
    const byPlace = await gan("sample", run, "--class", "0", "--out", file("h.png"));
    assert.match(byPlace.stderr, /there is no class "0"; use the name of one: T-shirt, trousers/);
    assert.match(stderr, /there is no class "hat"; use the name of one: T-shirt, trousers/);
  });

  it("are told apart from others, which have no classes to ask for", async () => {
    const run = await finished(
      template("gaussian-1d", (e) => {
        e.training.steps = 2;
        e.samples.every = 0;
      }),
    );
    const { code, stderr } = await gan("sample", run, "--class", "1", "--out", file("n.npy"));
    assert.equal(code, 2);
    assert.match(
      stderr,
      /this GAN is not conditional: neither network takes a class; leave out --class/,
    );
  });
});
