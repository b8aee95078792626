import { existsSync } from "node:fs";
import { Advisor } from "../../advisor/advisor";
import { replay } from "../../advisor/replay";
import { MAX_PICTURES_BACK } from "../../advisor/sample-rules";
import { windowLength } from "../../advisor/windows";
import { MAX_WINDOWS_BACK } from "../../advisor/window-rules";
import {
  readEvaluations,
  readEvents,
  readPicture,
  readRows,
  runFiles,
  sampleSteps,
} from "../../run";
import { standingVerdicts } from "../../shared/advisor/standing";
import { formatError, toGanError } from "../../shared/errors";
import type { MetricColumns } from "../../shared/run/metrics";
import type { Experiment } from "../../experiment/schema";
import type { Recorder } from "./recorder";

/* The advisor of a run in training: what it has seen before a run is taken up again. */

/** Of so many steps all rows are looked at again, of more only those that rules look back at. */
const MAX_REPLAYED_STEPS = 100_000;

/**
 * Has what is recorded from now on looked at by the advisor, which first sees again what the run
 * has recorded. Where that fails, the log says so, and training goes on without it.
 *
 * @param config what the run was begun with
 */
export async function advise(recorder: Recorder, config: Experiment): Promise<void> {
  try {
    const { dir } = recorder;
    const told = existsSync(runFiles(dir).events) ? standingVerdicts(await readEvents(dir)) : [];
    const advisor = await advisorOf(recorder, config);
    advisor.adopt(told.map(({ verdict }) => verdict));
    recorder.advisor = advisor;
  } catch (error) {
    recorder.log(`the advisor is silent: ${formatError(toGanError(error))}`);
  }
}

/** The advisor after all that the run has recorded up to its step. */
async function advisorOf(recorder: Recorder, config: Experiment): Promise<Advisor> {
  const { dir, record } = recorder;
  if (!existsSync(runFiles(dir).metrics)) return new Advisor(config);
  const back = MAX_WINDOWS_BACK * windowLength(config.training.steps);
  const from = record.step <= MAX_REPLAYED_STEPS ? 1 : Math.max(1, record.step - back);
  const pictures = (await sampleSteps(dir)).slice(-MAX_PICTURES_BACK);
  const course = replay(
    {
      experiment: config,
      record: { state: "running", step: record.step },
      rows: onePiece((await readRows(dir, { from })).columns),
      events: await readEvents(dir),
      evaluations: await readEvaluations(dir),
      sampleSteps: pictures,
      readPicture: (step) => readPicture(dir, step).catch(() => undefined),
    },
    { fromStart: from === 1 },
  );
  for (;;) {
    const { done, value } = await course.next();
    if (done) return value;
  }
}

async function* onePiece(columns: MetricColumns): AsyncGenerator<MetricColumns> {
  yield columns;
}
