import { crc32 } from "node:zlib";
import type { PastTrial, Pruner } from "../outcome/history";
import type { PruneSettings } from "../schema";
import { halvingPruner, minResourceOf } from "./halving";

type HyperbandSettings = Extract<PruneSettings, { type: "hyperband" }>;

/**
 * Hyperband (Li et al. 2018) as Optuna's `HyperbandPruner` decides it: each trial belongs to one
 * of `floor(log(max / min) / log(eta)) + 1` brackets, by a checksum of the study's name and its
 * number. Within a bracket successive halving decides; the later the bracket, the later its first
 * rung. Bracket b of n has the share `ceil(n * eta ** s / (s + 1))`, s = n - 1 - b.
 *
 * @param study its name, which gives each trial its bracket
 */
export function hyperbandPruner(settings: HyperbandSettings, study: string): Pruner {
  const { reductionFactor } = settings;
  return (trial, others) => {
    const minResource = minResourceOf(settings.minResource, others);
    const maxResource = maxResourceOf(settings.maxResource, others);
    if (minResource === undefined || maxResource === undefined) return false;
    const shares = bracketShares(minResource, maxResource, reductionFactor);
    const bracket = bracketOf(study, trial.number, shares);
    const prunes = halvingPruner({
      minResource,
      reductionFactor,
      minEarlyStoppingRate: bracket,
      bootstrapCount: 0,
    });
    const rivals = others.filter(({ number }) => bracketOf(study, number, shares) === bracket);
    return prunes(trial, rivals);
  };
}

function maxResourceOf(setting: number | "auto", others: readonly PastTrial[]): number | undefined {
  if (setting !== "auto") return setting;
  const last = others.flatMap(({ state, reports }) =>
    state === "complete" ? reports.slice(-1) : [],
  );
  return last.length === 0 ? undefined : Math.max(...last.map(({ step }) => step)) + 1;
}

function bracketShares(minResource: number, maxResource: number, eta: number): number[] {
  const brackets = Math.max(Math.floor(Math.log(maxResource / minResource) / Math.log(eta)) + 1, 1);
  return Array.from({ length: brackets }, (_, bracket) => {
    const s = brackets - 1 - bracket;
    return Math.ceil((brackets * eta ** s) / (s + 1));
  });
}

function bracketOf(study: string, number: number, shares: readonly number[]): number {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let place = crc32(`${study}_${number}`) % total;
  return shares.findIndex((share) => {
    place -= share;
    return place < 0;
  });
}
