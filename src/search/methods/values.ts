import type { Domain, Parameter, Point, Space } from "../space/space";
import { isActive } from "../space/space";

/* Values of domains: by a share of the domain, and the nearest one to a number. */

export type NumericDomain = Exclude<Domain, { kind: "choice" }>;

/** Decimal digits that survive sums of doubles: 0.1 + 0.2 is written 0.3. */
const DIGITS = 15;
/** A share of a step by which a range may fall short of a whole number of steps. */
const STEP_TOLERANCE = 1e-9;

/** The largest value: with steps, the last that is not beyond `to`. */
export function largest(domain: NumericDomain): number {
  const { from, to, step } = domain;
  return step === undefined ? to : valueOfStep(domain, stepsBetween(from, to, step));
}

/**
 * A domain's value at a share in [0, 1). Equal shares of choices and whole numbers are as wide as
 * each other; with `log` shares are of the logarithm, and a whole number n has those of
 * [n - 1/2, n + 1/2), as in Optuna's random sampler.
 */
export function valueAt(domain: Domain, share: number): number {
  if (domain.kind === "choice") return Math.floor(share * domain.labels.length);
  const { from, to, log, step } = domain;
  if (log) {
    const margin = step === undefined ? 0 : step / 2;
    const low = Math.log(from - margin);
    const high = Math.log(largest(domain) + margin);
    return nearestValue(domain, Math.exp(low + share * (high - low)));
  }
  if (step !== undefined) {
    const count = stepsBetween(from, to, step) + 1;
    return valueOfStep(domain, Math.floor(share * count));
  }
  return nearestValue(domain, from + share * (to - from));
}

/** The value of a domain that lies nearest to a number. */
export function nearestValue(domain: NumericDomain, number: number): number {
  const { from, step } = domain;
  const top = largest(domain);
  const within = Math.min(Math.max(number, from), top);
  if (step === undefined) return within;
  return Math.min(valueOfStep(domain, Math.round((within - from) / step)), top);
}

/** Whether a domain has only one value. */
export function isFixed(domain: Domain): boolean {
  return domain.kind === "choice" ? domain.labels.length === 1 : largest(domain) === domain.from;
}

/** Whether a value lies within a domain. */
export function isWithin(domain: Domain, value: number): boolean {
  if (domain.kind === "choice") return value >= 0 && value < domain.labels.length;
  return value >= domain.from && value <= domain.to;
}

/**
 * Chooses a value for each active parameter, parents first.
 *
 * @param choose gives the value of one parameter
 */
export function pointOf(space: Space, choose: (parameter: Parameter) => number): Point {
  const point: Record<string, number> = {};
  for (const parameter of space)
    if (isActive(parameter, point, space)) point[parameter.name] = choose(parameter);
  return point;
}

function stepsBetween(from: number, to: number, step: number): number {
  return Math.floor((to - from) / step + STEP_TOLERANCE);
}

function valueOfStep({ from, step = 1 }: NumericDomain, index: number): number {
  return Number((from + index * step).toPrecision(DIGITS));
}
