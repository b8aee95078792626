import { formatNumber } from "../text/format";
import type { MeasureName, StoredPassport } from "./provenance";
import type { Measurement } from "../run/run";

interface Measure {
  /** What a person calls it. */
  title: string;
  /** Which of two figures is the better one; a number: the one that is nearer to it. */
  best: "low" | "high" | number;
  /** It compares what an extractor sees. */
  ofFeatures?: true;
}

const MEASURES: Record<MeasureName, Measure> = {
  meanDReal: { title: "mean D(x)", best: 0.5 },
  meanDGenerated: { title: "mean D(G(z))", best: 0.5 },
  w1: { title: "W1(p_g, p_data)", best: "low" },
  jensenShannon: { title: "JS(p_g, p_data)", best: "low" },
  distanceFromOptimum: { title: "distance of D from D*", best: "low" },
  modesCovered: { title: "modes covered", best: "high" },
  highQuality: { title: "share of high quality", best: "high" },
  reverseKl: { title: "reverse KL over modes", best: "low" },
  parzen: { title: "Parzen log-likelihood", best: "high" },
  fid: { title: "FID", best: "low", ofFeatures: true },
  kid: { title: "KID", best: "low", ofFeatures: true },
  inceptionScore: { title: "Inception Score", best: "high", ofFeatures: true },
  classesCovered: { title: "classes covered", best: "high", ofFeatures: true },
  classKl: { title: "reverse KL over classes", best: "low", ofFeatures: true },
  classAgreement: { title: "share of the class asked for", best: "high", ofFeatures: true },
  precision: { title: "precision", best: "high", ofFeatures: true },
  recall: { title: "recall", best: "high", ofFeatures: true },
  density: { title: "density", best: "high", ofFeatures: true },
  coverage: { title: "coverage", best: "high", ofFeatures: true },
};

const measureOf = (name: string): Measure | undefined =>
  (MEASURES as Record<string, Measure>)[name];

/**
 * A measure of features is named with them: no figure of a small classifier is to be taken for
 * Inception's. `features`: as in its passport.
 */
export function measureTitle(
  name: string,
  { features }: { features?: StoredPassport[string] | undefined } = {},
): string {
  const measure = measureOf(name);
  const title = measure?.title ?? name;
  return features === undefined || !measure?.ofFeatures
    ? title
    : `${title} (${features === "values" ? "plain values" : `${features} features`})`;
}

/**
 * The best of some figures of a measure; undefined where it is not known what is good, or there is
 * no number among them.
 */
export function bestOf<T extends { value: number }>(
  name: string,
  figures: readonly T[],
): T | undefined {
  const best = measureOf(name)?.best;
  if (best === undefined) return undefined;
  const badness = ({ value }: T): number => {
    if (best === "low") return value;
    return best === "high" ? -value : Math.abs(value - best);
  };
  return figures
    .filter(({ value }) => Number.isFinite(value))
    .reduce<T | undefined>(
      (a, b) => (a === undefined || badness(b) < badness(a) ? b : a),
      undefined,
    );
}

/** `225.1 ± 2`, `0.0123 (noise floor 0.0085)`; NaN for what is no number. */
export function formatMeasured({
  noiseFloor,
  ...figure
}: {
  value: number | null;
  plusMinus?: number | null | undefined;
  noiseFloor?: number | null | undefined;
}): string {
  const text = withSpread(figure);
  return typeof noiseFloor === "number" && figure.value !== null
    ? `${text} (noise floor ${formatNumber(noiseFloor, 2)})`
    : text;
}

/**
 * Figures in a line, each with its name: `W1(p_g, p_data) 0.0123 (noise floor 0.0085), mean D(x)
 * 0.5`.
 */
export const describeMeasurements = (
  results: readonly (readonly [string, Measurement])[],
): string =>
  results
    .map(([name, figure]) => `${measureTitle(name, figure.settings)} ${formatMeasured(figure)}`)
    .join(", ");

function withSpread({
  value,
  plusMinus,
}: {
  value: number | null;
  plusMinus?: number | null | undefined;
}): string {
  return value === null || plusMinus === undefined || plusMinus === null
    ? formatNumber(value, 5)
    : `${formatNumber(value, 5)} ± ${formatNumber(plusMinus, 2)}`;
}

/** Whether a measure counts things of which its passport says how many there are (`of`). */
export const isCount = (name: string): boolean =>
  name === "modesCovered" || name === "classesCovered";
