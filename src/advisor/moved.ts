import type { Picture } from "../shared/run/picture";
import { median } from "./statistics";

/* How much samples have changed: pictures of a run show what G makes of the same latent vectors. */

/**
 * How much samples have changed between two pictures. Of points: how far they have moved in the
 * mean, over the distance of points of the data; of densities the total variation; of pictures by
 * how much their distances to the nearest examples have changed, in the median. Undefined where the
 * two cannot be compared.
 *
 * @param distance the mean distance between two points of the data
 */
export function changeBetween(
  before: Picture,
  now: Picture,
  distance: number | undefined,
): number | undefined {
  if (before.kind === "scatter" && now.kind === "scatter" && distance !== undefined)
    return meanStep(before.generated, now.generated) / distance;
  if (before.kind === "density" && now.kind === "density")
    return totalVariation(before.pGenerator, now.pGenerator);
  if (before.kind !== "images" || now.kind !== "images") return undefined;
  const { nearest: then = [] } = before;
  const { nearest = [] } = now;
  if (then.length === 0 || then.length !== nearest.length) return undefined;
  return median(nearest.map((one, i) => Math.abs(one.distance / then[i]!.distance - 1)));
}

/** The mean distance between points in the plane and where they were. */
function meanStep(before: readonly number[], now: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < now.length; i += 2)
    sum += Math.hypot(now[i]! - before[i]!, now[i + 1]! - before[i + 1]!);
  return sum / (now.length / 2);
}

/** Half of the sum of what two densities differ by, as shares of their grid; NaN of an empty one. */
function totalVariation(before: readonly number[], now: readonly number[]): number {
  const total = (density: readonly number[]) => density.reduce((sum, value) => sum + value, 0);
  const [then, later] = [total(before), total(now)];
  return now.reduce((sum, value, i) => sum + Math.abs(value / later - before[i]! / then) / 2, 0);
}
