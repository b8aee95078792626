import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Advice } from "../../src/advisor/advisor";
import { replay } from "../../src/advisor/replay";
import { rowColumns } from "../../src/cli/row-pieces";
import { checkpointSteps, readHistory, readPicture, readRecord } from "../../src/run";
import { lastGoodCheckpoint } from "../../src/shared/advisor/last-good";
import { withSetting } from "../../src/shared/protocol/changes";
import type { MetricColumns } from "../../src/shared/run/metrics";
import type { Evaluation } from "../../src/shared/run/run";
import { gan } from "../paper/gan";
import { withEye } from "./by-eye";
import type { Case } from "./cases";
import { GAME_KINDS } from "./games";
import { type Outcome, rightVerdict } from "./score";
import { type Truth, truthOf, TRUTH_FIGURES } from "./truth";

/* The runs of the benchmark: trained, judged, and tried again with their remedies. */

/** Whether a run has been trained, be it that it has failed. */
export const isAtRest = (dir: string): boolean => {
  try {
    return ["finished", "failed"].includes(readRecord(dir).state);
  } catch {
    return false;
  }
};

export const runDir = (work: string, { id }: Pick<Case, "id">): string => join(work, "runs", id);

/** Trains a case, unless that was done before. A run that diverges has failed, and counts. */
export async function train(work: string, one: Case): Promise<string> {
  const dir = runDir(work, one);
  if (isAtRest(dir)) return dir;
  const config = Object.entries(one.set).reduce<object>(
    (now, [path, value]) => withSetting(now, path, value),
    GAME_KINDS[one.game].config(work),
  );
  mkdirSync(join(work, "configs"), { recursive: true });
  const file = join(work, "configs", `${one.id}.gan.json`);
  writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`);
  await gan("train", file, "--run-dir", dir).catch((error: unknown) => {
    if (!isAtRest(dir)) throw error;
  });
  return dir;
}

/** A case, and what came of it. */
export interface Judged extends Outcome {
  case: Case;
  advice: readonly Advice[];
}

/** What became of a run, and what the advisor says of it without knowing that. */
export async function judge(one: Case, dir: string): Promise<Judged> {
  const { advice, cost } = await adviceOn(dir);
  const truth = withEye(one.id, await truthOf(GAME_KINDS[one.game].truth, dir));
  const { steps, trainingSeconds } = readRecord(dir);
  return { case: one, id: one.id, steps, trainingSeconds, truth, advice, cost };
}

async function adviceOn(dir: string): Promise<{ advice: Advice[]; cost: number }> {
  const history = await readHistory(dir);
  const { record } = history.summary;
  const pictures = new Map(
    await Promise.all(
      history.sampleSteps.map(async (step) => [step, await readPicture(dir, step)] as const),
    ),
  );
  const columns: MetricColumns[] = [];
  for await (const piece of rowColumns(dir)) columns.push(piece);
  async function* rows() {
    yield* columns;
  }
  const started = process.cpuUsage();
  const advice: Advice[] = [];
  const course = replay({
    ...history,
    record,
    // What it has said while it trained may go by figures that decide the truth.
    events: history.events.filter(({ type }) => type !== "diagnosed" && type !== "recovered"),
    evaluations: history.evaluations.map(withoutTruth),
    rows: rows(),
    readPicture: async (step) => pictures.get(step),
  });
  for await (const one of course) advice.push(one);
  const { user, system } = process.cpuUsage(started);
  return { advice, cost: (user + system) / 1e6 };
}

const withoutTruth = (evaluation: Evaluation): Evaluation => ({
  ...evaluation,
  results: Object.fromEntries(
    Object.entries(evaluation.results).filter(([name]) => !TRUTH_FIGURES.has(name)),
  ),
});

/** An original and the branch with its remedy, at the same step. */
export interface Tried {
  id: string;
  verdict: string;
  remedy: string;
  from: number;
  original: Truth;
  branch: Truth;
}

/**
 * Tries the remedy of a run's first right verdict. Undefined where there is none to be tried, or
 * where it was not tried before and nothing is to be trained.
 */
export async function tryRemedy(
  work: string,
  run: Judged,
  dir: string,
  { isTrained = false } = {},
): Promise<Tried | undefined> {
  const right = rightVerdict(run);
  const found = run.advice.find((one) => one === right);
  const verdict = found?.type === "diagnosed" ? found.verdict : undefined;
  const remedy = verdict?.remedy;
  if (!verdict || !remedy || remedy.fresh) return undefined;
  const from = lastGoodCheckpoint(checkpointSteps(dir), verdict.since);
  if (from === undefined) return undefined;
  const branch = join(work, "branches", `${run.case.id}-${remedy.name}-at-${from}`);
  if (isTrained && !isAtRest(branch)) return undefined;
  if (!isAtRest(branch)) {
    const settings = remedy.set.flatMap(({ path, value }) => [
      "--set",
      `${path}=${JSON.stringify(value)}`,
    ]);
    await gan("branch", dir, "--at", String(from), "--run-dir", branch, ...settings).catch(
      (error: unknown) => {
        if (!isAtRest(branch)) throw error;
      },
    );
  }
  return {
    id: run.case.id,
    verdict: verdict.kind,
    remedy: remedy.name,
    from,
    original: run.truth,
    branch: await truthOf(GAME_KINDS[run.case.game].truth, branch),
  };
}
