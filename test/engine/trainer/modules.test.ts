import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Experiment, experimentSchema } from "../../../src/experiment/schema";
import { latestCheckpoint, readRun, runFiles } from "../../../src/run";
import { METRIC_NAMES } from "../../../src/shared/run/metrics";
import { runGan } from "../../support/command-line";
import { assertSame, finished, newRun, template, watch } from "../../support/trainer";
import { at, entry, present } from "../../support/values";
import { LAYERS, COMMON, GENERATOR, DISCRIMINATOR } from "../../support/module-game";

describe("Networks that are modules, in training", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-modules-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const writeAll = () => {
    write("common.js", COMMON);
    return {
      generator: { module: write("own.ts", GENERATOR) },
      discriminator: { module: write("own-d.cjs", DISCRIMINATOR) },
    };
  };
  const game = (networks: object, change: (e: Experiment) => void = () => undefined): Experiment =>
    template("ring-of-8-gaussians", (e) => {
      Object.assign(
        e,
        {
          generator: experimentSchema.shape.generator.parse(LAYERS.generator),
          discriminator: experimentSchema.shape.discriminator.parse(LAYERS.discriminator),
        },
        networks,
      );
      e.training = {
        ...e.training,
        steps: 20,
        batchSize: 32,
        generatorAverage: { decay: 0.9 } as Experiment["training"]["generatorAverage"],
      };
      e.checkpoint.every = 10;
      e.engine = "tensorflow";
      change(e);
    });
  const compiled = (dir: string): boolean =>
    /compiled in \d+ ms/.test(readFileSync(runFiles(dir).log, "utf8"));
  const gan = (...args: string[]) => runGan(args, folder);

  for (const engine of ["tensorflow", "onnx-node", "onnx-web"] as const) {
    it(`are trained as the layers that they repeat, compiled by ${engine}`, async () => {
      const penalties = [{ type: "r1", weight: 0.1 }] as Experiment["objective"]["penalties"];
      const trained = (networks: object) =>
        finished(
          game(networks, (e) => {
            e.engine = engine;
            e.objective.penalties = penalties;
          }),
        );
      const [own, layered] = await Promise.all([trained(writeAll()), trained({})]);
      assert.ok(compiled(own) && compiled(layered));
      const a = await readRun(layered);
      const b = await readRun(own);
      for (const name of METRIC_NAMES) {
        for (let i = 0; i < 20; i++)
          assert.ok(
            Math.abs(b.columns[name][i]! - a.columns[name][i]!) <=
              1e-6 * Math.abs(a.columns[name][i]!),
            `${name} at step ${i + 1}: ${b.columns[name][i]} instead of ${a.columns[name][i]}`,
          );
      }
      const expected = present(await latestCheckpoint(layered)).tensors;
      const actual = present(await latestCheckpoint(own)).tensors;
      assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort());
      for (const [name, { values }] of Object.entries(expected)) {
        for (const [i, value] of values.entries())
          assert.ok(
            Math.abs(at(entry(actual, name).values, i) - value) <=
              1e-6 * Math.max(1, Math.abs(value)),
            `${name}, number ${i}`,
          );
      }
    });
  }

  it("go on bit for bit from the run's own copy, whatever became of the files", async () => {
    const networks = writeAll();
    const whole = await finished(game(networks));
    const dir = await newRun(game(networks));
    assert.equal((await watch(dir, { steps: 10 }).done).record.state, "finished");
    write("common.js", COMMON.replace("tf.matMul(x,", "tf.matMul(tf.mul(x, 2),"));
    const { record } = await watch(dir, { steps: 20 }).done;
    assert.equal(record.state, "finished", record.error?.message);
    await assertSame(whole, dir);
    rmSync(join(folder, "own.ts"));
    for (const run of [whole, dir])
      assert.equal(
        (await gan("sample", run, "--count", "20", "--out", `${run === dir}.csv`)).code,
        0,
      );
    assert.equal(
      readFileSync(join(folder, "true.csv"), "utf8"),
      readFileSync(join(folder, "false.csv"), "utf8"),
    );
    assert.equal(
      (await gan("evaluate", dir, "--metrics", "modes,discriminator", "--samples", "500")).code,
      0,
    );
  });

  it("take part in packing, and in a game of Wasserstein with clipped weights", async () => {
    const { discriminator } = writeAll();
    const dir = await finished(
      game({ discriminator }, (e) => {
        e.objective = experimentSchema.shape.objective.parse({
          loss: "wasserstein",
          weightClip: 0.01,
          packing: 2,
        });
      }),
    );
    const { tensors } = present(await latestCheckpoint(dir));
    assert.deepEqual(entry(tensors, "discriminator/0/kernel").shape, [4, 16]);
    assert.ok(
      entry(tensors, "discriminator/0/kernel").values.every(
        (value) => Math.abs(value) <= Math.fround(0.01),
      ),
    );
  });

  describe("say what is wrong with them", () => {
    const module = (init: string, apply: string) =>
      `export default {\n  init({ tf, random }) {\n    return ${init};\n  },\n  apply({ ` +
      `tf, weights, x, training }) {\n    return ${apply};\n  },\n};\n`;
    const W = '{ w: random.normal("w", [2, 2]) }';
    const Y = "tf.matMul(x, weights.w)";
    const CASES: Record<string, [text: string, said: RegExp]> = {
      "a slip in the syntax": [
        module(W, "tf.matMul(x; weights.w)"),
        /not valid TypeScript: .*own\.ts:6:\d+\)$/,
      ],
      "no network": ["export const size = 3;", /exports no network \(.*own\.ts\)$/],
      "an error in init": [
        module("tf.zeros([2]).nothing()", Y),
        /init failed: .*nothing is not a function \(.*own\.ts:3\)$/,
      ],
      "an error in apply": [
        module(W, "tf.matMul(weights.w, tf.zeros([3, 3]))"),
        /apply failed: Matrix size-incompatible: .* \(.*own\.ts:6\)$/,
      ],
      "an error where nothing is trained": [
        module(W, `training ? ${Y} : weights.v.square()`),
        /apply failed: .*\(.*own\.ts:6\)$/,
      ],
      "a wrong shape": [
        module('{ w: random.normal("w", [2, 3]) }', Y),
        /apply makes \[2, 3\] of \[2, 2\], but \[2, 2\] is wanted: samples like those of the data$/,
      ],
      nothing: [module(W, "undefined"), /apply must return a tensor, not nothing$/],
      "a promise": [module(W, "Promise.resolve(x)"), /apply must return a tensor, not a promise$/],
      "numbers of another type": [
        module(W, `tf.cast(${Y}, "int32")`),
        /apply makes numbers of type int32, but float32 is wanted$/,
      ],
      "weights that are no tensors": [
        module("{ w: [[1, 2], [3, 4]] }", Y),
        /the weight "w" is a list, and no tensor$/,
      ],
      "no weights": [module("{}", "x"), /init must return named tensors, not an empty object$/],
      "weights that cannot be trained": [
        module('{ w: tf.zeros([2, 2], "int32") }', Y),
        /the weight "w" is of type int32/,
      ],
      "weights that are no numbers": [
        module("{ w: tf.div(tf.zeros([2, 2]), 0) }", Y),
        /the weight "w" starts with numbers that are not finite$/,
      ],
      "an output that is no number": [
        module(W, `tf.log(${Y})`),
        /apply makes numbers that are not finite, of standard normal ones$/,
      ],
      "a weight without use": [
        module('{ w: random.normal("w", [2, 2]), b: tf.zeros([2]) }', Y),
        /does not depend on the weight "b"$/,
      ],
    };
    for (const [what, [text, said]] of Object.entries(CASES)) {
      it(what, async () => {
        const dir = await newRun(game({ generator: { module: write("own.ts", text) } }));
        const { record } = await watch(dir).done;
        assert.equal(record.state, "failed");
        assert.equal(present(record.error).code, "bad-module");
        assert.match(present(record.error).message, said);
        assert.match(present(record.error).message, /^generator \(own\.ts\): /);
        assert.ok(!existsSync(runFiles(dir).modules), "the person may mend it, and resume the run");
      });
    }

    it("and are read anew on resume, as long as the run has not begun", async () => {
      const dir = await newRun(
        game({ generator: { module: write("own.ts", module(W, "tf.matMul(x")) } }),
      );
      assert.match(present((await watch(dir).done).record.error).message, /not valid TypeScript/);
      write("own.ts", module(W, Y));
      assert.equal((await watch(dir).done).record.state, "finished");
      assert.deepEqual(readdirSync(join(runFiles(dir).modules, "generator")), ["own.ts"]);
    });

    it("a discriminator that does not look", async () => {
      const { record } = await watch(
        await newRun(
          game({
            discriminator: {
              module: write(
                "d.mjs",
                "export default { init: ({ tf }) => ({ w: tf.ones([1, 1]) }), apply: ({ " +
                  "tf, weights, x }) => tf.tile(weights.w, [x.shape[0], 1]) };",
              ),
            },
          }),
        ),
      ).done;
      assert.match(
        present(record.error).message,
        /^discriminator \(d\.mjs\): what apply makes does not depend on x$/,
      );
    });

    for (const [what, apply, said] of [
      [
        "Math.random",
        `tf.add(${Y}, Math.random())`,
        /not a pure function of its tensors.*Math\.random.*\(generator \(own\.ts\)\)/,
      ],
      ["dataSync", `tf.add(${Y}, x.dataSync()[0])`, /dataSync.*\(generator \(own\.ts\)\)/],
    ] as const) {
      it(`${what} in apply, with which a run goes on op by op`, async () => {
        const dir = await newRun(
          game({ generator: { module: write("own.ts", module(W, apply)) } }, (e) => {
            e.training.steps = 3;
          }),
        );
        const trainer = watch(dir);
        assert.equal((await trainer.done).record.state, "finished");
        const notice = trainer.messages.find((message) => message.type === "notice");
        assert.match((notice as { message: string }).message, said);
        assert.ok(!compiled(dir));
      });
    }
  });
});
