import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseExperiment } from "../../src/experiment/parse";
import { withAbsolutePaths } from "../../src/experiment/paths";
import type { Experiment } from "../../src/experiment/schema";

/** A kind of run that is killed: small, so that most of the time goes into starting it. */
export interface Kind {
  name: string;
  experiment: Experiment;
  /** Another optimizer for G from this step on. */
  changedAt?: number;
}

const dense = (units: number, activation = "linear") => ({ type: "dense", units, activation });
const layers = (...all: object[]) => ({ layers: all });
const adam = { type: "adam", learningRate: 0.001 };
const SHARED = {
  optimizer: { generator: adam, discriminator: adam },
  latent: { size: 4 },
};
const MLP = (outputs: number) => ({
  generator: layers(dense(16, "relu"), dense(outputs)),
  discriminator: layers(dense(16, "leakyRelu"), dense(1)),
});

const numeric = (name: string) => ({ type: "numeric", name });
const categorical = { type: "categorical", name: "kind", values: ["a", "b"] };
const often = (steps: number, every: number) => ({
  training: { steps, batchSize: 8 },
  samples: { every, count: 16 },
  checkpoint: { every, keep: 2 },
});

/** Makes a whole experiment of what a kind sets, with its files in a folder. */
const maker =
  (folder: string) =>
  (config: object): Experiment => {
    const { experiment, problems } = parseExperiment(
      JSON.stringify({ ...SHARED, ...config }),
      folder,
    );
    if (!experiment) throw new Error(JSON.stringify(problems));
    return withAbsolutePaths(experiment, folder);
  };

/** The kinds of runs of a campaign, their data in a new folder. */
export function killKinds(): Kind[] {
  const folder = mkdtempSync(join(tmpdir(), "gan-kill-data-"));
  const numbers = Array.from({ length: 400 }, (_, i) => Math.sin(i * i));
  const rows = numbers.map((x, i) => `${x},${Math.cos(i)},${i % 3 ? "a" : "b"}`);
  writeFileSync(join(folder, "table.csv"), `x,y,kind\n${rows.join("\n")}\n`);
  writeFileSync(join(folder, "pictures.npy"), pictures(200, 8));
  const experimentOf = maker(folder);
  const mlp = { data: { source: "gaussian" }, ...MLP(1), evaluation: { every: 100 } };
  return [
    { name: "MLP", experiment: experimentOf({ ...mlp, ...often(1000, 100) }) },
    {
      name: "changed optimizer",
      experiment: experimentOf({ ...mlp, ...often(1000, 100) }),
      changedAt: 300,
    },
    {
      name: "evaluations",
      experiment: experimentOf({
        data: {
          source: "csv",
          file: "table.csv",
          columns: [numeric("x"), numeric("y"), categorical],
          split: "train",
        },
        ...MLP(4),
        ...often(600, 60),
        evaluation: { every: 60, metrics: ["discriminator", "parzen", "prdc"], samples: 500 },
      }),
    },
    ...pictureKinds(experimentOf),
  ];
}

/** Kinds of runs on pictures.npy. */
function pictureKinds(experimentOf: (config: object) => Experiment): Kind[] {
  return [
    {
      name: "pictures",
      experiment: experimentOf({
        data: { source: "npy", file: "pictures.npy", shape: [8, 8, 1] },
        generator: layers(dense(64), { type: "reshape", targetShape: [8, 8, 1] }),
        discriminator: layers({ type: "flatten" }, dense(16, "leakyRelu"), dense(1)),
        ...often(600, 30),
        evaluation: { every: 60, metrics: ["discriminator"] },
      }),
    },
    {
      name: "conv",
      experiment: experimentOf({
        data: { source: "npy", file: "pictures.npy", shape: [8, 8, 1] },
        generator: layers(
          dense(64, "relu"),
          { type: "reshape", targetShape: [4, 4, 4] },
          { type: "batchNorm" },
          { type: "conv2dTranspose", filters: 1, kernelSize: 4, strides: 2, activation: "tanh" },
        ),
        discriminator: layers(
          { type: "conv2d", filters: 4, kernelSize: 4, strides: 2, activation: "leakyRelu" },
          { type: "flatten" },
          dense(1),
        ),
        ...often(120, 12),
        evaluation: { every: 24, metrics: ["discriminator"] },
      }),
    },
  ];
}

/** An array of `count` grey pictures as a .npy file. */
function pictures(count: number, side: number): Buffer {
  const head =
    `{'descr': '|u1', 'fortran_order': False, 'shape': (${count}, ${side}, ${side}, 1), }`.padEnd(
      117,
    ) + "\n";
  const pixels = Uint8Array.from({ length: count * side * side }, (_, i) => (i * i) % 251);
  return Buffer.concat([
    Buffer.from("\x93NUMPY\x01\x00\x76\x00", "latin1"),
    Buffer.from(head),
    pixels,
  ]);
}
