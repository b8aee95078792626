import type { Domain } from "../../space/space";
import { drawnOrder, type Uniform } from "../generator";
import { largest, nearestValue, type NumericDomain } from "../values";
import { cumulative, logMass, truncatedQuantile } from "./normal";

/*
 * The kernels of one parameter: one around each observed value, and the prior as the last one.
 * Formulas and constants are those of Optuna 5.0.0 with its defaults, described by Watanabe 2023,
 * "Tree-Structured Parzen Estimator: Understanding Its Algorithm Components and Their Roles",
 * arXiv 2304.11127.
 */

export interface Kernels {
  /** Whether a density costs little. The others are asked last, and of few kernels. */
  readonly isCheap: boolean;
  /**
   * Adds to each kernel's entry the logarithm of its density at a value. Entries below `floor` may
   * stay as they are: they count for nothing.
   */
  addLogDensities(value: number, to: Float64Array, floor: number): void;
  /** The logarithm of the density of the last kernel, the prior. */
  priorLogDensity(value: number): number;
  /** Draws a value from a kernel. */
  draw(kernel: number, uniform: Uniform): number;
}

/** The weight of the prior beside an observation's 1. */
export const PRIOR_WEIGHT = 1;
/** No kernel is narrower than this part of the domain, where there are many. */
const NARROWEST = 100;
const LOG_SQRT_2_PI = Math.log(2 * Math.PI) / 2;

/**
 * @param observed the values of the parameter, in the order of their trials
 * @param ties draws the order of equal values; without it they keep the order of their trials
 */
export function kernelsOf(domain: Domain, observed: readonly number[], ties?: Uniform): Kernels {
  if (domain.kind === "choice") return choiceKernels(domain.labels.length, observed);
  const range = rangeOf(domain);
  const means = Float64Array.from(observed, range.scale);
  // Values without steps are hardly ever equal.
  const order =
    ties && domain.step !== undefined ? drawnOrder(ties, means.length) : [...means.keys()];
  return normalKernels(domain, means, deviationsOf(means, range, order));
}

/** The range on which kernels lie: with steps half a step wider on both sides. */
interface Range {
  low: number;
  high: number;
  scale: (value: number) => number;
}

function rangeOf(domain: NumericDomain): Range {
  const half = (domain.step ?? 0) / 2;
  const scale = (value: number): number => (domain.log ? Math.log(value) : value);
  return { low: scale(domain.from - half), high: scale(largest(domain) + half), scale };
}

/**
 * The standard deviation of each kernel: the wider of the gaps to its neighbours, the ends of the
 * range being neighbours too; but the outermost ones of two or more take the gap on their inner
 * side. At least 1 / min(100, n + 2) of the range's width (the "magic clip"), at most all of it.
 *
 * @param order the places of the means; of equal ones the later in it counts as the greater one
 */
function deviationsOf(
  means: Float64Array,
  { low, high }: Range,
  order: readonly number[],
): Float64Array {
  const count = means.length;
  const sorted = Float64Array.from(means).sort();
  const width = high - low;
  const narrowest = width / Math.min(NARROWEST, count + 2);
  /** How many means of a value, by the place of the first of them, have theirs already. */
  const taken = new Int32Array(count);
  const deviations = new Float64Array(count);
  for (const index of order) {
    const mean = means[index]!;
    const first = firstPlace(sorted, mean);
    const place = first + taken[first]!++;
    const left = mean - (sorted[place - 1] ?? low);
    const right = (sorted[place + 1] ?? high) - mean;
    let gap = Math.max(left, right);
    if (count > 1 && place === 0) gap = right;
    if (count > 1 && place === count - 1) gap = left;
    deviations[index] = Math.min(Math.max(gap, narrowest), width);
  }
  return deviations;
}

/** The place of the first of some ascending values that is not less than one of them. */
function firstPlace(sorted: Float64Array, value: number): number {
  let first = 0;
  let end = sorted.length;
  while (first < end) {
    const middle = (first + end) >>> 1;
    if (sorted[middle]! < value) first = middle + 1;
    else end = middle;
  }
  return first;
}

/**
 * Normal distributions truncated to the domain, of the logarithm where it is spread evenly. With
 * steps a value has the probability of the half steps around it. Behind them stands the prior: in
 * the middle of the range and as wide as that.
 *
 * @param observed means of the kernels, logarithms where the domain is logarithmic
 * @param widths their standard deviations
 */
export function normalKernels(
  domain: NumericDomain,
  observed: ArrayLike<number>,
  widths: ArrayLike<number>,
): Kernels {
  const { low, high, scale } = rangeOf(domain);
  const means = withPrior(observed, (low + high) / 2);
  const deviations = withPrior(widths, high - low);
  const logMasses = means.map((mean, k) => logMassWithin(low, high, mean, deviations[k]!));
  const { step } = domain;
  const densities =
    step === undefined
      ? continuousDensities(scale, means, deviations, logMasses)
      : steppedDensities(scale, step / 2, means, deviations, logMasses);
  return {
    ...densities,
    draw: (kernel, uniform) => {
      const mean = means[kernel]!;
      const deviation = deviations[kernel]!;
      const [a, b] = [(low - mean) / deviation, (high - mean) / deviation];
      const x = mean + deviation * truncatedQuantile(uniform(), a, b);
      return nearestValue(domain, domain.log ? Math.exp(x) : x);
    },
  };
}

type Densities = Omit<Kernels, "draw">;

function withPrior(values: ArrayLike<number>, prior: number): Float64Array {
  const all = new Float64Array(values.length + 1);
  all.set(values);
  all[values.length] = prior;
  return all;
}

/** From so many deviations on the tail is less than the last digit of 1. */
const NO_TAIL = 9;

/** The logarithm of the mass of a normal distribution between two ends that its mean lies between. */
function logMassWithin(low: number, high: number, mean: number, deviation: number): number {
  const below = (mean - low) / deviation;
  const above = (high - mean) / deviation;
  const left = below > NO_TAIL ? 0 : cumulative(-below);
  const right = above > NO_TAIL ? 0 : cumulative(-above);
  return Math.log1p(-left - right);
}

function continuousDensities(
  scale: (value: number) => number,
  means: Float64Array,
  deviations: Float64Array,
  logMasses: Float64Array,
): Densities {
  const logHeights = logMasses.map((mass, k) => -mass - Math.log(deviations[k]!) - LOG_SQRT_2_PI);
  const precisions = deviations.map((deviation) => 1 / deviation);
  return {
    isCheap: true,
    addLogDensities: (value, to) => {
      const x = scale(value);
      for (let k = 0; k < means.length; k++) {
        const z = (x - means[k]!) * precisions[k]!;
        to[k]! += logHeights[k]! - (z * z) / 2;
      }
    },
    priorLogDensity: (value) => {
      const k = means.length - 1;
      const z = (scale(value) - means[k]!) * precisions[k]!;
      return logHeights[k]! - (z * z) / 2;
    },
  };
}

/** @param half half a step */
function steppedDensities(
  scale: (value: number) => number,
  half: number,
  means: Float64Array,
  deviations: Float64Array,
  logMasses: Float64Array,
): Densities {
  const prior = means.length - 1;
  const { kinds, count } = kindsOf(means, deviations);
  const at = (left: number, right: number, k: number): number => {
    const mean = means[k]!;
    const deviation = deviations[k]!;
    return logMass((left - mean) / deviation, (right - mean) / deviation) - logMasses[k]!;
  };
  return {
    isCheap: false,
    addLogDensities: (value, to, floor) => {
      const left = scale(value - half);
      const right = scale(value + half);
      const known = new Float64Array(count).fill(NaN);
      for (let k = 0; k < means.length; k++) {
        if (to[k]! < floor) continue;
        const kind = kinds[k]!;
        if (Number.isNaN(known[kind])) known[kind] = at(left, right, k);
        to[k]! += known[kind]!;
      }
    },
    priorLogDensity: (value) => at(scale(value - half), scale(value + half), prior),
  };
}

/** Which kernels are equal, as many are where a parameter has few values: the kind of each. */
function kindsOf(
  means: Float64Array,
  deviations: Float64Array,
): { kinds: Int32Array; count: number } {
  const known = new Map<number, Map<number, number>>();
  let count = 0;
  const kinds = Int32Array.from(means, (mean, k) => {
    const ofMean = known.get(mean) ?? new Map<number, number>();
    known.set(mean, ofMean);
    const kind = ofMean.get(deviations[k]!) ?? count++;
    ofMean.set(deviations[k]!, kind);
    return kind;
  });
  return { kinds, count };
}

/**
 * Categorical distributions: of n observations' kernels each gives every choice 1 / (n + 1), and
 * the observed one 1 more, divided by their sum. The prior gives all choices the same.
 */
export function choiceKernels(choices: number, observed: readonly number[]): Kernels {
  const base = PRIOR_WEIGHT / (observed.length + 1);
  const sum = 1 + choices * base;
  const logOther = Math.log(base / sum);
  const logObserved = Math.log((1 + base) / sum);
  const logPrior = Math.log(1 / choices);
  return {
    isCheap: true,
    priorLogDensity: () => logPrior,
    addLogDensities: (value, to) => {
      for (let k = 0; k < observed.length; k++)
        to[k]! += observed[k] === value ? logObserved : logOther;
      to[observed.length]! += logPrior;
    },
    draw: (kernel, uniform) => {
      const seen = observed[kernel];
      const place = seen === undefined ? uniform() : uniform() * sum;
      const each = seen === undefined ? 1 / choices : base;
      const index = Math.floor(place / each);
      // What is left beyond the equal shares of all choices is the observed one's.
      return index < choices ? index : (seen ?? choices - 1);
    },
  };
}
