import { readRun } from "../../run";
import type { Evaluation, RunRecord } from "../../shared/run/run";
import { runDirOf, type RunStatus, statusOf } from "../plan/folder";
import type { GridPlan, PlannedRun } from "../plan/plan";
import { type Curve, meanCurve, seriesOf } from "./series";

/* Reads what the runs of a study have come to. */

/** What is drawn of every run beside its measures. */
export const CURVES = ["lossD", "lossG", "dReal", "dFake"] as const;
export type CurveName = (typeof CURVES)[number];

/** What has become of a planned run so far. */
export interface RunResult {
  id: string;
  labels: Record<string, string>;
  status: RunStatus;
  step: number;
  steps: number;
  /** Seconds of training; evaluations, pictures and pauses left out. */
  trainingSeconds: number;
  engine: string;
  evaluations: Evaluation[];
  curves: Record<CurveName, Curve>;
  error?: NonNullable<RunRecord["error"]>;
}

/** Points of a run's curve; more than a small panel has pixels for would only cost time. */
const POINTS = 120;

export async function readResults(dir: string, plan: GridPlan): Promise<RunResult[]> {
  const results: RunResult[] = [];
  for (const run of plan.runs) results.push(await readResult(dir, run));
  return results;
}

async function readResult(dir: string, run: PlannedRun): Promise<RunResult> {
  const { status, record } = statusOf(dir, run);
  const { id, labels, experiment } = run;
  if (!record) {
    return {
      id,
      labels,
      status,
      step: 0,
      steps: experiment.training.steps,
      trainingSeconds: 0,
      engine: "",
      evaluations: [],
      curves: { lossD: [], lossG: [], dReal: [], dFake: [] },
    };
  }
  const stored = await readRun(runDirOf(dir, run));
  const curve = (name: CurveName) => meanCurve(seriesOf(stored, name), POINTS, record.steps);
  return {
    id,
    labels,
    status,
    step: record.step,
    steps: record.steps,
    trainingSeconds: record.trainingSeconds,
    engine: [record.engine.name, record.engine.version].filter(Boolean).join(" "),
    evaluations: stored.evaluations,
    curves: {
      lossD: curve("lossD"),
      lossG: curve("lossG"),
      dReal: curve("dReal"),
      dFake: curve("dFake"),
    },
    ...(record.error ? { error: record.error } : {}),
  };
}
