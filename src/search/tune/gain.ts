import type { TrialView } from "../../shared/study/study-view";
import { type Spread, spreadOf } from "../report/series";
import { AFTER, BEFORE } from "./study";

/* What tuning has gained, over seeds that the search has not seen. */

export interface Gain {
  before: Spread | undefined;
  after: Spread | undefined;
  /** Of the config as it is, and tuned: runs that diverged or have no figure. */
  lost: { before: number; after: number };
  seeds: number;
  isBetter: boolean;
}

/** Compares by seeds. Less is better where the direction is least. */
export function gainOf(trials: readonly TrialView[], direction: "least" | "greatest"): Gain {
  const sign = direction === "least" ? 1 : -1;
  const figures = (label: string) =>
    new Map(
      trials
        .filter(({ values }) => values["config"] === label)
        .flatMap(({ runs }) => runs.map(({ seed, values }) => [seed, values[0] ?? null])),
    );
  const before = figures(BEFORE);
  const after = figures(AFTER);
  const pairs = [...after].map(([seed, figure]) => ({
    before: before.get(seed) ?? null,
    after: figure,
  }));
  const differences = pairs.flatMap((pair) =>
    pair.before === null || pair.after === null ? [] : [sign * (pair.before - pair.after)],
  );
  const lost = {
    before: pairs.filter((pair) => pair.before === null).length,
    after: pairs.filter((pair) => pair.after === null).length,
  };
  return {
    before: spreadOf([...before.values()].filter((value) => value !== null)),
    after: spreadOf([...after.values()].filter((value) => value !== null)),
    lost,
    seeds: pairs.length,
    isBetter: isBetter(differences, lost),
  };
}

/**
 * Fewer runs are lost, or as few and the mean gain is more than its standard error: what could as
 * well be chance is no gain.
 */
function isBetter(differences: readonly number[], lost: Gain["lost"]): boolean {
  if (lost.after !== lost.before) return lost.after < lost.before;
  const spread = spreadOf(differences);
  if (!spread) return false;
  const error = (spread.stddev ?? 0) / Math.sqrt(spread.n);
  return spread.mean > 0 && spread.mean > error;
}
