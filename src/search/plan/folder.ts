import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  folderName,
  isTemporary,
  makeFreshFolder,
  readExperiment,
  refuseForeignFiles,
  runFiles,
  settledRecord,
  writeFileAtomic,
} from "../../run";
import { GanError } from "../../shared/errors";
import * as z from "../../shared/zod";
import type { RunRecord } from "../../shared/run/run";
import type { GridPlan, Plan, PlannedRun } from "./plan";
import { planSchema } from "./plan-schema";
import { studyFiles } from "../store/study-files";
import { withWeightStep } from "./weight-steps";

/* The folder of a study: what lies where, and how it is read back. */

export const runDirOf = (
  studyDir: string,
  { id, folder = id }: Pick<PlannedRun, "id"> & { folder?: string },
): string => join(studyFiles(studyDir).runs, folder);

/**
 * Makes a study's folder, or takes up one that is there: a study may have grown by choices or
 * seeds, but what was trained must be what is asked for now, and weights that it begins with stay
 * those of the steps that were settled at first. Returns its path. Throws `bad-usage`
 * where a run was trained by another config, and where the folder is no study's and holds other
 * files.
 */
export async function openStudy(
  asked: Plan,
  where: { studiesDir: string; dir?: string },
): Promise<string> {
  const dir = where.dir ?? makeFreshFolder(join(where.studiesDir, folderName(asked.name)));
  const before = refuseOtherFolder(dir);
  const plan = withEarlierSteps(asked, before);
  for (const run of plan.format === 1 ? plan.runs : []) {
    const runDir = runDirOf(dir, run);
    const experiment = withWeightStep(run.experiment, plan.weightSteps);
    if (
      !existsSync(runFiles(runDir).record) ||
      isDeepStrictEqual(await readExperiment(runDir), JSON.parse(JSON.stringify(experiment)))
    )
      continue;
    throw new GanError(
      "bad-usage",
      `this run was trained by another config than the study's (${runDir})`,
      "give another folder, or delete the run",
    );
  }
  mkdirSync(studyFiles(dir).runs, { recursive: true });
  writeFileAtomic(studyFiles(dir).plan, `${JSON.stringify(plan, null, 1)}\n`);
  return dir;
}

/** The plan with the steps of weights that were settled when its folder was made. */
function withEarlierSteps(plan: Plan, { weightSteps }: Pick<Plan, "weightSteps"> = {}): Plan {
  return weightSteps ? { ...plan, weightSteps: { ...plan.weightSteps, ...weightSteps } } : plan;
}

/** Refuses a folder that is there already and is no study's. @returns the plan of one that is */
function refuseOtherFolder(dir: string): Plan | undefined {
  if (!existsSync(dir)) return undefined;
  const { plan, runs } = studyFiles(dir);
  // A file of this name that is no record of a study is perhaps the study itself, which would be
  // overwritten.
  if (existsSync(plan)) return readPlan(dir);
  const isEmptyRuns = (name: string) => name === basename(runs) && readdirSync(runs).length === 0;
  refuseForeignFiles(
    dir,
    readdirSync(dir).filter((name) => !isTemporary(name) && !isEmptyRuns(name)),
  );
  return undefined;
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof z.ZodError)) return "";
  const [issue] = cause.issues;
  return issue ? `: ${issue.path.join(".")}: ${issue.message}` : "";
}

/** Reads `study.json`. Throws `bad-usage` where there is none. */
export function readPlan(dir: string): Plan {
  const { plan } = studyFiles(dir);
  try {
    return planSchema.parse(JSON.parse(readFileSync(plan, "utf8")));
  } catch (cause) {
    throw new GanError(
      "bad-usage",
      `no readable study in this folder (${plan}${reasonOf(cause)})`,
      "give the folder of a study, such as .gan/studies/<time>-<name>",
      { cause },
    );
  }
}

/** Reads the `study.json` of a grid. Throws `bad-usage` where there is none, or a search. */
export function readGridPlan(dir: string): GridPlan {
  const plan = readPlan(dir);
  if (plan.format === 1) return plan;
  throw new GanError(
    "bad-usage",
    `the trials of this study are chosen by a search (${plan.search.method})`,
    "give the folder of a study in which every combination is trained",
  );
}

/**
 * How a planned run stands. `diverged`: a loss or a weight was no finite number any more, which
 * more training would not mend.
 */
export type RunStatus = "waiting" | "running" | "interrupted" | "failed" | "diverged" | "finished";

/** A planned run's status, and its record where it has begun. */
export function statusOf(
  studyDir: string,
  run: Pick<PlannedRun, "id">,
): { status: RunStatus; record?: RunRecord } {
  const dir = runDirOf(studyDir, run);
  if (!existsSync(runFiles(dir).record)) return { status: "waiting" };
  const record = settledRecord(dir);
  return { status: statusOfRecord(record), record };
}

export function statusOfRecord({ state, error }: RunRecord): RunStatus {
  if (state === "finished" || state === "interrupted") return state;
  if (state === "stopped") return "interrupted";
  if (state === "failed") return error?.code === "not-finite" ? "diverged" : "failed";
  return "running";
}
