import type { PastTrial } from "./history";
import { mixtureOf } from "../methods/tpe/estimator";
import { choiceKernels, normalKernels, PRIOR_WEIGHT } from "../methods/tpe/kernels";
import { compareTrials, rankedTrials } from "../methods/tpe/split";
import { isFixed, largest, type NumericDomain } from "../methods/values";
import type { Domain, Parameter, Space } from "../space/space";

/** The share of trials that counts as good. */
const TOP = 0.1;
/** The number of bins of a range's histogram. */
const BINS = 50;
/** The least number of trials that have a parameter, below which it has no importance. */
const MIN_TRIALS = 2;
/** Kernels cover at least nine tenths of their bin. */
const NARROWEST = 0.5 / 1.64;
/** Keeps quotients of densities finite. */
const SMALLEST_DENSITY = 1e-12;

/**
 * How much each parameter mattered for a trial to come among the best tenth, by PED-ANOVA
 * (Watanabe, Bansal and Hutter 2023, arXiv 2304.10255) with its extension to conditional parameters
 * (arXiv 2601.20800), as Optuna 5.0.0 works it out: the Pearson divergence of the parameter's
 * values among the best from those among all, over the trials that have the parameter; times
 * alpha^2 / beta, where alpha is the share of the best that have it and beta that of all.
 *
 * Optuna leaves out trials that were pruned or diverged. Here they count among all, as worse than
 * those that were completed: that a setting makes runs fail is something that matters.
 *
 * @param objective which of the losses
 * @returns shares that sum to 1; all the same where nothing can be told
 */
export function importanceOf(
  space: Space,
  history: readonly PastTrial[],
  objective = 0,
): Record<string, number> {
  const trials = history.filter(({ state }) => state === "complete" || state === "pruned");
  const best = bestOf(trials, objective);
  const weights = space.map((parameter) => weightOf(parameter, best, trials));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Object.fromEntries(
    space.map(({ name }, i) => [
      name,
      total > 0 ? (weights[i] ?? 0) / total : 1 / Math.max(space.length, 1),
    ]),
  );
}

/** The best tenth, rounded up, and all that are as good as the last of it. */
function bestOf(trials: readonly PastTrial[], objective: number): PastTrial[] {
  const compare = compareTrials(objective);
  const last = rankedTrials(trials, objective)[Math.ceil(TOP * trials.length) - 1];
  return last === undefined ? [] : trials.filter((trial) => compare(trial, last) <= 0);
}

function weightOf(
  { name, domain }: Parameter,
  best: readonly PastTrial[],
  trials: readonly PastTrial[],
): number {
  const valuesOf = (some: readonly PastTrial[]): number[] =>
    some.flatMap(({ point }) => point[name] ?? []);
  const all = valuesOf(trials);
  const good = valuesOf(best);
  if (all.length < MIN_TRIALS || good.length === 0 || isFixed(domain)) return 0;
  const alpha = good.length / best.length;
  const beta = all.length / trials.length;
  return (alpha ** 2 / beta) * divergence(densities(domain, good), densities(domain, all));
}

/** The Pearson divergence of p from q: the mean over q of (p / q - 1)^2. */
function divergence(p: readonly number[], q: readonly number[]): number {
  return q.reduce((sum, density, i) => sum + density * ((p[i] ?? 0) / density - 1) ** 2, 0);
}

/** The density in each bin: a Parzen estimator over the bins that have values, and a prior. */
function densities(domain: Domain, values: readonly number[]): number[] {
  const counts = countsOf(domain, values);
  const observed = counts.flatMap((count, bin) => (count > 0 ? [bin] : []));
  const weights = observed.map((bin) => counts[bin] ?? 0);
  const kernels =
    domain.kind === "choice"
      ? choiceKernels(counts.length, observed)
      : normalKernels(
          { kind: "integer", from: 0, to: counts.length - 1, log: false, step: 1 },
          observed,
          observed.map(() => scottsWidth(observed, weights)),
        );
  const mixture = mixtureOf([{ name: "bin", kernels }], [...weights, PRIOR_WEIGHT]);
  return counts.map((_, bin) => Math.exp(mixture.logDensity({ bin })) + SMALLEST_DENSITY);
}

/** How many values lie in each bin; a value half between two belongs to the lower one. */
function countsOf(domain: Domain, values: readonly number[]): number[] {
  const counts = Array.from({ length: binsOf(domain) }, () => 0);
  const place = domain.kind === "choice" ? Number : binPlace(domain, counts.length);
  for (const value of values) {
    const bin = Math.min(Math.max(place(value), 0), counts.length - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function binsOf(domain: Domain): number {
  if (domain.kind === "choice") return domain.labels.length;
  const width = largest(domain) - domain.from;
  if (domain.kind === "integer" && domain.log)
    return Math.min(Math.ceil(Math.log(width + 1) / Math.log(2)) + 1, BINS);
  return domain.step === undefined ? BINS : Math.min(Math.round(width / domain.step) + 1, BINS);
}

function binPlace(domain: NumericDomain, bins: number): (value: number) => number {
  const scale = domain.log ? Math.log : Number;
  const low = scale(domain.from);
  const width = (scale(largest(domain)) - low) / (bins - 1);
  return (value) => Math.ceil((scale(value) - low) / width - 0.5);
}

/**
 * The width of kernels by Scott's rule, 1.059 n^(-1/5) times the standard deviation, or what the
 * range between the quartiles would be that of, if that is less.
 */
function scottsWidth(places: readonly number[], counts: readonly number[]): number {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const weighted = (f: (place: number) => number): number =>
    places.reduce((sum, place, i) => sum + f(place) * (counts[i] ?? 0), 0);
  const mean = weighted((place) => place) / n;
  const deviation = Math.sqrt(weighted((place) => (place - mean) ** 2) / Math.max(1, n - 1));
  let sum = 0;
  const cumulated = counts.map((count) => (sum += count));
  const lower = cumulated.findIndex((count) => count >= Math.floor(n / 4));
  const upper = cumulated.findIndex((count) => count > Math.floor((n * 3) / 4));
  const range = (places.at(upper) ?? 0) - (places[lower] ?? 0);
  return Math.max(1.059 * Math.min(range / 1.34, deviation) * n ** -0.2, NARROWEST);
}
