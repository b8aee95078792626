import type { Evidence, Sighting } from "../shared/advisor/verdict";
import { deviation, mean, median, shareOf } from "./statistics";
import type { Window } from "./windows";

/*
 * What windows of metrics say of a run. Each rule looks at the windows so far, the last of them just
 * complete. The bounds were chosen on runs of half of the configs of `npm run bench:advisor` and of
 * searches on the ring; the other half says how well they do.
 */

/** What the windows of a run are looked at with. */
export interface WindowFacts {
  /** Whether D's output is a probability; a critic's has no scale. */
  probability: boolean;
  /** Whether the windows begin with the first step at which both networks train. */
  fromStart: boolean;
  /** Whether samples say since a step that they swing, or that parts of the data are lacking. */
  samplesCircle: (since: number) => boolean;
  /** Whether the last pictures show that samples are not good. */
  samplesAreAmiss: boolean;
}

export type WindowRule = (windows: readonly Window[], facts: WindowFacts) => Sighting | undefined;

/** The last windows; undefined while there are not as many. */
const last = (windows: readonly Window[], count: number): readonly Window[] | undefined =>
  windows.length < count ? undefined : windows.slice(-count);

const stretch = (windows: readonly Window[]): Pick<Evidence, "from" | "to"> => ({
  from: windows[0]!.from,
  to: windows.at(-1)!.to,
});

/** The mean of a figure of windows. */
const meanOf = (windows: readonly Window[], figure: (window: Window) => number): number =>
  mean(windows.map(figure));

const WINS = { windows: 10, real: 0.98, fake: 0.02, sureReal: 0.995, sureFake: 0.005 };

/** D tells all real samples from all generated ones: its loss goes to 0. */
const discriminatorWins: WindowRule = (windows, { probability }) => {
  const seen = last(windows, WINS.windows);
  if (!probability || !seen) return undefined;
  if (!seen.every(({ dReal, dFake }) => dReal > WINS.real && dFake < WINS.fake)) return undefined;
  const real = meanOf(seen, ({ dReal }) => dReal);
  const fake = meanOf(seen, ({ dFake }) => dFake);
  const at = stretch(seen);
  return {
    kind: "discriminatorWins",
    since: at.from,
    certainty: real > WINS.sureReal && fake < WINS.sureFake ? "sure" : "likely",
    evidence: [
      { signal: "dFake", value: fake, limit: WINS.fake, is: "below", ...at },
      { signal: "dReal", value: real, limit: WINS.real, is: "above", ...at },
    ],
  };
};

const VANISHES = { windows: 5, share: 1e-3, sureShare: 1e-5, fake: 0.05 };

/**
 * G's gradient has all but gone while D is certain of its samples; or it is 0 whatever D says, since
 * G's units are dead.
 */
const gradientVanishes: WindowRule = (windows, { probability }) => {
  const seen = last(windows, VANISHES.windows);
  if (!seen) return undefined;
  const largest = Math.max(...windows.map(({ gradNormG }) => gradNormG));
  const now = Math.max(...seen.map(({ gradNormG }) => gradNormG));
  const isDead = now === 0;
  const share = isDead ? 0 : now / largest;
  const fake = Math.max(...seen.map(({ dFake }) => dFake));
  // An equilibrium has small gradients, too; there D is not certain of anything.
  const isUncertain = probability && fake > VANISHES.fake;
  if (!(share < VANISHES.share) || (isUncertain && !isDead)) return undefined;
  const at = stretch(seen);
  return {
    kind: "gradientVanishes",
    since: at.from,
    certainty: share < VANISHES.sureShare ? "sure" : "likely",
    evidence: [{ signal: "gradShareG", value: share, limit: VANISHES.share, is: "below", ...at }],
  };
};

/** A critic's output has no scale: that its gradients are ten times what they were says little. */
const EXPLODES = { windows: 5, norm: 100, growth: 10, criticGrowth: 100, sureNorm: 1000, early: 5 };

/** A network's gradient is large and has grown far above what it was at first. */
const gradientsExplode: WindowRule = (windows, { fromStart, probability }) => {
  const seen = last(windows, EXPLODES.windows);
  if (!seen || windows.length < EXPLODES.early + EXPLODES.windows) return undefined;
  const at = stretch(seen);
  const leastGrowth = probability ? EXPLODES.growth : EXPLODES.criticGrowth;
  const evidence = (["D", "G"] as const).flatMap((network): Evidence[] => {
    const norms = (some: readonly Window[]) =>
      some.map((window) => window[network === "D" ? "gradNormD" : "gradNormG"]);
    const smallest = Math.min(...norms(seen));
    const growth = smallest / median(norms(windows.slice(0, EXPLODES.early)));
    const isLarge = smallest > EXPLODES.norm;
    if (!isLarge || (fromStart && growth < leastGrowth)) return [];
    return [
      { signal: `gradNorm${network}`, value: smallest, limit: EXPLODES.norm, is: "above", ...at },
      { signal: `gradGrowth${network}`, value: growth, limit: leastGrowth, is: "above", ...at },
    ];
  });
  const largest = Math.max(...evidence.map(({ value }) => value));
  return evidence.length === 0
    ? undefined
    : {
        kind: "gradientsExplode",
        since: at.from,
        certainty: largest > EXPLODES.sureNorm ? "sure" : "likely",
        evidence,
      };
};

const LAGS = { windows: 10, gap: -0.1, wrong: 0.8, sureGap: -0.25 };

/** D takes samples for more real than data, window after window: it does not follow G. */
const discriminatorLags: WindowRule = (windows, { probability }) => {
  const seen = last(windows, LAGS.windows);
  if (!probability || !seen) return undefined;
  const gap = meanOf(seen, (window) => window.gap);
  const wrong = shareOf(seen, (window) => window.gap < 0);
  if (gap > LAGS.gap || wrong < LAGS.wrong) return undefined;
  const at = stretch(seen);
  return {
    kind: "discriminatorLags",
    since: at.from,
    certainty: gap < LAGS.sureGap ? "sure" : "likely",
    evidence: [
      { signal: "gap", value: gap, limit: LAGS.gap, is: "below", ...at },
      { signal: "wrongShare", value: wrong, limit: LAGS.wrong, is: "above", ...at },
    ],
  };
};

const BLIND = { windows: 40, gap: 0.01, sureWindows: 60 };

/**
 * D has never told the two batches apart, from the start of the run on, and samples are not good:
 * where they are, this is the equilibrium.
 */
const discriminatorCannotLearn: WindowRule = (windows, facts) => {
  const { probability, fromStart, samplesAreAmiss } = facts;
  if (!probability || !fromStart || windows.length < BLIND.windows) return undefined;
  if (!samplesAreAmiss) return undefined;
  const largest = Math.max(...windows.map(({ gap }) => Math.abs(gap)));
  if (largest > BLIND.gap) return undefined;
  const at = stretch(windows);
  return {
    kind: "discriminatorCannotLearn",
    since: at.from,
    certainty: windows.length >= BLIND.sureWindows ? "sure" : "likely",
    evidence: [{ signal: "largestGap", value: largest, limit: BLIND.gap, is: "below", ...at }],
  };
};

const IDLE = { windows: 20, ends: 5, change: 0.05, errors: 3, between: 0.25, sureWindows: 40 };
/** What moves when a network learns. */
const MOVING = ["lossD", "lossG", "gradNormD", "gradNormG"] as const;

/** Losses and gradients are what they were at the start, but for noise: the rates move nothing. */
const ratesDoNothing: WindowRule = (windows, { fromStart }) => {
  if (!fromStart || windows.length < IDLE.windows) return undefined;
  const moves = MOVING.map((name) => {
    const first = windows.slice(0, IDLE.ends).map((window) => window[name]);
    const now = windows.slice(-IDLE.ends).map((window) => window[name]);
    const change = Math.abs(mean(now) - mean(first));
    // The standard error of the difference of both means.
    const error = Math.sqrt((deviation(first) ** 2 + deviation(now) ** 2) / IDLE.ends);
    const usual = Math.abs(mean(first));
    const farthest = Math.max(...windows.map((window) => Math.abs(window[name] - mean(first))));
    const isNoise = change <= IDLE.errors * error && farthest < IDLE.between * usual;
    return { share: change / usual, isNoise };
  });
  const change = Math.max(...moves.map(({ share }) => share));
  if (!(change < IDLE.change) || moves.some(({ isNoise }) => !isNoise)) return undefined;
  const at = stretch(windows);
  return {
    kind: "ratesDoNothing",
    since: at.from,
    certainty: windows.length >= IDLE.sureWindows ? "sure" : "likely",
    evidence: [{ signal: "movement", value: change, limit: IDLE.change, is: "below", ...at }],
  };
};

const CIRCLES = {
  windows: 30,
  wrong: 0.25,
  steadiness: 0.5,
  sureWrong: 0.4,
  noise: 3,
  growth: 1,
  early: 5,
};

/**
 * The players circle where samples say so too. Near an equilibrium D's lead comes and goes while
 * samples are well: by itself it says nothing.
 */
const oscillates: WindowRule = (windows, facts) => {
  const now = circling(windows, facts);
  return now && facts.samplesCircle(now.since) ? now : undefined;
};

/**
 * D's lead over G comes and goes: between windows its sign changes, by more than the noise within
 * them, and its gradient is as large as in the quietest of the first windows. A D that learns is
 * right, by little, in every window, and the nearer the equilibrium the smaller its gradient.
 */
const circling: WindowRule = (windows, { fromStart }) => {
  const seen = last(windows, CIRCLES.windows);
  if (!seen) return undefined;
  const gaps = seen.map(({ gap }) => gap);
  const spread = deviation(gaps);
  const noise = Math.sqrt(meanOf(seen, ({ gapError }) => gapError ** 2));
  const wrong = shareOf(gaps, (gap) => gap < 0);
  const steadiness = mean(gaps) / spread;
  const isWrong = wrong >= CIRCLES.wrong && Math.abs(steadiness) <= CIRCLES.steadiness;
  if (!isWrong || spread < CIRCLES.noise * noise) return undefined;
  const norms = (some: readonly Window[]) => some.map(({ gradNormD }) => gradNormD);
  const growth = median(norms(seen)) / Math.min(...norms(windows.slice(0, CIRCLES.early)));
  if (fromStart && growth < CIRCLES.growth) return undefined;
  const at = stretch(seen);
  return {
    kind: "oscillates",
    since: at.from,
    certainty: wrong >= CIRCLES.sureWrong ? "sure" : "likely",
    evidence: [
      { signal: "wrongShare", value: wrong, limit: CIRCLES.wrong, is: "above", ...at },
      {
        signal: "gapSteadiness",
        value: steadiness,
        limit: CIRCLES.steadiness,
        is: "below",
        ...at,
      },
    ],
  };
};

const SPIKES = { windows: 20, share: 0.4, sureShare: 0.7 };

/** D's loss jumps far out of what is usual, again and again. */
const spikes: WindowRule = (windows) => {
  const seen = last(windows, SPIKES.windows);
  if (!seen) return undefined;
  const share = shareOf(seen, (window) => window.spikes > 0);
  if (share < SPIKES.share) return undefined;
  const at = stretch(seen);
  return {
    kind: "spikes",
    since: at.from,
    certainty: share >= SPIKES.sureShare ? "sure" : "likely",
    evidence: [{ signal: "spikyShare", value: share, limit: SPIKES.share, is: "above", ...at }],
  };
};

/** The rules, those first that say most. */
export const WINDOW_RULES: readonly WindowRule[] = [
  gradientsExplode,
  gradientVanishes,
  discriminatorWins,
  discriminatorLags,
  oscillates,
  ratesDoNothing,
  discriminatorCannotLearn,
  spikes,
];
/** No rule looks further back than so many windows, but for those that want the start. */
export const MAX_WINDOWS_BACK = CIRCLES.windows;
