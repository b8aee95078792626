import { measureTitle } from "../../src/shared/evaluation/metrics";
import {
  comparisonKey,
  describeProvenance,
  differingParts,
  type StoredProvenance,
} from "../../src/shared/evaluation/provenance";
import type { Evaluation, Measurement } from "../../src/shared/run/run";

/** Figures of one measure that can be compared with each other, in the order of their making. */
export interface EvaluationSeries {
  /** The same for the same measure of the same things. */
  key: string;
  title: string;
  name: string;
  figures: (Measurement & { step: number })[];
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
      const known = series.get(key) ?? {
        key,
        title: measureTitle(name, measurement.settings),
        name,
        figures: [],
        apart: "",
      };
      known.figures.push({ ...measurement, step });
      series.set(key, known);
    }
  }
  const names = [...new Set([...series.values()].map(({ name }) => name))];
  const all = [...series.values()].sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
  return all.map((one) => {
    const provenanceOf = ({ figures }: EvaluationSeries): StoredProvenance =>
      figures.at(-1)!.settings;
    const differing = differingParts(all.filter(({ name }) => name === one.name).map(provenanceOf));
    return {
      ...one,
      apart: describeProvenance(
        withoutFeatures(provenanceOf(one)),
        differing.filter((key) => key !== "features"),
      ),
    };
  });
}

/** The features are in a measure's title already. */
export const withoutFeatures = (provenance: StoredProvenance): StoredProvenance =>
  Object.fromEntries(Object.entries(provenance).filter(([key]) => key !== "features"));
