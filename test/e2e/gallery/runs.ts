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
  await cp("examples/optimizer-study.study.json", join(workspace, "optimizer-study.study.json"));
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
}
