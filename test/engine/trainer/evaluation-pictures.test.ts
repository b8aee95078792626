import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rows } from "../../../src/data/dataset";
import { openPart } from "../../../src/data/source";
import { loadEngine } from "../../../src/engine";
import { createEagerProgram } from "../../../src/engine/eager/program";
import { dataSchema, type Experiment } from "../../../src/experiment/schema";
import { fit, frechetDistance } from "../../../src/metrics/frechet";
import { finish } from "../../../src/metrics/pieces";
import { readRun } from "../../../src/run";
import { CACHE_VARIABLE, cacheDirs } from "../../../src/shared/files/cache";
import type { Evaluation } from "../../../src/shared/run/run";
import { tensor1d } from "../../../src/tensor/tf";
import { readWeights } from "../../../src/extractors/cache";
import { CLASSIFIERS } from "../../../src/trainer/features/classifier";
import { extract } from "../../../src/trainer/features/extractor";
import { extractorOf, predictedClasses } from "../../../src/trainer/features/make";
import { finished, watch, newRun } from "../../support/trainer";
import { CLI } from "../../support/paths";
import { entry, first, found, present } from "../../support/values";
import { trainMnist } from "../../support/classifier";
import { small } from "../../support/evaluated";

const NAME = CLASSIFIERS.mnist.name;

/**
 * A cache of its own with the data and the engine of the real one, so that the classifier is really
 * trained here.
 */
const cache = mkdtempSync(join(tmpdir(), "gan-features-"));
before(() => {
  for (const folder of ["data", "engine"])
    symlinkSync(
      join(
        found(cacheDirs(), (dir) => existsSync(join(dir, folder))),
        folder,
      ),
      join(cache, folder),
    );
});
after(() => rmSync(cache, { recursive: true, force: true }));

const gan = (...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [CLI, ...args],
      { env: { ...process.env, [CACHE_VARIABLE]: cache } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
const measured = async (...args: string[]): Promise<Evaluation["results"]> => {
  const { code, stdout, stderr } = await gan("evaluate", ...args, "--json");
  assert.equal(code, 0, stderr);
  return (JSON.parse(stdout) as Evaluation).results;
};

describe("the classifier of MNIST", () => {
  it("is not kept where it recognises less than it must", async () => {
    await assert.rejects(trainMnist(cache, { epochs: 0.01 }), {
      name: "GanError",
      message: new RegExp(`^the classifier ${NAME} recognises only [\\d.]+ %.*, not 99 %$`),
    });
    assert.ok(!existsSync(join(cache, "features")));
    assert.match((await gan("features")).stdout, new RegExp(`mnist +${NAME} +not trained yet`));
  });

  it("learns to recognise the test set, and is kept with accuracy and hash", async () => {
    const { metadata, hash } = await trainMnist(cache, { epochs: 1, leastAccuracy: 0.95 });
    const accuracy = Number(metadata["accuracy"]);
    assert.ok(accuracy > 0.95, `accuracy ${accuracy}`);
    assert.deepEqual(readdirSync(join(cache, "features")), [`${NAME}.safetensors`]);
    assert.match(
      (await gan("features")).stdout,
      new RegExp(
        `${NAME} +${(100 * accuracy).toFixed(2)} % of the test set right, trained in \\d+ s on ` +
          `tensorflow .*, hash ${hash}`,
      ),
    );
    const { code, stdout, stderr } = await gan("features", "train", "mnist", "--json");
    assert.equal(code, 0, stderr);
    const there = JSON.parse(stdout) as Record<string, string>;
    assert.deepEqual(
      [there["hash"], there["accuracy"]],
      [hash, metadata["accuracy"]],
      "it is there already",
    );
  });

  it("is the same when it is read back, and tells real pictures from noise", async () => {
    const engine = await loadEngine("auto", { convolution: false });
    assert.equal(engine.name, "tensorflow");
    const stored = present(await readWeights(NAME, [cache]));
    const extractor = extractorOf(CLASSIFIERS.mnist, stored);
    const program = createEagerProgram(
      { inputs: {}, run: (state) => ({ state, metrics: tensor1d([0]) }) },
      {},
    );
    const look = (pictures: Float32Array) =>
      finish(extract(extractor, pictures, [28, 28, 1], { program }));
    const data = dataSchema.parse({ source: "mnist", range: "minusOneToOne" });
    const part = async (name: "validation" | "test") => {
      const { dataset } = await openPart(data, cacheDirs(), name);
      // Whatever the range of the training, a classifier sees [0, 1].
      return {
        labels: present(dataset.labels),
        seen: await look(
          rows(
            dataset,
            Array.from({ length: dataset.count }, (_, i) => i),
          ).map((value) => (value + 1) / 2),
        ),
      };
    };
    const test = await part("test");
    const validation = await part("validation");
    const right =
      predictedClasses(test.seen.probabilities).reduce(
        (sum, predicted, i) => sum + Number(predicted === test.labels[i]),
        0,
      ) / 10_000;
    assert.equal(String(right), stored.metadata["accuracy"]);

    const noise = await look(
      Float32Array.from(
        { length: 2000 * 784 },
        (_, i) => Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 1,
      ),
    );
    const distance = async (a: typeof noise, b: typeof noise) =>
      (await finish(frechetDistance(await finish(fit(a.features)), await finish(fit(b.features)))))
        .distance;
    const [near, far] = [
      await distance(test.seen, validation.seen),
      await distance(test.seen, noise),
    ];
    assert.ok(
      near * 100 < far,
      `real pictures are ${near.toFixed(2)} from real ones, noise ${far.toFixed(1)}`,
    );
  });
});

const FIGURES =
  "parzen fid kid inceptionScore classesCovered classKl classEntropy precision recall density " +
  "coverage slicedW1 spread differentBins missingBins msSsim duplicates meanDReal meanDGenerated";

describe("evaluation of pictures", () => {
  it("makes every evaluation that fits, each with the provenance that it needs", async () => {
    const dir = await finished(small());
    const results = await measured(dir, "--samples", "1000");
    assert.deepEqual(Object.keys(results), FIGURES.split(" "));
    for (const [name, { value }] of Object.entries(results))
      assert.ok(Number.isFinite(value), name);
    const common = { data: "mnist", samples: 1000, generator: "current", step: 20, seed: 1 };
    const test = { real: 10_000, rows: "rows 0-9999 of the test set" };
    const seen = {
      features: NAME,
      featuresHash: present(await readWeights(NAME, [cache])).hash,
      dimensions: 64,
      pixelRange: "[0, 1]",
    };
    const { fid, kid, inceptionScore, classKl, coverage } = results;
    const parzen = entry(results, "parzen");
    assert.deepEqual(parzen.settings, {
      ...common,
      ...test,
      validation: 1000,
      validationRows: "1000 of rows 50000-59999 of the training set",
      sigma: parzen.settings["sigma"],
      sigmas: "10 from 0.1 to 1",
      pixelRange: "[0, 1]",
      plusMinus: "standard error",
      ddof: 0,
    });
    assert.equal(present(parzen.curve).length, 10, "the whole curve is kept");
    assert.equal(
      parzen.settings["sigma"],
      present(parzen.curve).reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a)).sigma,
    );
    assert.deepEqual(present(fid).settings, { ...common, ...test, ...seen, ddof: 1, eps: 0 });
    assert.deepEqual(present(kid).settings, {
      ...common,
      ...test,
      ...seen,
      kernel: "(x.y / d + 1)^3",
      estimator: "unbiased",
      subsets: 100,
      subsetSize: 1000,
      plusMinus: "standard deviation over subsets",
      ddof: 0,
    });
    assert.deepEqual(present(inceptionScore).settings, {
      ...common,
      ...seen,
      splits: 10,
      plusMinus: "standard deviation over splits",
      ddof: 0,
    });
    assert.deepEqual(present(classKl).settings, {
      ...common,
      ...seen,
      of: 10,
      real: 50_000,
      rows: "rows 0-49999 of the training set",
      seenInTraining: true,
    });
    assert.deepEqual(present(coverage).settings, { ...common, ...test, ...seen, k: 5 });
  });

  it("does not depend on the range that networks are trained in", async () => {
    // The same pictures in both: one bias for all pixels, half grey.
    const grey = (range: "zeroToOne" | "minusOneToOne", activation: "sigmoid" | "tanh") =>
      finished(
        small((e) => {
          e.data = dataSchema.parse({ source: "mnist", split: "train", range });
          e.generator.layers = [
            {
              type: "dense",
              units: 784,
              activation,
              kernelInitializer: { type: "constant", value: 0 },
              biasInitializer: { type: "constant", value: 0 },
            },
            { type: "reshape", targetShape: [28, 28, 1] },
          ] as Experiment["generator"]["layers"];
          e.optimizer.generator = { type: "sgd", learningRate: 0 };
          e.training.steps = 1;
        }),
      );
    const [a, b] = [await grey("zeroToOne", "sigmoid"), await grey("minusOneToOne", "tanh")];
    const [one, other] = [
      await measured(a, "--metrics", "parzen,fid", "--samples", "200"),
      await measured(b, "--metrics", "parzen,fid", "--samples", "200"),
    ];
    for (const name of ["parzen", "fid"]) {
      assert.ok(
        Math.abs(entry(one, name).value - entry(other, name).value) <
          1e-4 * Math.abs(entry(one, name).value),
        `${name}: ${entry(one, name).value} and ${entry(other, name).value}`,
      );
      assert.deepEqual({ ...entry(one, name).settings }, { ...entry(other, name).settings });
    }
    assert.doesNotMatch((await gan("compare", a, b)).stdout, /not to be compared/);
  });

  it("warns of what makes a figure doubtful", async () => {
    const dir = await finished(
      small((e) => {
        e.data = dataSchema.parse({ source: "mnist" });
      }),
    );
    const results = await measured(dir, "--metrics", "parzen", "--samples", "300");
    const parzen = entry(results, "parzen");
    assert.equal(parzen.settings["validationSeenInTraining"], true);
    assert.match(
      present(parzen.warnings).join(),
      /sigma was chosen were trained with; "split": "train"/,
    );
  });

  it("goes on beside training when it is scheduled, with its own features", async () => {
    const dir = await newRun(
      small((e) => {
        e.training.steps = 30;
        e.evaluation = {
          every: 15,
          metrics: ["fid", "inceptionScore"],
          samples: 300,
          features: "classifier",
        };
      }),
    );
    const { record, stderrTail } = await watch(dir, { cacheDirs: [cache] }).done;
    assert.equal(record.state, "finished", stderrTail);
    const { evaluations, events } = await readRun(dir);
    assert.deepEqual(
      evaluations.map(({ step }) => step),
      [15, 30],
    );
    assert.deepEqual(
      events.flatMap((event) => (event.type === "evaluated" ? [event.features] : [])),
      [NAME, NAME],
    );
    assert.equal(entry(first(evaluations).results, "fid").settings["step"], 15);
  });
});
