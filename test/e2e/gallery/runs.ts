import { execFile } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The text of an example. */
export const example = (name: string) => readFile(join("examples", `${name}.gan.json`), "utf8");

/** The runs that the pictures show, trained from the command line before the first is taken. */
export async function trainRuns(workspace: string): Promise<void> {
  const gaussian = await example("gaussian-1d");
  const ring = await example("ring-of-8-gaussians");
  const configs: Record<string, string> = {
    "first.gan.json": gaussian.replace('"steps": 2500', '"steps": 1000000'),
    // A critic without bounds, and rates that are far too large: 60 steps.
    "diverging.gan.json": ring
      .replace('"optimizer": {', '"objective": { "loss": "wasserstein" },\n  "optimizer": {')
      .replaceAll(
        '"type": "adam", "learningRate": 0.001, "beta1": 0.5',
        '"type": "sgd", "learningRate": 1',
      )
      .replace(/"every": \d+/g, '"every": 20'),
    "ring.gan.json": ring,
    "digits.gan.json": await example("mnist-mlp"),
  };
  for (const [name, text] of Object.entries(configs)) await writeFile(join(workspace, name), text);
  const copied = [
    "optimizer-study.study.json",
    "drawn-points.points.csv",
    "drawn-points.gan.json",
    "drawn-curve.curve.csv",
    "drawn-curve.gan.json",
  ];
  for (const name of copied) await cp(`examples/${name}`, join(workspace, name));
  const train = async (config: string, ...args: string[]) => {
    // A run that diverges ends with a failure; it is the one that is wanted.
    await run("node", [resolve("dist/cli.js"), "train", config, ...args], { cwd: workspace }).catch(
      () => undefined,
    );
  };
  await train("digits.gan.json", "--steps", "100", "--set", "samples.every=50");
  await train("first.gan.json", "--steps", "2000");
  await train("first.gan.json", "--steps", "2000", "--set", "optimizer.generator.type=rmsprop");
  await train("diverging.gan.json");
  await train("ring.gan.json");
  await writeFile(join(workspace, "ring-search.study.json"), SEARCH);
  await run("node", [resolve("dist/cli.js"), "search", "ring-search.study.json"], {
    cwd: workspace,
  });
}

/** A small search of the ring, with trials that are stopped early. */
const SEARCH = JSON.stringify({
  description: "Optimizers and rates of the ring",
  base: "ring.gan.json",
  set: {
    "training.steps": 1200,
    "evaluation.every": 100,
    "evaluation.metrics": ["slicedWasserstein"],
    "samples.every": 600,
  },
  vary: {
    optimizer: {
      Adam: {},
      RMSprop: {
        "optimizer.generator": { type: "rmsprop" },
        "optimizer.discriminator": { type: "rmsprop" },
      },
    },
    rate: {
      paths: ["optimizer.generator.learningRate", "optimizer.discriminator.learningRate"],
      from: 1e-5,
      to: 1e-2,
      scale: "log",
    },
    "training.discriminatorSteps": { from: 1, to: 3, integer: true },
  },
  search: {
    objective: { measure: "slicedW1" },
    trials: 12,
    first: [{}],
    prune: { type: "asha", minResource: 200 },
  },
});
