import type { Picture } from "../../src/shared/run/picture";
import { mean, median } from "../search/statistics";
import { lateOf } from "./course";

/* How the samples of points move. */

export interface Movement {
  /** How far the samples' mean moves between two pictures. */
  drift: number;
  /** How far the farthest sample is. */
  reach: number;
  /** How far a sample, which is of the same latents, moves between two pictures. */
  change: number;
  /** How far a sample is from where it was before training. */
  moved: number;
}

/** How samples move, in the data's own radius; but for `moved` in the last third of the pictures. */
export function movement(pictures: readonly Picture[]): Movement {
  const all = pictures.flatMap((picture) => (picture.kind === "scatter" ? [picture] : []));
  const points = lateOf(all);
  const radius = Math.max(...(points[0]?.real ?? [NaN]).map(Math.abs));
  const pairs = points
    .slice(1)
    .map((now, i) => ({ now: now.generated, before: points[i]!.generated }));
  const middle = (flat: readonly number[], axis: 0 | 1) =>
    mean(flat.filter((_, i) => i % 2 === axis));
  const between = (now: readonly number[], before: readonly number[]) =>
    mean(now.map((value, i) => Math.abs(value - (before[i] ?? value)))) / radius;
  const drifts = pairs.map(({ now, before }) =>
    Math.hypot(middle(now, 0) - middle(before, 0), middle(now, 1) - middle(before, 1)),
  );
  return {
    drift: median(drifts) / radius,
    reach: Math.max(...points.flatMap(({ generated }) => generated.map(Math.abs))) / radius,
    change: median(pairs.map(({ now, before }) => between(now, before))),
    moved: between(points.at(-1)?.generated ?? [], all[0]?.generated ?? []),
  };
}
