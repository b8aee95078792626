import { Figures, fixture, onEngine } from "./gan-helpers";
import type { OptimizerConfig } from "../../src/experiment/schema";
import { BACKENDS } from "../../src/engine";
import { hyperAt } from "../../src/gan/model";
import { optimizer } from "../../src/gan/optimizers";
import type { State } from "../../src/gan/state";
import { scalar, tensor1d, tidy } from "../../src/shared/tf";

interface Case {
  name: string;
  reference: string;
  config: OptimizerConfig;
  /** Settings at each step, where they change. */
  hyper?: Record<string, number[]>;
  /** Values of a parameter after each step. */
  path: Record<"a" | "b", number[][]>;
}
const { start, cases } = fixture<{ start: Record<"a" | "b", number[]>; cases: Case[] }>("optimizers");

/** Gradient of the Rosenbrock function, in the order of operations of optimizers.py. */
function gradient({ a, b }: State): State {
  const residual = b!.sub(a!.square());
  return { a: residual.mul(a!).mul(-400).add(a!.sub(1).mul(2)), b: residual.mul(200) };
}

function trajectory({ config, hyper }: Case, steps: number): Record<"a" | "b", number[][]> {
  const path: Record<"a" | "b", number[][]> = { a: [], b: [] };
  tidy(() => {
    const { init, update } = optimizer(config);
    let theta: State = { a: tensor1d(start.a), b: tensor1d(start.b) };
    let slots = init(theta);
    for (let step = 0; step < steps; step++) {
      const settings = { ...hyperAt(config, step), ...Object.fromEntries(Object.entries(hyper ?? {}).map(([name, values]) => [name, scalar(values[step]!)])) };
      const next = update(gradient(theta), slots, settings);
      theta = Object.fromEntries(Object.entries(theta).map(([name, value]) => [name, value.sub(next.updates[name]!)]));
      slots = next.slots;
      for (const name of ["a", "b"] as const) path[name].push([...theta[name]!.dataSync()]);
    }
  });
  return path;
}

describe("Optimizers: 50 steps down the Rosenbrock function (condition number 2508), in float32", () => {
  // Relative to max(|reference|, 0.1): the parameters go through 0, and start at about 1.
  const figures = new Figures(1e-5), scale = 0.1;
  after(() => figures.print());

  for (const engine of BACKENDS) {
    onEngine(engine, () => {
      for (const reference of cases) {
        it(`${reference.name}: as ${reference.reference}`, () => {
          const path = trajectory(reference, 50);
          for (const name of ["a", "b"] as const) {
            reference.path[name].forEach((expected, step) => figures.check(`${reference.name}, ${engine}`, `${name} after step ${step + 1}`, path[name][step]!, expected, scale));
          }
        });
      }
    });
  }
});
