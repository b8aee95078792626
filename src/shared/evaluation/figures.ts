import { formatNumber } from "../text/format";
import { figureKind, isOfFeatures } from "./evaluations";
import type { StoredProvenance } from "./provenance";
import type { Figure } from "../run/run";

/**
 * A figure of features is named with them: no figure of a small classifier is to be taken for
 * Inception's. `features`: as in its provenance.
 */
export function figureTitle(
  name: string,
  { features }: { features?: StoredProvenance[string] | undefined } = {},
): string {
  const title = figureKind(name)?.title ?? name;
  return features === undefined || !isOfFeatures(name)
    ? title
    : `${title} (${features === "values" ? "plain values" : `${features} features`})`;
}

/**
 * The best of some figures of one name; undefined where it is not known what is good, or there is
 * no number among them.
 */
export function bestOf<T extends { value: number }>(
  name: string,
  figures: readonly T[],
): T | undefined {
  const best = figureKind(name)?.best;
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
export function formatFigure({
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
export const describeFigures = (results: readonly (readonly [string, Figure])[]): string =>
  results
    .map(([name, figure]) => `${figureTitle(name, figure.settings)} ${formatFigure(figure)}`)
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
