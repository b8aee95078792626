import { measureTitle } from "../../src/shared/evaluation/metrics";
import {
  comparisonKey,
  describeProvenance,
  differingParts,
  type StoredProvenance,
} from "../../src/shared/evaluation/provenance";
import type { Evaluation, Measurement } from "../../src/shared/run/run";
import { formatNumber } from "../../src/shared/text/format";
import { STRINGS } from "../components/strings";

/** A measure's value at a step. */
type StepFigure = Measurement & { step: number };

/** Figures of one measure that can be compared with each other, in the order of their making. */
export interface EvaluationSeries {
  /** The same for the same measure of the same things. */
  key: string;
  title: string;
  name: string;
  figures: StepFigure[];
  /** The last of them. */
  latest: StepFigure;
  /** In what it differs from the measure's other series. */
  apart: string;
}

/**
 * Figures of a measure that depend on other things are another series: smaller is then not better.
 */
export function seriesOf(evaluations: readonly Evaluation[]): EvaluationSeries[] {
  const series = new Map<string, EvaluationSeries>();
  for (const { step, results } of evaluations) {
    for (const [name, measurement] of Object.entries(results)) {
      const key = `${name} ${comparisonKey(measurement.settings)}`;
      const latest = { ...measurement, step };
      const known = series.get(key);
      if (known) {
        known.figures.push(latest);
        known.latest = latest;
        continue;
      }
      const title = measureTitle(name, measurement.settings);
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
export const floorOf = ({ value, noiseFloor }: Measurement): string | undefined =>
  (value as number | null) !== null && typeof noiseFloor === "number"
    ? STRINGS.noiseFloor(formatNumber(noiseFloor, 2))
    : undefined;

/** The features are in a measure's title already. */
export const withoutFeatures = (provenance: StoredProvenance): StoredProvenance =>
  Object.fromEntries(Object.entries(provenance).filter(([key]) => key !== "features"));
