import { availableParallelism, cpus, totalmem, type } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

/** What the numbers depend on, without anything that would name this machine. */
export interface Machine {
  system: string;
  processor: string;
  cores: number;
  memoryGB: number;
  node: string;
}

export function describeMachine(): Machine {
  return {
    system: `${type()} ${process.arch}`,
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 1e9),
    node: process.versions.node,
  };
}

const LOOK_MS = 250;

/**
 * The share of all processors that others use, in [0, 1]: looked at for a moment in which nothing
 * of ours runs.
 */
export async function othersShare(): Promise<number> {
  const before = processorTime();
  await delay(LOOK_MS);
  const after = processorTime();
  return 1 - (after.idle - before.idle) / Math.max(1, after.all - before.all);
}

function processorTime(): { idle: number; all: number } {
  const times = cpus().map((cpu) => cpu.times);
  return {
    idle: times.reduce((sum, { idle }) => sum + idle, 0),
    all: times.reduce(
      (sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq,
      0,
    ),
  };
}
