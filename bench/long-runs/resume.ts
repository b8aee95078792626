import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { readRecord, runFiles } from "../../src/run";
import { type Cost, usageOf } from "./cost";

const ROUNDS = 5;
/** Steps that nobody waits for: the run is stopped after its first row. */
const ENDLESS = 1_000_000_000;

/** A run at rest, and the step of the checkpoint that it is resumed from. */
export interface Resumable {
  dir: string;
  step: number;
}

/**
 * Resumes a run from one of its checkpoints, until the first row of its training is told, and stops
 * it then.
 *
 * @returns what command line and trainer took until that row
 */
async function costOfResuming(cli: string, { dir, step }: Resumable): Promise<Cost> {
  const started = performance.now();
  const args = ["resume", dir, "--from", String(step), "--steps", String(ENDLESS), "--json"];
  const child = spawn(process.execPath, [cli, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  let cost: Cost | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    if (cost || !line.startsWith('{"type":"metrics"')) continue;
    const seconds = (performance.now() - started) / 1000;
    const host = usageOf(child.pid ?? 0);
    const trainer = usageOf(readRecord(dir).pid);
    if (!host || !trainer) throw new Error("the run ended before it could be looked at");
    cost = {
      seconds,
      processor: host.processor + trainer.processor,
      megabytes: trainer.megabytes,
    };
    child.kill("SIGINT");
  }
  const code = await ended;
  if (!cost || code !== 0) throw new Error(`gan ${args.join(" ")} ended with ${code}`);
  return cost;
}

const median = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const medianCost = (costs: readonly Cost[]): Cost => ({
  seconds: median(costs.map(({ seconds }) => seconds)),
  processor: median(costs.map(({ processor }) => processor)),
  megabytes: median(costs.map(({ megabytes }) => megabytes)),
});

/**
 * Resumes each run several times, in turn, so that what else the machine does hits all alike.
 * @returns the medians
 */
export async function costsOfResuming(cli: string, runs: readonly Resumable[]): Promise<Cost[]> {
  const costs: Cost[][] = runs.map(() => []);
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, run] of runs.entries()) costs[i]?.push(await costOfResuming(cli, run));
  return costs.map(medianCost);
}

/** Resumes a run that has no index, as runs of earlier versions have none. */
export function costOfFirstResuming(cli: string, run: Resumable): Promise<Cost> {
  rmSync(runFiles(run.dir).index, { recursive: true, force: true });
  return costOfResuming(cli, run);
}
