/**
 * `npm run bench:waiting`: how long a person waits for a trainer, how long its thread is held,
 * and whether its memory grows.
 * Waiting times are also given in starts: the time from the start of a trainer on the smallest
 * experiment to its first step, in the same run of this program. The targets are in starts.
 * Run it on a quiet machine.
 */
import { loadavg } from "node:os";
import type { OptimizerConfig } from "../src/experiment/schema";
import { residentMB } from "./speed/resident";
import {
  heldByCheckpoint,
  heldByInception,
  heldByOrder,
  heldByPictures,
  heldByResuming,
} from "./waiting/holds";
import {
  answered,
  end,
  endless,
  milliseconds,
  type Row,
  start,
  type Watched,
} from "./waiting/trainer";
import { changeOptimizers, changeRates } from "../test/support/changes";

const ROUNDS = 7;
const CHANGES = 200;

/** From the start of a trainer on the smallest experiment to its first step. */
async function starts(): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    let watched: Watched | undefined;
    const time = await milliseconds(async () => {
      watched = await start(endless("toy"));
      await watched.reaches(1);
    });
    times.push(time);
    if (watched) await end(watched);
  }
  return times;
}

async function pauses(name: "toy" | "mnist"): Promise<Row> {
  const warm = { toy: 6000, mnist: 60 }[name];
  const watched = await start(endless(name));
  await watched.reaches(warm);
  const values: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await watched.reaches(watched.lastStep() + warm / 4);
    values.push(await answered(watched, { type: "pause" }));
    await watched.trainer.command({ type: "resume" });
  }
  await end(watched);
  return { what: `pause of ${name}`, values, unit: "ms", target: 0.4 };
}

async function changesOfOptimizer(): Promise<Row[]> {
  const rmsprop: OptimizerConfig = {
    type: "rmsprop",
    learningRate: 0.001,
    rho: 0.9,
    epsilon: 1e-7,
  };
  const adam: OptimizerConfig = {
    type: "adam",
    learningRate: 0.001,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
  };
  const watched = await start(endless("toy"));
  await watched.reaches(1);
  const values: number[] = [];
  let early: number | undefined;
  for (let i = 0; i < CHANGES; i++) {
    const command = changeOptimizers(["generator"], i % 2 === 0 ? rmsprop : adam);
    values.push(await answered(watched, command));
    if (i === CHANGES / 4) early = await residentMB(watched.trainer.pid);
  }
  const late = await residentMB(watched.trainer.pid);
  await end(watched);
  return [
    { what: `change of an optimizer, ${CHANGES} times`, values, unit: "ms", target: 0.7 },
    growth(`memory, ${CHANGES} changes against ${CHANGES / 4}`, early, late, 1.03),
  ];
}

async function commandBesideEvaluation(): Promise<Row> {
  const watched = await start(endless("ring"));
  await watched.reaches(5);
  await watched.trainer.command({ type: "evaluate", metrics: ["prdc"], samples: 8000 });
  await watched.hears(
    (message) => message.type === "summary" && (message.summary.evaluating?.fraction ?? 0) > 0.3,
  );
  const value = await answered(watched, changeRates(["generator"], 0.0005));
  await end(watched);
  return { what: "command beside an evaluation", values: [value], unit: "ms", target: 3 };
}

async function flatMemory(): Promise<Row> {
  const experiment = endless("ring", (e) => {
    e.samples.every = 500;
    e.checkpoint.every = 500;
  });
  const watched = await start(experiment);
  // JavaScript's heap takes some 2,000 steps to find its size; a leak goes on after that.
  await watched.reaches(3000);
  const early = await residentMB(watched.trainer.pid);
  await watched.reaches(23_000);
  const late = await residentMB(watched.trainer.pid);
  await end(watched);
  return growth("memory of ring, step 23,000 against 3,000", early, late, 1.03);
}

function growth(what: string, early = NaN, late = NaN, target: number): Row {
  return { what, values: [late / early], unit: "ratio", target };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function line({ what, values, unit, target }: Row, startMs: number): string {
  const value = median(values);
  const ratio = unit === "ms" ? value / startMs : value;
  const shown = unit === "ms" ? `${value.toFixed(0)} ms` : "";
  const outcome = ratio <= target ? "met" : "missed";
  return (
    `${what.padEnd(46)} ${shown.padStart(9)} ${ratio.toFixed(3).padStart(8)}   at most ` +
    `${target}   ${outcome}`
  );
}

async function main(): Promise<void> {
  const startTimes = await starts();
  const startMs = median(startTimes);
  const rows: Row[] = [
    await pauses("toy"),
    await pauses("mnist"),
    ...(await changesOfOptimizer()),
    await commandBesideEvaluation(),
    await heldByInception(),
    await heldByPictures(),
    await heldByCheckpoint(),
    await heldByResuming(),
    await heldByOrder(),
    await flatMemory(),
  ];
  console.log(`A start takes ${startMs.toFixed(0)} ms; load average ${loadavg()[0]?.toFixed(1)}`);
  for (const row of rows) console.log(line(row, startMs));
}

void main();
