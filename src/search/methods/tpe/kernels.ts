import type { Domain } from "../../space/space";
import type { Uniform } from "../generator";
import { largest, nearestValue, type NumericDomain } from "../values";
import { logMass, truncatedQuantile } from "./normal";

/*
 * The kernels of one parameter: one around each observed value, and the prior as the last one.
 * Formulas and constants are those of Optuna 5.0.0 with its defaults, described by Watanabe 2023,
 * "Tree-Structured Parzen Estimator: Understanding Its Algorithm Components and Their Roles",
 * arXiv 2304.11127.
 */

export interface Kernels {
  /** Adds to each kernel's entry the logarithm of its density at a value. */
  addLogDensities(value: number, to: Float64Array): void;
  /** Draws a value from a kernel. */
  draw(kernel: number, uniform: Uniform): number;
}

/** The weight of the prior beside an observation's 1. */
export const PRIOR_WEIGHT = 1;
/** No kernel is narrower than this part of the domain, where there are many. */
const NARROWEST = 100;
const LOG_SQRT_2_PI = Math.log(2 * Math.PI) / 2;

/** @param observed the values of the parameter, in the order of their trials */
export function kernelsOf(domain: Domain, observed: readonly number[]): Kernels {
  if (domain.kind === "choice") return choiceKernels(domain.labels.length, observed);
  const range = rangeOf(domain);
  const means = observed.map(range.scale);
  return normalKernels(domain, means, deviationsOf(means, range));
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
 * Of equal values the later trial's counts as the greater one.
 */
function deviationsOf(means: readonly number[], { low, high }: Range): number[] {
  const order = means.map((_, k) => k).sort((a, b) => (means[a] ?? 0) - (means[b] ?? 0));
  const ends = [low, ...order.map((k) => means[k] ?? 0), high];
  const gaps = ends.slice(1).map((end, i) => end - (ends[i] ?? 0));
  const width = high - low;
  const narrowest = width / Math.min(NARROWEST, means.length + 2);
  const deviations = means.map(() => 0);
  for (const [place, k] of order.entries()) {
    const [left = 0, right = 0] = gaps.slice(place, place + 2);
    let gap = Math.max(left, right);
    if (order.length > 1 && place === 0) gap = right;
    if (order.length > 1 && place === order.length - 1) gap = left;
    deviations[k] = Math.min(Math.max(gap, narrowest), width);
  }
  return deviations;
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
  observed: readonly number[],
  widths: readonly number[],
): Kernels {
  const { low, high, scale } = rangeOf(domain);
  const means = Float64Array.from([...observed, (low + high) / 2]);
  const deviations = Float64Array.from([...widths, high - low]);
  const { log, step } = domain;
  const logNormalisers = means.map((mean, k) => {
    const deviation = deviations[k]!;
    const logNormaliser = logMass((low - mean) / deviation, (high - mean) / deviation);
    return step === undefined ? logNormaliser + Math.log(deviation) + LOG_SQRT_2_PI : logNormaliser;
  });
  const addContinuous = (value: number, to: Float64Array): void => {
    const x = scale(value);
    for (let k = 0; k < means.length; k++) {
      const z = (x - means[k]!) / deviations[k]!;
      to[k]! -= (z * z) / 2 + logNormalisers[k]!;
    }
  };
  const { kinds, distinct } = distinctKernels(means, deviations);
  const addDiscrete = (value: number, to: Float64Array): void => {
    const half = (step ?? 0) / 2;
    const left = scale(value - half);
    const right = scale(value + half);
    const masses = Float64Array.from(distinct, (k) => {
      const mean = means[k]!;
      const deviation = deviations[k]!;
      return logMass((left - mean) / deviation, (right - mean) / deviation) - logNormalisers[k]!;
    });
    for (let k = 0; k < means.length; k++) to[k]! += masses[kinds[k]!]!;
  };
  return {
    addLogDensities: step === undefined ? addContinuous : addDiscrete,
    draw: (kernel, uniform) => {
      const mean = means[kernel]!;
      const deviation = deviations[kernel]!;
      const [a, b] = [(low - mean) / deviation, (high - mean) / deviation];
      const x = mean + deviation * truncatedQuantile(uniform(), a, b);
      return nearestValue(domain, log ? Math.exp(x) : x);
    },
  };
}

/**
 * Which kernels are equal, as many are where a parameter has few values.
 *
 * @returns for each kernel its kind, and for each kind one of its kernels
 */
function distinctKernels(
  means: Float64Array,
  deviations: Float64Array,
): { kinds: Int32Array; distinct: number[] } {
  const known = new Map<string, number>();
  const distinct: number[] = [];
  const kinds = Int32Array.from(means, (mean, k) => {
    const key = `${mean} ${deviations[k]}`;
    const kind = known.get(key) ?? distinct.push(k) - 1;
    known.set(key, kind);
    return kind;
  });
  return { kinds, distinct };
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
