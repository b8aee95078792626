import { first, last } from "../../test/support/values";

/** A moment, in seconds, at which all rows up to a step were known. */
export interface Arrival {
  at: number;
  step: number;
}

/**
 * Rows that arrive closer together than this belong to one burst: a trainer hands them out many at
 * a time.
 */
const BURST_SECONDS = 0.015;

/**
 * Iterations a second over the arrivals from `from` on: from the end of one burst to the end of
 * another, so that a burst cut in two does not count as slow or fast.
 */
export function windowSpeed(arrivals: readonly Arrival[], from: number): number {
  const within = arrivals.filter(({ at }) => at >= from);
  const ends = within.filter(({ at }, i) => {
    const next = within[i + 1];
    return next !== undefined && next.at - at > BURST_SECONDS;
  });
  const measured = ends.length >= 2 ? ends : within;
  const begin = first(measured);
  const end = last(measured);
  return (end.step - begin.step) / (end.at - begin.at);
}
