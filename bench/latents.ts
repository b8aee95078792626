/**
 * `npm run bench:latents`: how long a grid of 64 samples takes whoever explores latents, for the
 * MNIST networks of examples/: from the ask in the host until its answer with the picture, as when a
 * slider is moved, beside G's pass alone in this process, and so as a ratio of both. Weights are
 * those of step 1: no other takes longer.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { cacheDirs } from "../src/shared/files/cache";
import { startExplorer } from "../src/trainer-client/explorer";
import { askedLatents } from "../src/trainer/jobs/latents";
import { openRun } from "../src/trainer/jobs/open";
import { samplesTold } from "../src/trainer/jobs/sample";

const EXAMPLES = ["mnist-mlp", "conditional-mnist", "mnist-dcgan"];
const COUNT = 64;
const ROUNDS = 40;
const DIST = resolve(__dirname, "../dist");
const quiet = () => undefined;

/** A run of an example that has been trained for one step. */
function trained(example: string, folder: string): string {
  const config = resolve(__dirname, `../examples/${example}.gan.json`);
  const run = join(folder, example);
  const args = ["train", config, "--run-dir", run, "--steps", "1", "--set", "samples.every=0"];
  execFileSync(process.execPath, [join(DIST, "cli.js"), ...args], { stdio: "ignore" });
  return run;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function timed(work: (round: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    await work(round);
    times.push(performance.now() - began);
  }
  return times;
}

/** Milliseconds from an ask to its answer, each with another value of a coordinate. */
async function roundTrips(runDir: string): Promise<number[]> {
  const trainerFile = join(DIST, "trainer.js");
  const explorer = await startExplorer({ trainerFile, cacheDirs: cacheDirs(), runDir });
  try {
    const ask = (value: number) =>
      explorer.draw({
        latents: { count: COUNT, edits: [{ sample: 1, coordinate: 1, value }] },
        want: "picture",
      });
    await ask(0);
    return await timed((round) => ask(round / ROUNDS));
  } finally {
    explorer.close();
    await explorer.ended;
  }
}

/** Milliseconds of G's pass alone. */
async function passes(runDir: string): Promise<number[]> {
  const opened = await openRun({ runDir }, quiet);
  const { latents, classes } = await askedLatents(opened, { count: COUNT });
  const pass = () => samplesTold(opened, latents, classes, quiet);
  await pass();
  return timed(pass);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "gan-latents-"));
  const text = (ms: number) => ms.toFixed(1).padStart(8);
  try {
    console.log(`${COUNT} samples; medians of ${ROUNDS}, in milliseconds`);
    console.log(`${"".padEnd(20)}     ask    pass   ratio slowest ask`);
    for (const example of EXAMPLES) {
      const run = trained(example, folder);
      const asks = await roundTrips(run);
      const pass = median(await passes(run));
      const ratio = (median(asks) / pass).toFixed(2).padStart(8);
      const slowest = text(Math.max(...asks));
      console.log(`${example.padEnd(20)}${text(median(asks))}${text(pass)}${ratio} ${slowest}`);
    }
    console.log(`load of the machine ${(loadavg()[0] ?? 0).toFixed(1)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
