import type { PopulationSettings } from "../schema";
import type { Parameter, Point, Space } from "../space/space";
import { generatorOf, indexOf, type Uniform } from "./generator";
import { nearestValue, type NumericDomain, pointOf, valueAt } from "./values";

/*
 * Population based training (Jaderberg et al. 2017, arXiv 1711.09846): the choices of exploit and
 * explore as Ray Tune's `PopulationBasedTraining` makes them. Who trains, and how a member takes
 * over another's state, is not known here.
 */

/** What the draws follow from. */
export interface Draw {
  /** Of the study. */
  seed: number;
  generation: number;
  member: number;
}

/**
 * From whom each member takes over state and settings: a member of the worst quantile from one of
 * the best, chosen at random; all others go on as they are (truncation selection). A quantile has
 * `ceil(share * members)` members, at most half of them. NaN counts as the worst. Nobody takes over
 * from a member that is not better.
 *
 * @param losses the members' latest; less is better
 * @returns for each member the place of the other, or undefined
 */
export function exploit(
  losses: readonly number[],
  { quantile }: Pick<PopulationSettings, "quantile">,
  { seed, generation }: Omit<Draw, "member">,
): (number | undefined)[] {
  const known = losses.map((loss) => (Number.isNaN(loss) ? Infinity : loss));
  const lossOf = (member: number): number => known[member] ?? Infinity;
  const order = known.map((_, member) => member).sort((a, b) => compare(lossOf(a), lossOf(b)));
  const wanted = Math.ceil(losses.length * quantile);
  const count = wanted > losses.length / 2 ? Math.floor(losses.length / 2) : wanted;
  const best = order.slice(0, count);
  const worst = new Set(order.slice(order.length - count));
  return losses.map((_, member) => {
    if (!worst.has(member)) return undefined;
    const uniform = generatorOf(seed, "exploit", generation, member);
    const other = best[indexOf(uniform, best.length)];
    return other !== undefined && lossOf(other) < lossOf(member) ? other : undefined;
  });
}

/**
 * The same for members of which some cannot go on by themselves, since they diverged: each of those
 * takes over from one of the best, also where it is none of the worst quantile.
 *
 * @param losses Infinity of those that cannot go on
 */
export function takeOvers(
  losses: readonly number[],
  canGoOn: readonly boolean[],
  settings: Pick<PopulationSettings, "quantile">,
  draw: Omit<Draw, "member">,
): (number | undefined)[] {
  const order = losses.map((_, member) => member).filter((member) => canGoOn[member]);
  const best = order
    .sort((a, b) => compare(losses[a] ?? Infinity, losses[b] ?? Infinity))
    .slice(0, Math.max(1, Math.ceil(losses.length * settings.quantile)));
  return exploit(losses, settings, draw).map((from, member) => {
    if (from !== undefined || canGoOn[member]) return from;
    const uniform = generatorOf(draw.seed, "exploit", draw.generation, member);
    return best[indexOf(uniform, best.length)];
  });
}

/**
 * The settings with which a member goes on after it took over those of another. Each parameter, by
 * its own random numbers, is drawn anew with probability `resample`; else a number is multiplied
 * with one of the factors, and a choice moves to the neighbour before or behind it in its list,
 * or stays where there is none.
 *
 * Three things are better defined than in Ray: values stay within their domains; a whole number
 * moves by at least one of its steps (Ray cuts 1.2 * 4 down to 4); and a parameter that only
 * exists by another one's new choice is drawn anew.
 */
export function explore(
  space: Space,
  from: Point,
  { resample, factors }: Pick<PopulationSettings, "resample" | "factors">,
  { seed, generation, member }: Draw,
): Point {
  return pointOf(space, (parameter) => {
    const uniform = generatorOf(seed, "explore", generation, member, parameter.name);
    const value = from[parameter.name];
    const anew = uniform() < resample;
    if (anew || value === undefined) return valueAt(parameter.domain, uniform());
    return perturbed(parameter, value, factors, uniform);
  });
}

function perturbed(
  { domain }: Parameter,
  value: number,
  factors: readonly number[],
  uniform: Uniform,
): number {
  if (domain.kind === "choice") {
    const moved = value + (uniform() < 0.5 ? -1 : 1);
    return Math.min(Math.max(moved, 0), domain.labels.length - 1);
  }
  const factor = factors[indexOf(uniform, factors.length)] ?? 1;
  return scaled(domain, value, factor);
}

function scaled(domain: NumericDomain, value: number, factor: number): number {
  const moved = nearestValue(domain, value * factor);
  if (moved !== value || domain.step === undefined) return moved;
  return nearestValue(domain, value + domain.step * Math.sign(value * factor - value));
}

function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
