import type { Evidence, Sighting } from "../shared/advisor/verdict";
import type { SignalName } from "../shared/advisor/signals";
import type { SampleSignals } from "./sample-signals";

/*
 * What pictures say of a run. A G that has hardly learnt makes samples that are all alike, too: so
 * nothing is said of the first part of a run, nor of one picture alone.
 */

/** Of the steps that the config asks for. */
export const EARLY_SHARE = 0.2;
/** So many pictures in a row. */
const PICTURES = 2;

type Figure = Exclude<keyof SampleSignals, "step" | "missingAt">;

interface Bound {
  signal: SignalName & Figure;
  limit: number;
  is: Evidence["is"];
  /** A value this far out makes it sure. */
  sure: number;
}

/** Any one of them shows that nearly all samples are alike. */
const COLLAPSED: readonly Bound[] = [
  { signal: "spread", limit: 0.2, is: "below", sure: 0.1 },
  { signal: "sharedNearest", limit: 0.9, is: "above", sure: 0.97 },
  { signal: "missingBins", limit: 0.8, is: "above", sure: 0.9 },
];

/** Any one of them shows that parts of the data are not made. */
const MISSING: readonly Bound[] = [
  { signal: "missingBins", limit: 0.4, is: "above", sure: 0.5 },
  { signal: "spread", limit: 0.6, is: "below", sure: 0.4 },
  { signal: "sharedNearest", limit: 0.75, is: "above", sure: 0.85 },
];

const COPIES: readonly Bound[] = [{ signal: "copies", limit: 0.5, is: "above", sure: 0.8 }];

/**
 * What the pictures so far show, the last of them just drawn.
 *
 * @param steps those that the config asks for
 * @param isLast whether no further picture is to come
 */
export function lookAtSamples(
  pictures: readonly SampleSignals[],
  steps: number,
  isLast: boolean,
): Sighting[] {
  const late = pictures.filter(({ step }) => step > 0 && step >= EARLY_SHARE * steps);
  const seen = late.slice(-PICTURES);
  if (seen.length < (isLast ? 1 : PICTURES)) return [];
  const collapsed = judged("collapsed", seen, COLLAPSED);
  const variety = collapsed ?? judged("modesMissing", seen, MISSING);
  return [variety, judged("memorises", seen, COPIES)].filter((one) => one !== undefined);
}

/** The bounds that all of some pictures have passed, as evidence; undefined where there are none. */
function judged(
  kind: Sighting["kind"],
  pictures: readonly SampleSignals[],
  bounds: readonly Bound[],
): Sighting | undefined {
  const last = pictures.at(-1)!;
  const passed = bounds.filter((bound) => pictures.every((one) => isPast(one, bound, bound.limit)));
  if (passed.length === 0) return undefined;
  return {
    kind,
    since: pictures[0]!.step,
    certainty: passed.some((bound) => isPast(last, bound, bound.sure)) ? "sure" : "likely",
    evidence: passed.map(({ signal, limit, is }) => ({
      signal,
      value: last[signal]!,
      limit,
      is,
      from: pictures[0]!.step,
      to: last.step,
      ...(signal === "missingBins" && last.missingAt ? { where: last.missingAt } : {}),
    })),
  };
}

function isPast(signals: SampleSignals, { signal, is }: Bound, limit: number): boolean {
  const value = signals[signal];
  if (value === undefined) return false;
  return is === "above" ? value > limit : value < limit;
}
