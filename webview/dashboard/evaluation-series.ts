import { figureTitle } from "../../src/shared/evaluation/figures";
import {
  comparisonKey,
  describeProvenance,
  differingParts,
  type StoredProvenance,
} from "../../src/shared/evaluation/provenance";
import type { Evaluation, Figure } from "../../src/shared/run/run";
import { formatNumber } from "../../src/shared/text/format";
import { STRINGS } from "../components/strings";

/* The evaluations of a run in series: figures that can be compared with each other. */

/** A figure, and the step that it is of. */
type FigureAtStep = Figure & { step: number };

/** Figures of one name that can be compared with each other, in the order of their making. */
export interface EvaluationSeries {
  /** The same for the same figure of the same things. */
  key: string;
  title: string;
  name: string;
  figures: FigureAtStep[];
  /** The last of them. */
  latest: FigureAtStep;
  /** In what it differs from the figure's other series. */
  apart: string;
}

/**
 * Figures of one name that depend on other things are another series: smaller is then not better.
 */
export function seriesOf(evaluations: readonly Evaluation[]): EvaluationSeries[] {
  const series = new Map<string, EvaluationSeries>();
  for (const { step, results } of evaluations) {
    for (const [name, figure] of Object.entries(results)) {
      const key = `${name} ${comparisonKey(figure.settings)}`;
      const latest = { ...figure, step };
      const known = series.get(key);
      if (known) {
        known.figures.push(latest);
        known.latest = latest;
        continue;
      }
      const title = figureTitle(name, figure.settings);
      series.set(key, { key, title, name, figures: [latest], latest, apart: "" });
    }
  }
  const names = [...new Set([...series.values()].map(({ name }) => name))];
  const all = [...series.values()].sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
  return all.map((one) => {
    const kin = all.filter(({ name }) => name === one.name);
    const differing = differingParts(kin.map(({ latest }) => latest.settings));
    return {
      ...one,
      apart: describeProvenance(
        withoutFeatures(one.latest.settings),
        differing.filter((key) => key !== "features"),
      ),
    };
  });
}

/** The noise floor of a figure in words, where it has one. */
export const floorOf = ({ value, noiseFloor }: Figure): string | undefined =>
  (value as number | null) !== null && typeof noiseFloor === "number"
    ? STRINGS.noiseFloor(formatNumber(noiseFloor, 2))
    : undefined;

/** The features are in a figure's title already. */
export const withoutFeatures = (provenance: StoredProvenance): StoredProvenance =>
  Object.fromEntries(Object.entries(provenance).filter(([key]) => key !== "features"));
