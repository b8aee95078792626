import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plan } from "../../src/search";
import { studyFiles } from "../../src/search";
import { type Assignment, Desk } from "../../src/search/work/desk";
import { Judge } from "../../src/search/work/judge";
import type { StudyRun } from "../../src/search/plan/trials";
import type { Evaluation } from "../../src/shared/run/run";

/*
 * A study whose runs were trained before. A run follows from its config alone, number by number,
 * so its evaluations can be read where it would be trained. All else is the product's own: desk,
 * claims, journal, method and pruner.
 */

/** What a run comes to that is trained to its end. */
export interface Recording {
  evaluations: readonly Evaluation[];
  state: "finished" | "diverged";
  step: number;
}

/** What a trial of a study has cost and come to. */
export interface ReplayedTrial {
  labels: Record<string, string>;
  steps: number;
  /** Whether it was stopped before its end. */
  isPruned: boolean;
}

/** Works on a study until nothing is left. @returns its trials in their order */
export function replay(plan: Plan, recordingOf: (run: StudyRun) => Recording): ReplayedTrial[] {
  const dir = mkdtempSync(join(tmpdir(), "gan-bench-search-"));
  try {
    mkdirSync(studyFiles(dir).runs, { recursive: true });
    writeFileSync(studyFiles(dir).plan, JSON.stringify(plan));
    const desk = new Desk({ dir, worker: "replay", plan, silenceMs: Infinity, onFault: refuse });
    const judge = new Judge(dir, desk, plan);
    const trials: ReplayedTrial[] = [];
    for (let next = desk.next(); typeof next === "object"; next = desk.next())
      trials.push(replayRun(next, recordingOf(next.run), desk, judge));
    return trials;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** As `src/search/work/worker.ts` trains a run. */
export function replayRun(
  assignment: Assignment,
  { evaluations, state, step }: Recording,
  desk: Desk,
  judge: Judge,
): ReplayedTrial {
  const { labels } = assignment.run;
  desk.record(assignment, { type: "started", step: 0 });
  for (const evaluation of evaluations) {
    if (!judge.isPruned(assignment, evaluation)) continue;
    desk.record(assignment, { type: "pruned", step: evaluation.step });
    desk.record(assignment, { type: "released", step: evaluation.step });
    return { labels, steps: evaluation.step, isPruned: true };
  }
  desk.record(assignment, { type: "ended", step, state });
  return { labels, steps: step, isPruned: false };
}

function refuse(message: string): never {
  throw new Error(message);
}
