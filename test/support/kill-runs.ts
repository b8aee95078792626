import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRun } from "../../src/run";
import { cacheDirs } from "../../src/shared/files/cache";
import type { FromTrainer } from "../../src/shared/protocol/messages";
import { startTrainer, type Trainer } from "../../src/trainer-client/client";
import { assertSameRun } from "./kill-compare";
import type { Kind } from "./kill-kinds";
import { TRAINER } from "./paths";
import { changeOptimizers } from "./changes";
import { last } from "./values";

/** Numbers in [0, 1) that a seed decides (mulberry32), so that a campaign can be had again. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

const start = (runDir: string, onMessage: (message: FromTrainer) => void): Trainer =>
  startTrainer({ trainerFile: TRAINER, runDir, cacheDirs: cacheDirs(), onMessage });

/** A run of a kind as it is before anybody is killed, and the same run trained to its end. */
export interface Undisturbed {
  begun: string;
  whole: string;
  /** Messages that its trainer posted, and how long it took. */
  messages: number;
  ms: number;
}

export async function undisturbed(kind: Kind): Promise<Undisturbed> {
  const folder = mkdtempSync(join(tmpdir(), "gan-kill-"));
  const begun = await createRun({ runsDir: folder, name: "kill", experiment: kind.experiment });
  if (kind.changedAt !== undefined) await changeOptimizer(begun, kind.changedAt);
  const whole = copyOf(begun, "whole");
  const started = performance.now();
  let messages = 0;
  const { record, stderrTail } = await start(whole, () => messages++).done;
  if (record.state !== "finished") throw new Error(`${kind.name}: ${record.state}: ${stderrTail}`);
  return { begun, whole, messages, ms: performance.now() - started };
}

/**
 * Trains until a step, changes G's optimizer there, and ends: the run goes on from there as another
 * one.
 */
async function changeOptimizer(runDir: string, step: number): Promise<void> {
  let reached: () => void;
  const there = new Promise<void>((resolve) => (reached = resolve));
  const trainer = start(runDir, (message) => {
    if (message.type === "metrics" && last(message.columns.step) >= step) reached();
  });
  await Promise.race([there, trainer.done]);
  await trainer.command({ type: "pause" });
  await trainer.command(
    changeOptimizers(["generator"], { type: "rmsprop", learningRate: 0.0005 }, "keep"),
  );
  trainer.kill();
  await trainer.done;
}

function copyOf(begun: string, name: string): string {
  const dir = join(mkdtempSync(join(tmpdir(), "gan-kill-")), name);
  cpSync(begun, dir, { recursive: true });
  return dir;
}

/**
 * Kills a copy of a run `kills` times, each time at another moment, then lets it end, and compares.
 * `told` counts the kills.
 */
export async function killAndResume(
  { begun, whole, messages, ms }: Undisturbed,
  kills: number,
  random: () => number,
  told = { killed: 0 },
): Promise<void> {
  const dir = copyOf(begun, "killed");
  for (let i = 0; i < kills; i++) {
    // A third by the clock, to hit the start as well; the others at a message and a moment.
    const byClock = random() < 1 / 3;
    let left = byClock ? Infinity : Math.floor(random() * messages * 0.7);
    const delay = random() * (byClock ? ms : 20);
    const trainer = start(dir, () => {
      if (left-- === 0) setTimeout(() => trainer.kill(), delay);
    });
    const timer = byClock ? setTimeout(() => trainer.kill(), delay) : undefined;
    const { signal, record } = await trainer.done;
    clearTimeout(timer);
    if (signal === "SIGKILL") told.killed++;
    if (record.state === "finished") return await assertSameAndRemove(whole, dir);
  }
  const { record, stderrTail } = await start(dir, () => undefined).done;
  if (record.state !== "finished") throw new Error(`${dir}: ${record.state}: ${stderrTail}`);
  await assertSameAndRemove(whole, dir);
}

/** A run that differs stays, to be looked at. */
async function assertSameAndRemove(whole: string, dir: string): Promise<void> {
  await assertSameRun(whole, dir);
  rmSync(dir, { recursive: true, force: true });
}
