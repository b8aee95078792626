import { bestOf, figureTitle } from "../evaluation/figures";
import { describeProvenance, differingParts } from "../evaluation/provenance";
import { formatCount, formatNumber } from "../text/format";
import type { RunColumn } from "./column";
import type { FigureSeries, RunEntry } from "./run-entry";

/*
 * Columns of figures: the last, the best, and that at a step. Figures that cannot be compared are
 * never in one column.
 */

interface Kind {
  name: string;
  key: string;
  title: string;
  /** What tells it from those of the same title. */
  apart: string;
}

/** The kinds of figures that some runs have. */
export function figureKinds(runs: readonly Pick<RunEntry, "figures">[]): Kind[] {
  const kinds = new Map<string, FigureSeries>();
  for (const { figures } of runs)
    for (const series of figures) {
      const id = `${series.name} ${series.key}`;
      if (!kinds.has(id)) kinds.set(id, series);
    }
  const all = [...kinds.values()].map((series) => ({
    ...series,
    title: figureTitle(series.name, series.provenance),
  }));
  return all.map(({ name, key, title, provenance }) => {
    const same = all.filter((other) => other.title === title);
    const parts = differingParts(same.map((other) => other.provenance));
    return { name, key, title, apart: describeProvenance(provenance, parts) };
  });
}

export function figureColumns(runs: readonly RunEntry[], atStep?: number): RunColumn[] {
  return figureKinds(runs).flatMap((kind) => {
    const hasBest = bestOf(kind.name, [{ value: 0 }]) !== undefined;
    return [
      ...(hasBest ? [columnOf(kind, "best", bestPoint)] : []),
      { ...columnOf(kind, "last", (points) => points.at(-1)), optional: hasBest },
      ...(atStep === undefined
        ? []
        : [
            columnOf(kind, `at ${formatCount(atStep)}`, (points) =>
              points.find(([step]) => step === atStep),
            ),
          ]),
    ];
  });
}

type Point = FigureSeries["points"][number];
type PickPoint = (points: readonly Point[], name: string) => Point | undefined;

const bestPoint: PickPoint = (points, name) =>
  bestOf(
    name,
    points.map((point) => ({ value: point[1], point })),
  )?.point;

function columnOf({ name, key, title, apart }: Kind, which: string, pick: PickPoint): RunColumn {
  const pointOf = ({ figures }: RunEntry): Point | undefined => {
    const series = figures.find((one) => one.name === name && one.key === key);
    return series && pick(series.points, name);
  };
  return {
    id: `figure ${which} ${name} ${key}`,
    title: [`${title}, ${which}`, apart && `(${apart})`].filter(Boolean).join(" "),
    number: true,
    text: (run) => {
      const point = pointOf(run);
      return point ? formatNumber(point[1]) : "";
    },
    key: (run) => pointOf(run)?.[1],
    best: (values) =>
      bestOf(
        name,
        values.map((value) => ({ value })),
      )?.value,
    format: (value) => formatNumber(value),
  };
}
