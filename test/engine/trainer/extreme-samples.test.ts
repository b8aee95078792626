import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSource } from "../../../src/data/source";
import { order } from "../../../src/data/order";
import { loadEngine, type LoadedEngine } from "../../../src/engine/load";
import { usualEvaluations } from "../../../src/experiment/evaluation";
import { parseExperiment } from "../../../src/experiment/parse";
import { withAbsolutePaths } from "../../../src/experiment/paths";
import { type Experiment, EVALUATION_NAMES } from "../../../src/experiment/schema";
import type { Points } from "../../../src/metrics/distances";
import { fit, frechetDistance } from "../../../src/metrics/frechet";
import { inceptionScore } from "../../../src/metrics/inception-score";
import { kernelDistance } from "../../../src/metrics/kernel-distance";
import { finish } from "../../../src/metrics/pieces";
import type { Picture } from "../../../src/shared/run/picture";
import { evaluate, RealData } from "../../../src/trainer/evaluation";
import { samplePicture } from "../../../src/trainer/pictures";
import { Session } from "../../../src/trainer/session/session";
import { newRun, npy, template } from "../../support/trainer";
import { entry, first, present } from "../../support/values";

/** What G is made to give: a weight of its last layer and a bias. */
const OUTPUTS: [what: string, kernel: number, bias: number][] = [
  ["spread as at first", 1, 0],
  ["spread 1e-30", 1e-30, 0],
  ["spread 1e4", 1e4, 0],
  ["spread 1e9", 1e9, 0],
  ["spread 1e30", 1e30, 0],
  ["some of it infinite", Infinity, 0],
  ["constant", 0, 0.5],
  ["constant, 1e30", 0, 1e30],
  ["constant, -1e-30", 0, -1e-30],
  ["NaN", 0, NaN],
  ["Infinity", 0, Infinity],
];

const NETWORKS = (outputs: number) => ({
  latent: { size: 4 },
  generator: {
    layers: [
      { type: "dense", units: 4 },
      { type: "dense", units: outputs },
    ],
  },
  discriminator: {
    layers: [
      { type: "flatten" },
      { type: "dense", units: 4, activation: "tanh" },
      { type: "dense", units: 1 },
    ],
  },
});

/** Data of each kind that has its own picture. */
function experiments(): [what: string, experiment: Experiment][] {
  const folder = mkdtempSync(join(tmpdir(), "gan-extreme-"));
  const numbers = Array.from({ length: 200 }, (_, i) => Math.sin(i * i));
  writeFileSync(join(folder, "one.csv"), `x\n${numbers.join("\n")}\n`);
  const rows = numbers.map((x, i) => `${x},${Math.cos(i)},${i % 2 ? "a" : "b"}`);
  writeFileSync(join(folder, "table.csv"), `x,y,kind\n${rows.join("\n")}\n`);
  const pixels = Uint8Array.from({ length: 60 * 16 }, (_, i) => (i * i) % 256);
  writeFileSync(join(folder, "pictures.npy"), npy("|u1", [4, 4, 1], pixels));
  const own = (data: object, outputs: number, reshape?: number[]): Experiment => {
    const networks = NETWORKS(outputs);
    const generator = reshape
      ? { layers: [...networks.generator.layers, { type: "reshape", targetShape: reshape }] }
      : networks.generator;
    const adam = { type: "adam", learningRate: 0.001 };
    const optimizer = { generator: adam, discriminator: adam };
    const text = JSON.stringify({ data, ...networks, generator, optimizer });
    const { experiment, problems } = parseExperiment(text, folder);
    assert.ok(experiment, JSON.stringify(problems));
    return withAbsolutePaths(experiment, folder);
  };
  const split = "train";
  const numeric = (name: string) => ({ type: "numeric", name });
  const columns = [
    numeric("x"),
    numeric("y"),
    { type: "categorical", name: "kind", values: ["a", "b"] },
  ];
  return [
    ["1-D data", template("gaussian-1d")],
    ["2-D data", template("ring-of-8-gaussians")],
    ["a column", own({ source: "csv", file: "one.csv", split, columns: [numeric("x")] }, 1)],
    ["a table", own({ source: "csv", file: "table.csv", split, columns }, 4)],
    [
      "pictures",
      own({ source: "npy", file: "pictures.npy", split, shape: [4, 4, 1] }, 16, [4, 4, 1]),
    ],
  ];
}

/** A session whose G gives such outputs. */
async function sessionOf(
  experiment: Experiment,
  engine: LoadedEngine,
  kernel: number,
  bias: number,
): Promise<Session> {
  const source = await openSource(experiment.data, "");
  const session = await Session.open(await newRun(experiment), experiment, source, engine);
  const state = await session.program.state();
  const names = Object.keys(state).filter((name) => name.startsWith("generator/"));
  const last = Math.max(...names.map((name) => Number(name.split("/")[1])));
  for (const name of names) {
    const { values } = entry(state, name);
    if (name === `generator/${last}/kernel`)
      values.forEach((value, i) => (values[i] = scaled(value, kernel)));
    if (name === `generator/${last}/bias`) values.fill(bias);
  }
  await session.rebuild(session.experiment, session.model, state);
  return session;
}

/** Never infinite: sums of what is near the end of float32 are. */
const scaled = (value: number, kernel: number): number =>
  kernel === 0 ? 0 : Math.max(-3e38, Math.min(3e38, value * kernel));

const hasNumbers = (picture: Picture): boolean =>
  picture.kind === "density"
    ? [picture.pGenerator, picture.pData, picture.d].flat().every(Number.isFinite)
    : picture.kind === "images" || [picture.generated, picture.real].flat().every(Number.isFinite);

for (const name of ["tensorflow", "wasm"] as const) {
  describe(
    "whatever G gives, its picture is drawn and its figures say what they are worth, on " +
      `${name}`,
    () => {
      let engine: LoadedEngine;
      before(async () => {
        engine = await loadEngine(name, { convolution: false });
      });

      for (const [what, experiment] of experiments()) {
        it(what, async () => {
          for (const [given, kernel, bias] of OUTPUTS) {
            const session = await sessionOf(experiment, engine, kernel, bias);
            const { picture, png } = await finish(samplePicture(session));
            assert.ok(png.length > 100, given);
            assert.ok(hasNumbers(picture), given);
            const spoilt = Number.isNaN(bias) || bias === Infinity || kernel === Infinity;
            assert.equal(
              (picture.notFinite ?? 0) > 0,
              spoilt,
              `${given}: samples that are left out`,
            );

            const request = {
              metrics: usualEvaluations(experiment),
              samples: 300,
              features: experiment.evaluation.features,
            };
            const real = new RealData(experiment.data, []);
            const signal = new AbortController().signal;
            const { results, failures } = await finish(evaluate(session, request, real, signal));
            assert.equal(failures, undefined, `${given}: ${JSON.stringify(failures)}`);
            assert.ok(Object.keys(results).length >= 2, `${given}: ${Object.keys(results)}`);
            for (const [name, { value, warnings }] of Object.entries(results)) {
              const place = `${given}: ${name} is ${value}`;
              if (!spoilt || name === "meanDReal") assert.ok(!Number.isNaN(value), place);
              else {
                assert.ok(Number.isNaN(value), place);
                assert.match(
                  first(present(warnings)),
                  /^\d+ of 300 samples of G are NaN or infinite$/,
                  place,
                );
              }
            }
            session.program.dispose();
          }
        });
      }

      it("every evaluation is among those that were tried, works on features or trains networks", () => {
        const tried = new Set(
          experiments().flatMap(([, experiment]) => usualEvaluations(experiment)),
        );
        const ofFeatures = ["fid", "kid", "inceptionScore", "classes"];
        const ofTrained = ["dualityGap"];
        assert.deepEqual(
          [...tried, ...ofFeatures, ...ofTrained].sort(),
          [...EVALUATION_NAMES].sort(),
        );
      });
    },
  );
}

describe("distances of features", () => {
  const features = (seed: number, value: (x: number, i: number) => number): Points => ({
    values: Float32Array.from({ length: 60 * 5 }, (_, i) => value(Math.sin(i * i + seed), i)),
    dimensions: 5,
  });
  const choose = (subset: number, n: number) => order(0, subset, n).subarray(0, 20);
  const measured = async (generated: Points) => {
    const real = features(1, (x) => x);
    const [a, b] = [await finish(fit(real)), await finish(fit(generated))];
    return {
      fid: (await finish(frechetDistance(a, b))).distance,
      kid: (await finish(kernelDistance(real, generated, { count: 3, size: 20, choose }))).distance,
      inceptionScore: (await finish(inceptionScore(generated))).score,
    };
  };

  it("end whatever the features are, and are NaN where one is", async () => {
    for (const scale of [1e-30, 1, 1e4, 1e9, 1e30, 0]) {
      const { fid, kid } = await measured(features(2, (x) => x * scale));
      assert.ok(!Number.isNaN(fid) && !Number.isNaN(kid), `${scale}: ${fid}, ${kid}`);
    }
    for (const broken of [NaN, Infinity]) {
      const values = Object.values(
        await measured(features(3, (x, i) => (i === 7 ? broken : Math.abs(x)))),
      );
      assert.ok(
        values.every((value) => !Number.isFinite(value)),
        `${broken}: ${values}`,
      );
    }
  });
});
