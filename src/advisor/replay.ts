import type { Experiment } from "../experiment/schema";
import { standingChanges, standingStepsAlone } from "../shared/protocol/changes";
import { sliceColumns } from "../shared/run/coarse";
import type { MetricColumns } from "../shared/run/metrics";
import type { Picture } from "../shared/run/picture";
import type { Evaluation, RunEvent, RunRecord } from "../shared/run/run";
import { isLive } from "../shared/run/state";
import { lowerBound } from "../shared/run/series";
import { type Advice, Advisor } from "./advisor";

/* What the advisor says of a run, from its files alone. */

/** What a run's folder tells of its course. */
export interface RunCourse {
  /** What the run was begun with. */
  experiment: Experiment;
  record: Pick<RunRecord, "state" | "step" | "error">;
  /** In the order of their steps, in pieces of any length. */
  rows: AsyncIterable<MetricColumns>;
  events: readonly RunEvent[];
  evaluations: readonly Evaluation[];
  /** The steps that have a picture, ascending. */
  sampleSteps: readonly number[];
  /** @returns undefined where it is gone or damaged */
  readPicture: (step: number) => Promise<Picture | undefined>;
}

/** Something that is to be told to the advisor once it has had all rows before a step. */
interface Occurrence {
  /** The first step whose row comes after it. */
  before: number;
  tell: (advisor: Advisor) => Advice[] | Promise<Advice[]>;
}

/**
 * All that the advisor says of a run, in the order of the steps, and the advisor after that.
 *
 * @param options.fromStart whether the rows begin with the run's first
 */
export async function* replay(
  course: RunCourse,
  options: { fromStart?: boolean } = {},
): AsyncGenerator<Advice, Advisor> {
  const advisor = new Advisor(course.experiment, options);
  const waiting = occurrencesOf(course);
  for await (const columns of course.rows) yield* upTo(advisor, columns, waiting);
  for (const { tell } of waiting) yield* await tell(advisor);
  const { error, step } = course.record;
  if (error?.code === "not-finite") yield* advisor.diverged(step);
  return advisor;
}

/** Tells the advisor of rows, and in between of what came before some of them. */
async function* upTo(
  advisor: Advisor,
  columns: MetricColumns,
  waiting: Occurrence[],
): AsyncGenerator<Advice> {
  const last = columns.step.at(-1) ?? -Infinity;
  let from = 0;
  while (waiting[0] && waiting[0].before <= last) {
    const { before, tell } = waiting.shift()!;
    const to = lowerBound(columns.step, before);
    yield* advisor.rows(sliceColumns(columns, from, to));
    yield* await tell(advisor);
    from = to;
  }
  yield* advisor.rows(sliceColumns(columns, from));
}

/** What became of a run beside its rows, in its order. */
function occurrencesOf(course: RunCourse): Occurrence[] {
  const { sampleSteps, evaluations, readPicture, record } = course;
  const lastPicture = isLive(record.state) ? undefined : sampleSteps.at(-1);
  return [
    ...changesOf(course),
    ...stepsAloneOf(course),
    ...ignoredIn(course),
    ...sampleSteps.map((step) => ({
      before: step + 1,
      async tell(advisor: Advisor) {
        const picture = await readPicture(step);
        if (!picture) return [];
        return step === lastPicture
          ? advisor.picture(picture, { isLast: true })
          : advisor.picture(picture);
      },
    })),
    ...evaluations.map((evaluation) => ({
      before: evaluation.step + 1,
      tell: (advisor: Advisor) => advisor.evaluation(evaluation),
    })),
  ].sort((a, b) => a.before - b.before);
}

const changesOf = ({ events }: RunCourse): Occurrence[] =>
  standingChanges(events).map(({ step, set }) => ({
    before: step,
    tell(advisor) {
      advisor.changed(set);
      return [];
    },
  }));

const stepsAloneOf = ({ events }: RunCourse): Occurrence[] =>
  standingStepsAlone(events).map((step) => ({
    before: step,
    tell(advisor) {
      advisor.trainedAlone(step);
      return [];
    },
  }));

const ignoredIn = ({ events }: RunCourse): Occurrence[] =>
  events.flatMap((event) =>
    event.type === "verdictIgnored"
      ? [
          {
            before: event.step + 1,
            tell(advisor: Advisor) {
              advisor.ignore(event.kind);
              return [];
            },
          },
        ]
      : [],
  );
