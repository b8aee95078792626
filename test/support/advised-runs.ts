import { Advisor, type Advice } from "../../src/advisor/advisor";
import { type Experiment, experimentSchema } from "../../src/experiment/schema";
import { emptyColumns, sliceColumns } from "../../src/shared/run/coarse";
import type { MetricColumns, MetricName } from "../../src/shared/run/metrics";
import type { ScatterPicture } from "../../src/shared/run/picture";

import { fixture } from "./paths";

/* Runs for the advisor's tests: recorded ones, and rows that are made up. */

export interface RecordedRun {
  experiment: Experiment;
  columns: MetricColumns;
  picture: ScatterPicture;
  /** Of eight, at each evaluation. */
  modesCovered: number[];
}

/** What a file of a recorded run holds. */
interface Recording {
  config: object;
  rows: Partial<Record<MetricName, number[]>>;
  points: Pick<ScatterPicture, "real" | "generated">;
  modesCovered: number[];
}

/** A run of `test/fixtures/advisor-NAME.json`. */
export function recordedRun(name: string): RecordedRun {
  const { config, rows, points, modesCovered } = fixture<Recording>(`advisor-${name}`);
  const experiment = experimentSchema.parse(config);
  const { steps } = experiment.training;
  const heat = { xMin: 0, xMax: 1, yMin: 0, yMax: 1, columns: 1, rows: 1, values: [0] };
  return {
    experiment,
    columns: columnsOf(rows),
    picture: { kind: "scatter", step: steps, ...points, heat },
    modesCovered,
  };
}

/** Columns of some metrics from step 1 on; the others are NaN. */
export function columnsOf(values: Partial<Record<MetricName, readonly number[]>>): MetricColumns {
  const rows = Object.values(values)[0]?.length ?? 0;
  const columns = emptyColumns(rows);
  for (const column of Object.values(columns)) column.fill(NaN);
  for (let row = 0; row < rows; row++) {
    columns.step[row] = row + 1;
    columns.time[row] = (row + 1) / 1000;
  }
  for (const [name, own] of Object.entries(values)) columns[name as MetricName].set(own);
  return columns;
}

/** The steps at which a recorded run is shown its picture: of its end, as the others were not kept. */
export const pictureSteps = ({ picture }: Pick<RecordedRun, "picture">): number[] =>
  Array.from({ length: 10 }, (_, i) => ((i + 1) * picture.step) / 10);

/** What the advisor says of a recorded run. */
export function adviceOn({ experiment, columns, picture }: RecordedRun): Advice[] {
  const advisor = new Advisor(experiment);
  let from = 0;
  return pictureSteps({ picture }).flatMap((step) => {
    const rows = advisor.rows(sliceColumns(columns, from, step));
    from = step;
    return [...rows, ...advisor.picture({ ...picture, step })];
  });
}

/** The kinds of verdict that were given, each once, in their order. */
export const kindsIn = (advice: readonly Advice[]): string[] => [
  ...new Set(advice.flatMap((one) => (one.type === "diagnosed" ? [one.verdict.kind] : []))),
];
