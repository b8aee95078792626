import type { OptimizerConfig } from "../../experiment/schema";
import { valueAt } from "../../experiment/schedules";
import { power } from "../../shared/power";

/* The settings of an optimizer that may have a schedule, and their values at a step. */

type Scheduled = Parameters<typeof valueAt>[0];

/** The settings that can have a schedule, where an optimizer has them. */
const SCHEDULED = [
  "learningRate",
  "adamLearningRate",
  "momentum",
  "weightDecay",
  "decoupledWeightDecay",
  "l1",
] as const;

/**
 * The values at a step, counted from 0, of the settings of an optimizer that change with the step.
 * They are inputs of the step (`Hyper`), so a change of their values needs no new program. Beside
 * scheduled settings these are the standard deviation of `gradientNoise`, and the rate of
 * `lookahead` in a step with a sync, 0 in others. Only configured settings appear.
 */
export function settingsAt(config: OptimizerConfig, step: number): Record<string, number> {
  const { gradientNoise, lookahead } = config;
  const scheduled = config as Partial<Record<(typeof SCHEDULED)[number], Scheduled>>;
  const settings: Record<string, number> = {};
  for (const name of SCHEDULED) {
    const value = scheduled[name];
    if (value !== undefined) settings[name] = valueAt(value, step);
  }
  if (gradientNoise)
    settings["gradientNoise"] = Math.sqrt(gradientNoise.eta / power(1 + step, gradientNoise.gamma));
  if (lookahead) settings["lookahead"] = (step + 1) % lookahead.every === 0 ? lookahead.rate : 0;
  return settings;
}

/**
 * Whether two optimizers differ at most in the values of `settingsAt`, so that one program serves
 * both.
 */
export const sameProgram = (a: OptimizerConfig, b: OptimizerConfig): boolean =>
  constantsOf(a) === constantsOf(b);

const constantsOf = (config: OptimizerConfig): string =>
  JSON.stringify({
    ...config,
    ...Object.fromEntries(Object.keys(settingsAt(config, 0)).map((name) => [name, 0])),
  });
