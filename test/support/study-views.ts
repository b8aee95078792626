/*
 * Studies as their page is told of them: a grid, and a search with pruning that may be large. All
 * figures follow from the seed alone.
 */
import type {
  ObjectiveView,
  ParameterView,
  StudyView,
  TrialState,
  TrialView,
  ViewCurve,
} from "../../src/shared/study/study-view";

/** Uniform numbers in [0, 1): Mulberry32. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const FRECHET: ObjectiveView = {
  measure: "frechet",
  title: "Fréchet distance",
  direction: "least",
  take: "last",
  over: "mean",
};
export const MODES: ObjectiveView = {
  measure: "modesCovered",
  title: "modes covered",
  direction: "greatest",
  take: "last",
  over: "mean",
};

export const PARAMETERS: ParameterView[] = [
  {
    name: "optimizer",
    paths: ["optimizer.generator", "optimizer.discriminator"],
    domain: { kind: "choice", labels: ["Adam", "RMSprop", "SGD with momentum"] },
  },
  {
    name: "rate",
    paths: ["optimizer.generator.learningRate", "optimizer.discriminator.learningRate"],
    domain: { kind: "float", from: 1e-5, to: 1e-2, log: true },
  },
  {
    name: "beta1",
    paths: ["optimizer.generator.beta1", "optimizer.discriminator.beta1"],
    domain: { kind: "float", from: 0, to: 0.9, log: false },
    when: "optimizer is Adam",
  },
  {
    name: "training.discriminatorSteps",
    paths: ["training.discriminatorSteps"],
    domain: { kind: "integer", from: 1, to: 5, log: false },
  },
  {
    name: "objective.loss",
    paths: ["objective.loss"],
    domain: { kind: "choice", labels: ["minimax", "nonSaturating", "hinge"] },
  },
];

/** A point of the space, drawn by a generator. */
function drawPoint(random: () => number): Record<string, number | string> {
  const of = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const optimizer = of(["Adam", "RMSprop", "SGD with momentum"]);
  return {
    optimizer,
    rate: 10 ** (-5 + 3 * random()),
    ...(optimizer === "Adam" ? { beta1: 0.9 * random() } : {}),
    "training.discriminatorSteps": 1 + Math.floor(5 * random()),
    "objective.loss": of(["minimax", "nonSaturating", "hinge"]),
  };
}

/** What a point comes to: best near a rate of 5e-4 with Adam. */
export function lossOf(values: Record<string, number | string>, random: () => number): number {
  const rate = Math.log10(Number(values["rate"]) / 5e-4);
  const base = { Adam: 0.02, RMSprop: 0.05 }[String(values["optimizer"])] ?? 0.4;
  const steps = 0.02 * Number(values["training.discriminatorSteps"] ?? 1);
  return (base + 0.6 * rate ** 2 + steps) * (0.8 + 0.4 * random());
}

const curveTo = (last: number, end: number, steps: number, random: () => number): ViewCurve =>
  Array.from({ length: 10 }, (_, i) => (i + 1) * (steps / 10))
    .filter((step) => step <= end)
    .map((step) => [step, last * (1 + 3 * Math.exp((-5 * step) / steps)) * (0.9 + 0.2 * random())]);

export interface TrialSpec {
  number: number;
  state: TrialState;
  values: Record<string, number | string>;
  steps?: number;
  end: number;
  loss: number;
  seeds?: readonly number[];
}

export function trialOf(
  { number, state, values, steps = 5000, end, loss, seeds = [1] }: TrialSpec,
  random: () => number,
): TrialView {
  const runs = seeds.map((seed) => {
    const history = state === "waiting" ? [] : curveTo(loss, end, steps, random);
    const last = history.at(-1)?.[1] ?? null;
    return {
      id: seeds.length === 1 ? `trial-${number}` : `trial-${number}-seed-${seed}`,
      seed,
      state,
      step: state === "waiting" ? 0 : end,
      steps,
      trainingSeconds: end / 400,
      history,
      values: [state === "diverged" ? null : last],
      ...(state === "diverged" ? { error: "the loss of D is not finite" } : {}),
    };
  });
  const finite = runs.flatMap(({ values: [value] }) => (typeof value === "number" ? [value] : []));
  const mean = finite.reduce((sum, value) => sum + value, 0) / Math.max(1, finite.length);
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const spread = finite.length > 1 ? { stddev: Math.sqrt(squares / (finite.length - 1)) } : {};
  return {
    number,
    state,
    values,
    runs,
    objectives: finite.length > 0 ? [{ value: mean, ...spread, n: finite.length }] : null,
    ...(state === "pruned" ? { prunedAt: end } : {}),
  };
}

/** The best of the trials that came to their end. */
export const bestOf = (trials: readonly TrialView[]): number[] =>
  trials
    .filter(({ state, objectives }) => state === "finished" && objectives)
    .sort((a, b) => (a.objectives?.[0]?.value ?? 0) - (b.objectives?.[0]?.value ?? 0))
    .slice(0, 1)
    .map(({ number }) => number);

/** A search by TPE with ASHA of so many trials, of which the last few still run. */
export function searchView(count: number, { live = 2 } = {}): StudyView {
  const random = uniform(count);
  const trials = Array.from({ length: count }, (_, i): TrialView => {
    const number = i + 1;
    const values = drawPoint(random);
    const loss = lossOf(values, random);
    const ended: TrialState = loss > 2.4 ? "diverged" : "finished";
    const isPruned = loss > 0.35 && ended === "finished";
    const state = number > count - live ? "running" : ended;
    const rung = [500, 1000, 2000][number % 3] ?? 500;
    const end = state === "running" || isPruned ? rung : 5000;
    return trialOf(
      { number, state: isPruned && state === "finished" ? "pruned" : state, values, end, loss },
      random,
    );
  });
  const first = trials[0];
  if (first) first.origin = "first";
  return {
    name: "tune the ring",
    description: "Optimizers, rates and losses of the ring of Gaussians.",
    base: "ring.gan.json",
    method: "tpe, pruned by asha",
    objectives: [FRECHET],
    parameters: PARAMETERS,
    trials,
    trialsPlanned: live > 0 ? count + 8 : count,
    limits: { trials: live > 0 ? count + 8 : count },
    spent: {
      trials: count,
      seconds: trials.length * 9,
      steps: trials.reduce((sum, { runs }) => sum + (runs[0]?.step ?? 0), 0),
    },
    ...(live > 0 ? { secondsLeft: 95 } : {}),
    workers: Array.from({ length: live }, (_, i) => ({
      id: `worker-${i}`,
      machine: "node-1",
      trial: count - i,
      silentSeconds: 1,
    })),
    best: bestOf(trials),
    importance: [
      {
        rate: 0.61,
        optimizer: 0.24,
        beta1: 0.09,
        "training.discriminatorSteps": 0.05,
        "objective.loss": 0.01,
      },
    ],
    engines: ["tensorflow 2.21.0"],
  };
}

/** A finished grid of two optimizers and three rates, each with three seeds; one diverged. */
export function gridView(): StudyView {
  const random = uniform(7);
  const rates = [1e-4, 1e-3, 1e-2];
  const points = ["Adam", "SGD"].flatMap((optimizer) =>
    rates.map((rate): Record<string, number | string> => ({ optimizer, rate: String(rate) })),
  );
  const trials = points.map((values, i) =>
    trialOf(
      {
        number: i + 1,
        state: i === 5 ? "diverged" : "finished",
        values,
        end: i === 5 ? 1500 : 5000,
        loss: lossOf({ ...values, "training.discriminatorSteps": 1 }, random),
        seeds: [1, 2, 3],
      },
      random,
    ),
  );
  return {
    name: "optimizers of the ring",
    base: "ring.gan.json",
    method: "grid",
    objectives: [FRECHET],
    parameters: [
      {
        name: "optimizer",
        paths: ["optimizer.generator", "optimizer.discriminator"],
        domain: { kind: "choice", labels: ["Adam", "SGD"] },
      },
      {
        name: "rate",
        paths: ["optimizer.generator.learningRate"],
        domain: { kind: "choice", labels: rates.map(String) },
      },
    ],
    trials,
    trialsPlanned: trials.length,
    limits: {},
    spent: { trials: trials.length, seconds: 225, steps: 85_500 },
    workers: [],
    best: bestOf(trials),
    importance: [{ rate: 0.7, optimizer: 0.3 }],
    engines: ["tensorflow 2.21.0"],
  };
}
