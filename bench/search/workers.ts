import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { runChild } from "../speed/child";
import { CLI } from "../paper/gan";
import type { Part } from "./part";
import { median } from "./statistics";

/* How much faster two workers are than one. */

const STUDY = join(__dirname, "tables", "toy.study.json");
const ROUNDS = 3;
const LIMIT_MS = 30 * 60_000;
/** Two workers are to take no more than this part of the time of one. */
const TARGET = 0.6;

interface Result {
  processors: number;
  /** Of the last minute: before, and after. */
  load: [before: number, after: number];
  /** Seconds of each round, from the command to its end. */
  one: number[];
  two: number[];
}

async function run(say: (text: string) => void): Promise<Result> {
  const before = loadavg()[0] ?? NaN;
  const one: number[] = [];
  const two: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    say(`round ${round} of ${ROUNDS}`);
    one.push(await secondsWith(1));
    two.push(await secondsWith(2));
  }
  const after = loadavg()[0] ?? NaN;
  return { processors: availableParallelism(), load: [before, after], one, two };
}

async function secondsWith(jobs: number): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), "gan-bench-workers-"));
  try {
    const args = [CLI, "search", STUDY, "--study-dir", join(dir, "study"), "--jobs", String(jobs)];
    const began = performance.now();
    const ended = await runChild(process.execPath, args, {
      limit: LIMIT_MS,
      onOutput: () => undefined,
    });
    if (ended.code !== 0) throw new Error(`gan search ended with ${ended.code}`);
    return (performance.now() - began) / 1000;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function section({ processors, load, one, two }: Result): string[] {
  const all = (seconds: number[]): string => seconds.map((value) => value.toFixed(1)).join(", ");
  const ratio = median(two.map((seconds, round) => seconds / (one[round] ?? NaN)));
  return [
    `\`bench/search/tables/toy.study.json\` with \`--jobs 1\` and \`--jobs 2\`, in turn, on ` +
      `${processors} processors. Load average ${load.map((value) => value.toFixed(1)).join(" before, ")} ` +
      "after: with much more than 2 the figures say nothing.",
    "",
    "| one worker | two workers | ratio, the median of the rounds | target |",
    "| --- | --- | --: | --: |",
    `| ${all(one)} s | ${all(two)} s | ${ratio.toFixed(2)} | ${TARGET} |`,
  ];
}

export const workers: Part<Result> = { title: "Two workers", run, section };
