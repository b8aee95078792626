import type { Evidence, Sighting } from "../shared/advisor/verdict";
import type { SignalName } from "../shared/advisor/signals";
import { isWithinWait, stillLearns } from "./learning";
import type { SampleSignals } from "./sample-signals";

/*
 * What pictures say of a run. A G that has hardly learnt makes samples that are all alike, too: so
 * nothing is said of the first part of a run, nor of one picture alone.
 */

/** Of the steps that the config asks for. */
export const EARLY_SHARE = 0.2;
/** So many pictures in a row, unless a bound asks for more. */
const PICTURES = 2;

type Shown = "missingAt" | "crowdedAt" | "sharedBy" | "copiesAt";
type Figure = Exclude<keyof SampleSignals, "step" | Shown>;
/** So many pictures are looked back at where a run is taken up again. */
export const MAX_PICTURES_BACK = 30;

interface Bound {
  signal: SignalName & Figure;
  limit: number;
  is: Evidence["is"];
  /** A value this far out makes it sure. */
  sure: number;
  /** In so many pictures in a row, also where no further one is to come. */
  pictures?: number;
  /** It shows nothing of a G that still learns. */
  waits?: true;
}

/** Any one of them shows that nearly all samples are alike. */
const COLLAPSED: readonly Bound[] = [
  { signal: "spread", limit: 0.2, is: "below", sure: 0.1 },
  // Grey samples of a G that has hardly learnt are near a few hubs (Radovanovic et al. 2010).
  { signal: "sharedNearest", limit: 0.9, is: "above", sure: 0.97, waits: true },
  { signal: "missingBins", limit: 0.8, is: "above", sure: 0.9 },
  // Of eight even modes one is left.
  { signal: "lacking", limit: 0.85, is: "above", sure: 0.87 },
];

/** Any one of them shows that parts of the data are not made, unless a G still learns them. */
const MISSING: readonly Bound[] = [
  { signal: "missingBins", limit: 0.4, is: "above", sure: 0.5, waits: true },
  { signal: "spread", limit: 0.6, is: "below", sure: 0.4, waits: true },
  { signal: "sharedNearest", limit: 0.75, is: "above", sure: 0.85, waits: true },
  // Where samples gather other parts get few, long before these are empty.
  { signal: "crowdedBins", limit: 0.22, is: "above", sure: 0.35, pictures: 3, waits: true },
  // As one of three even modes: it may be missing, or all may be thinned out.
  { signal: "lacking", limit: 1 / 3, is: "above", sure: 0.4, pictures: 3, waits: true },
  // The nearest example by pixels is no good judge of classes: only a wide miss counts.
  { signal: "classEntropy", limit: 0.5, is: "below", sure: 0.3, pictures: 3, waits: true },
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
  const trained = pictures.filter(({ step }) => step > 0);
  const late = trained.filter(({ step }) => step >= EARLY_SHARE * steps).length;
  const fewLate = isLast && late < PICTURES && trained.length >= PICTURES;
  const seen = { trained, late, usual: fewLate ? late : PICTURES };
  const telling = (bounds: readonly Bound[]) =>
    bounds.filter((bound) => !isWaitedFor(bound, trained, steps));
  const variety =
    hasNotBegun(pictures, steps) || learnsTheRest(pictures)
      ? undefined
      : (judged("collapsed", seen, isTooSoon(trained, steps) ? [] : telling(COLLAPSED)) ??
        judged("modesMissing", seen, telling(MISSING)));
  return [staysUntrained(trained, steps), variety, judged("memorises", seen, COPIES)].filter(
    (one) => one !== undefined,
  );
}

/** Whether a picture shows that parts of the data are not made, be it for a time. */
const leavesOut = (signals: SampleSignals): boolean =>
  MISSING.some((bound) => isPast(signals, bound, bound.limit));

/** Whether samples that have never had all of the data are given more steps. */
const isTooSoon = (trained: readonly SampleSignals[], steps: number): boolean =>
  trained.every(leavesOut) && isWithinWait(trained.at(-1)?.step ?? 0, steps);

/** Whether the last pictures show that samples are not good: they leave parts out, or have stayed. */
export function areAmiss(pictures: readonly SampleSignals[]): boolean {
  const last = pictures.filter(({ step }) => step > 0).slice(-PICTURES);
  return (
    last.length === PICTURES &&
    last.every((signals) => leavesOut(signals) || (signals.changed ?? NaN) < STAYS.changed)
  );
}

/** Past one of them samples are away from the data, or leave out parts of it. */
const AWAY = { distance: 0.29, lacking: 1 / 3 };

/**
 * Whether samples go away from the data, come back and go away again, in pictures of some steps after
 * the first part of a run. That they do so once is part of how a G learns; where they have swung
 * before, they do so until they stay.
 *
 * @param from the first of the steps
 * @param options.steps those that the config asks for
 * @param options.swung whether they have swung before
 */
export function swing(
  pictures: readonly SampleSignals[],
  from: number,
  { steps, swung }: { steps: number; swung: boolean },
): boolean {
  const seen = pictures.filter(({ step }) => step >= Math.max(from, EARLY_SHARE * steps));
  return (["distance", "lacking"] as const).some((figure) => {
    const isAway = seen.map((signals) => (signals[figure] ?? 0) > AWAY[figure]);
    if (swung) return isAway.includes(true);
    return isAway.filter((away, i) => away && isAway[i - 1] === false).length > 1;
  });
}

/** Of runs that were well samples had changed by 0.05 at least; of G's that stood still by 0.008. */
const STAYS = { changed: 0.01, sure: 0.003 };

/** Samples are still those that G made before training, when a G is given no more time. */
function staysUntrained(trained: readonly SampleSignals[], steps: number): Sighting | undefined {
  const last = trained.at(-1);
  const stays = trained.every(({ changed = NaN }) => changed < STAYS.changed);
  if (!last || !stays || trained.length < PICTURES) return undefined;
  if (isWithinWait(last.step, steps)) return undefined;
  const value = last.changed!;
  const at = { from: trained[0]!.step, to: last.step };
  return {
    kind: "ratesDoNothing",
    since: at.from,
    certainty: value < STAYS.sure ? "sure" : "likely",
    evidence: [{ signal: "changed", value, limit: STAYS.changed, is: "below", ...at }],
  };
}

/** Whether a bound, should it be passed, is so only since a G still learns. */
function isWaitedFor(bound: Bound, trained: readonly SampleSignals[], steps: number): boolean {
  const points = trained.flatMap((signals) => {
    const value = signals[bound.signal];
    return value === undefined ? [] : [{ step: signals.step, value }];
  });
  return bound.waits === true && stillLearns(points, bound, steps);
}

/**
 * Above `spread` samples are varied; a rise by `rise` says that they become so, and below a share
 * `lost` of what it was they have lost variety. A G that has not is given time before anything is
 * said of it.
 */
const BEGINS = { spread: 0.6, rise: 1.25, lost: 0.5 };

/**
 * Whether samples are those of a G that has not begun to learn: they have never been varied and have
 * lost nothing yet while it has made few steps, or they become more varied. Since half of the steps
 * so far, which may be since before training, their spread has then grown, and less of the data is
 * lacking.
 *
 * @param steps those that the config asks for
 */
export function hasNotBegun(pictures: readonly SampleSignals[], steps: number): boolean {
  const last = pictures.at(-1);
  if (last?.spread === undefined) return false;
  const widest = Math.max(...pictures.map(({ spread = 0 }) => spread));
  if (widest > BEGINS.spread) return false;
  if (pictures[0]?.step === 0) {
    const hasLost = last.spread < BEGINS.lost * widest;
    if (isWithinWait(last.step, hasLost ? 0 : steps)) return true;
  }
  return becomesVaried(pictures, last);
}

function becomesVaried(pictures: readonly SampleSignals[], last: SampleSignals): boolean {
  const half = pictures.findLast(({ step }) => step <= last.step / 2) ?? pictures[0];
  if (last.spread === undefined || half?.spread === undefined || half === last) return false;
  if (last.spread <= BEGINS.rise * half.spread) return false;
  // Samples that are spread wider and still leave out the same parts do not learn these.
  const { lacking: now } = last;
  const { lacking: before } = half;
  return now === undefined || before === undefined || before > BEGINS.rise * now;
}

/** Below this share nothing of the data is lacking; a fall by this factor says that less of it is. */
const LEARNS = { lacking: 0.25, fall: 1.25 };

/** Whether parts of the data have always been lacking, and less of it is than at half of the steps. */
function learnsTheRest(pictures: readonly SampleSignals[]): boolean {
  const last = pictures.at(-1);
  const half = pictures.findLast(({ step }) => step <= last!.step / 2);
  if (last?.lacking === undefined || half?.lacking === undefined) return false;
  const wasThere = pictures.some(({ lacking = 1 }) => lacking < LEARNS.lacking);
  return !wasThere && half.lacking > LEARNS.fall * last.lacking;
}

/** The pictures of a run that are looked at. */
interface Seen {
  /** Those of a G that has been trained. */
  trained: readonly SampleSignals[];
  /** How many of them, the last ones, are of the part of a run of which something is said. */
  late: number;
  /** In how many in a row a bound is to be passed that does not say so itself. */
  usual: number;
}

/**
 * The bounds that the last pictures have all passed, as evidence; undefined where there are none.
 * What is seen now began with the first picture since which a bound has been passed, be it early.
 */
function judged(
  kind: Sighting["kind"],
  { trained, late, usual }: Seen,
  bounds: readonly Bound[],
): Sighting | undefined {
  const last = trained.at(-1);
  if (!last || late === 0) return undefined;
  const passed = bounds.flatMap((bound) => {
    const before = trained.findLastIndex((one) => !isPast(one, bound, bound.limit));
    const since = trained[before + 1];
    const count = Math.min(late, trained.length - 1 - before);
    return since && count >= (bound.pictures ?? usual) ? [{ bound, from: since.step }] : [];
  });
  if (passed.length === 0) return undefined;
  return {
    kind,
    since: Math.min(...passed.map(({ from }) => from)),
    certainty: passed.some(({ bound }) => isPast(last, bound, bound.sure)) ? "sure" : "likely",
    evidence: passed.map(({ bound: { signal, limit, is }, from }) => ({
      signal,
      value: last[signal]!,
      limit,
      is,
      from,
      to: last.step,
      ...placesOf(signal, last),
    })),
  };
}

/** What names the bins that a figure counts, in words. */
const PLACES: Partial<Record<Figure, "missingAt" | "crowdedAt">> = {
  missingBins: "missingAt",
  crowdedBins: "crowdedAt",
  lacking: "missingAt",
  classEntropy: "missingAt",
};

/** What shows the samples that a figure counts. */
const GROUPS: Partial<Record<Figure, "sharedBy" | "copiesAt">> = {
  sharedNearest: "sharedBy",
  copies: "copiesAt",
};

function placesOf(signal: Figure, signals: SampleSignals): Pick<Evidence, "where" | "groups"> {
  const places = PLACES[signal];
  const where = places && signals[places];
  const of = GROUPS[signal];
  const groups = of && signals[of];
  return {
    ...(where && where.length > 0 ? { where } : {}),
    ...(groups && groups.length > 0 ? { groups } : {}),
  };
}

function isPast(signals: SampleSignals, { signal, is }: Bound, limit: number): boolean {
  const value = signals[signal];
  if (value === undefined) return false;
  return is === "above" ? value > limit : value < limit;
}
