import type { CompareContent, ComparedRunView, Curve } from "../shared/compare/compared-runs";
import { clockOf, type RunClock } from "../shared/compare/run-clock";
import { compareRuns } from "../shared/evaluation/comparison";
import { toGanError } from "../shared/errors";
import { evenRows, type RunRows } from "../shared/run/coarse";
import { METRIC_NAMES, METRICS } from "../shared/run/metrics";
import { currentExperiment } from "../shared/protocol/changes";
import { figureKinds } from "../shared/runs-table/figure-columns";
import { SEED } from "../shared/runs-table/groups";
import type { FigureSeries } from "../shared/runs-table/run-entry";
import { settingsOf } from "../shared/runs-table/settings-of";
import { figuresOf } from "./entries";
import { readNotes } from "./notes";
import { readHistory, type RunHistory } from "./store";
import { readRows } from "./rows";

/* Reads several runs for the page that compares them. */

/** A chart has about as many places for points. */
const MAX_POINTS = 400;

interface ReadRun {
  dir: string;
  history: RunHistory;
  rows: RunRows;
  figures: FigureSeries[];
}

/** One run after the other, so that the caller's event loop keeps turning. */
export async function readCompared(
  dirs: readonly string[],
  picturesUri: (dir: string) => string,
): Promise<CompareContent> {
  const read: ReadRun[] = [];
  const unreadable: CompareContent["unreadable"] = [];
  for (const dir of dirs) {
    try {
      const history = await readHistory(dir);
      const figures = figuresOf(history.evaluations);
      read.push({ dir, history, rows: await readRows(dir), figures });
    } catch (error) {
      unreadable.push({ dir, reason: toGanError(error).message });
    }
  }
  const labels = labelsOf(read);
  const titles = new Map(
    figureKinds(read).map(({ name, key, title, apart }) => [
      `${name} ${key}`,
      apart ? `${title} (${apart})` : title,
    ]),
  );
  return {
    runs: read.map((run, i) => ({
      ...viewOf(run, labels[i] ?? run.dir, titles),
      picturesUri: picturesUri(run.dir),
    })),
    comparison: compareRuns(
      read.map(({ history: { experiment, events, evaluations } }, i) => ({
        label: labels[i] ?? "",
        experiment: currentExperiment(experiment, events),
        evaluations,
      })),
    ),
    unreadable,
  };
}

/** Names; runs of one name have numbers, in the order in which they were begun. */
function labelsOf(read: readonly ReadRun[]): string[] {
  const names = read.map(({ dir, history }) => readNotes(dir).name ?? history.summary.record.name);
  return names.map((name, i) => {
    const isAlone = names.indexOf(name) === names.lastIndexOf(name);
    const before = names.slice(0, i).filter((other) => other === name).length;
    return isAlone ? name : `${name} (${before + 1})`;
  });
}

function viewOf(
  { dir, history, rows, figures }: ReadRun,
  label: string,
  titles: ReadonlyMap<string, string>,
): Omit<ComparedRunView, "picturesUri"> {
  const { record } = history.summary;
  // An evaluation is told of when it is over, while steps go on.
  const events = history.events.filter(({ type }) => type !== "evaluated");
  const clock = clockOf(rows.columns, events);
  const { values, lists } = settingsOf(currentExperiment(history.experiment, history.events));
  const settings = Object.entries(values).filter(([path]) => path !== SEED);
  return {
    dir,
    label,
    state: record.state,
    step: record.step,
    steps: record.steps,
    repetitionOf: JSON.stringify([settings, lists]),
    curves: [
      ...metricCurves(rows, clock),
      ...figures.map((series) => figureCurve(series, clock, titles)),
    ],
    pictures: history.sampleSteps,
  };
}

function metricCurves({ columns, coarse }: RunRows, clock: RunClock): Curve[] {
  const places = evenRows(coarse, 0, columns.step.length, MAX_POINTS);
  const at = (column: Float64Array) => places.map((row) => column[row] ?? NaN);
  const wall = at(columns.step).map(clock.wallTime);
  return METRIC_NAMES.map((name) => ({
    id: name,
    title: METRICS[name],
    dots: false,
    step: at(columns.step),
    time: at(columns.time),
    wall,
    value: at(columns[name]),
  }));
}

function figureCurve(
  { name, key, points }: FigureSeries,
  { trainingTime, wallTime }: RunClock,
  titles: ReadonlyMap<string, string>,
): Curve {
  const id = `${name} ${key}`;
  const step = points.map(([at]) => at);
  return {
    id,
    title: titles.get(id) ?? name,
    dots: true,
    step,
    time: step.map(trainingTime),
    wall: step.map(wallTime),
    value: points.map(([, value]) => value),
  };
}
