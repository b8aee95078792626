import { Figures, onEngine } from "../../support/gan";
import assert from "node:assert/strict";
import { BACKENDS } from "../../../src/engine";
import { optimizerSchema, scheduleSchema } from "../../../src/experiment/schema";
import {
  checkOptimizer,
  checkSchedule,
  OPTIMIZER_BOUND,
  optimizerCases,
  SCHEDULE_BOUND,
  scheduleCases,
} from "../../support/optimizer-parity";

const typesOf = (options: readonly { shape: { type: { value: string } } }[]) =>
  options.map(({ shape }) => shape.type.value).sort();
const tried = (cases: readonly { config: unknown }[]) =>
  [...new Set(cases.map(({ config }) => (config as { type: string }).type))].sort();

describe("Optimizers: 50 steps down the Rosenbrock function, in float32", () => {
  const figures = new Figures(OPTIMIZER_BOUND);
  after(() => figures.print());

  it("are all tried", () =>
    assert.deepEqual(tried(optimizerCases), typesOf(optimizerSchema.options)));

  for (const engine of BACKENDS) {
    onEngine(engine, () => {
      for (const one of optimizerCases)
        it(`${one.name}: as ${one.reference}`, () =>
          checkOptimizer(one, figures, `${one.name}, ${engine}`));
    });
  }
});

describe("Schedules: 60 steps", () => {
  const figures = new Figures(SCHEDULE_BOUND);
  after(() => figures.print());

  it("are all tried", () =>
    assert.deepEqual(tried(scheduleCases), typesOf(scheduleSchema.options)));
  for (const one of scheduleCases)
    it(`${one.name}: as ${one.reference}`, () => checkSchedule(one, figures, one.name));
});
