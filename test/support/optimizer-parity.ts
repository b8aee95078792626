import { Figures } from "./gan";
import { fixture } from "./paths";
import { loadEngine } from "../../src/engine";
import {
  type OptimizerConfig,
  optimizerSchema,
  type Schedule,
  scheduleSchema,
} from "../../src/experiment/schema";
import { lookAhead, optimizer, settingsAt } from "../../src/gan/optimizers";
import { rootKey } from "../../src/gan/random";
import { valueAt } from "../../src/experiment/schedules";
import type { Tree } from "../../src/gan/tree";
import { scalar, tensor, tidy } from "../../src/tensor/tf";
import type { Parity } from "./objective-parity";
import { at, entry, present } from "./values";

/*
 * What the optimizers and schedules are held against: PyTorch, Keras, the authors' own program, and
 * NumPy where none has the rule; kept in test/fixtures/optimizers.json. The tests check each case on several
 * engines; `optimizerParity` and `scheduleParity` give the largest difference of each as a figure.
 */

type Reference = "PyTorch" | "Keras" | "NumPy" | "adabelief-pytorch";
const PARAMETERS = ["a", "b"] as const;
type Named<T> = Record<(typeof PARAMETERS)[number], T>;

export interface OptimizerCase {
  name: string;
  reference: Reference;
  config: unknown;
  /** Settings at each step, where they change. */
  hyper?: Record<string, number[]>;
  /** Where it starts, if not at the common place: matrices, for optimizers of matrices. */
  start?: Named<number[][]>;
  /** Values of a parameter after each step. */
  path: Named<number[][]>;
}
export interface ScheduleCase {
  name: string;
  reference: Reference;
  config: unknown;
  values: number[];
}

const { start, seed, versions, ...recorded } = fixture<{
  start: Named<number[]>;
  seed: number;
  versions: Record<Reference, string>;
  cases: OptimizerCase[];
  schedules: ScheduleCase[];
}>("optimizers");
export const { cases: optimizerCases, schedules: scheduleCases } = recorded;

/** Bounds of the largest relative differences. Keras computes its schedules in float32. */
export const OPTIMIZER_BOUND = 1e-5;
export const SCHEDULE_BOUND = 1e-6;
/** Parameters are held against max(|reference|, this): they go through 0, and start at about 1. */
const SCALE = 0.1;

/** Gradient of the Rosenbrock function, in the order of operations of optimizers.py. */
function gradient({ a, b }: Tree): Tree {
  const residual = present(b).sub(present(a).square());
  return {
    a: residual.mul(present(a)).mul(-400).add(present(a).sub(1).mul(2)),
    b: residual.mul(200),
  };
}

/** Values of the parameters after each of 50 steps of an optimizer, on the current engine. */
function trajectory(
  config: OptimizerConfig,
  hyper: Record<string, number[]> = {},
  from: Named<number[] | number[][]> = start,
  steps = 50,
): Named<number[][]> {
  const path: Named<number[][]> = { a: [], b: [] };
  tidy(() => {
    const { init, update } = optimizer(config);
    let theta: Tree = { a: tensor(from.a), b: tensor(from.b) };
    let slots = init(theta);
    for (let step = 0; step < steps; step++) {
      const numbers = {
        ...settingsAt(config, step),
        ...Object.fromEntries(Object.entries(hyper).map(([name, values]) => [name, values[step]!])),
      };
      const settings = Object.fromEntries(
        Object.entries(numbers).map(([name, value]) => [name, scalar(value)]),
      );
      const next = update(gradient(theta), slots, settings, {
        parameters: theta,
        key: rootKey(seed, step),
      });
      const moved = Object.fromEntries(
        Object.entries(theta).map(([name, value]) => [name, value.sub(entry(next.updates, name))]),
      );
      ({ parameters: theta, slots } = config.lookahead
        ? lookAhead(moved, next.slots, settings)
        : { parameters: moved, slots: next.slots });
      for (const name of PARAMETERS) path[name].push([...entry(theta, name).dataSync()]);
    }
  });
  return path;
}

export function checkOptimizer(
  { config, hyper, start: from, path: expected }: OptimizerCase,
  figures: Figures,
  label: string,
): void {
  const path = trajectory(optimizerSchema.parse(config), hyper, from);
  for (const name of PARAMETERS)
    expected[name].forEach((values, step) =>
      figures.check(label, `${name} after step ${step + 1}`, at(path[name], step), values, SCALE),
    );
}

export function checkSchedule(
  { config, values }: ScheduleCase,
  figures: Figures,
  label: string,
): void {
  const schedule: Schedule = scheduleSchema.parse(config);
  // Relative to |reference| itself; a schedule that ends at 0 is there exactly.
  figures.check(
    label,
    label,
    values.map((_, step) => valueAt(schedule, step)),
    values,
    1e-30,
  );
}

const parity =
  <Case extends { name: string; reference: Reference }>(
    what: string,
    check: (one: Case, figures: Figures, label: string) => void,
    prepare: () => Promise<unknown>,
  ) =>
  (one: Case): Parity => ({
    name: `${what} ${one.name}`,
    reference: one.reference,
    version: versions[one.reference],
    async run() {
      await prepare();
      const figures = new Figures(Infinity);
      check(one, figures, one.name);
      return figures.largest;
    },
  });

/** On TensorFlow; bounded by `OPTIMIZER_BOUND`. */
export const optimizerParity: Parity[] = optimizerCases.map(
  parity("optimizer", checkOptimizer, () => loadEngine("tensorflow", { convolution: false })),
);
/** In JavaScript; bounded by `SCHEDULE_BOUND`. */
export const scheduleParity: Parity[] = scheduleCases.map(
  parity("schedule", checkSchedule, () => Promise.resolve()),
);
