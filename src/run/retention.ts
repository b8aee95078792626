import { readFileSync, rmSync } from "node:fs";
import type { Experiment } from "../experiment/schema";
import { bestOf } from "../shared/evaluation/figures";
import { writeFileAtomic } from "./atomic-files";
import { isEvaluation, isStep } from "./checks";
import { checkpointAt, checkpointStep, listCheckpoints } from "./checkpoint-files";
import { runFiles } from "./files";
import { readLines } from "./jsonl";

/* Which checkpoints of a run stay: the latest, some by their steps, the best, and pinned ones. */

/** What a config's `checkpoint` says of which checkpoints stay. */
export type CheckpointPolicy = Omit<Experiment["checkpoint"], "every">;

/**
 * The steps of the checkpoints that stay: the latest `keep`, those at multiples of `keepEvery`, the
 * one at which the figure `keepBest` was best, and pinned ones.
 *
 * @param steps of the checkpoints that there are
 */
export async function keptSteps(
  dir: string,
  steps: readonly number[],
  { keep, keepEvery, keepBest }: CheckpointPolicy,
): Promise<Set<number>> {
  const latest = [...steps].sort((a, b) => b - a).slice(0, keep);
  const regular = keepEvery === undefined ? [] : steps.filter((step) => step % keepEvery === 0);
  const kept = new Set([...latest, ...regular, ...pinnedSteps(dir)]);
  const best = keepBest === undefined ? undefined : await bestStep(dir, keepBest, steps);
  if (best !== undefined) kept.add(best);
  return kept;
}

/** Deletes the checkpoints up to a step, but those that `keptSteps` names. */
export async function deleteOldCheckpoints(
  dir: string,
  step: number,
  policy: CheckpointPolicy,
): Promise<void> {
  const upToNow = listCheckpoints(dir).filter((file) => checkpointStep(file) <= step);
  if (upToNow.length <= policy.keep) return;
  const kept = await keptSteps(dir, upToNow.map(checkpointStep), policy);
  for (const file of upToNow)
    if (!kept.has(checkpointStep(file))) rmSync(file, { force: true, recursive: true });
}

/** The step at which a figure was best, of those given; undefined where none has it. */
async function bestStep(
  dir: string,
  name: string,
  steps: readonly number[],
): Promise<number | undefined> {
  const figures: { step: number; value: number }[] = [];
  for await (const { step, results } of readLines(runFiles(dir).evaluations, isEvaluation)) {
    const value = results[name]?.value;
    if (typeof value === "number" && steps.includes(step)) figures.push({ step, value });
  }
  return bestOf(name, figures)?.step;
}

/** The steps whose checkpoints a person wants to keep. */
export function pinnedSteps(dir: string): number[] {
  try {
    const { steps } = JSON.parse(readFileSync(runFiles(dir).pins, "utf8")) as { steps?: unknown };
    return Array.isArray(steps) ? steps.filter(isStep) : [];
  } catch {
    return [];
  }
}

/** Pins the checkpoint of a step, or lets it go. @throws GanError where there is none to pin */
export function pinCheckpoint(dir: string, step: number, pinned: boolean): void {
  if (pinned) checkpointAt(dir, step);
  const others = pinnedSteps(dir).filter((one) => one !== step);
  const steps = [...others, ...(pinned ? [step] : [])].sort((a, b) => a - b);
  writeFileAtomic(runFiles(dir).pins, `${JSON.stringify({ steps })}\n`);
}
