import type { OptimizerConfig } from "../../experiment/schema";
import { valueAt } from "../../experiment/schedules";
import { power } from "../../shared/power";

type Scheduled = Parameters<typeof valueAt>[0];

/** What a schedule may move, as far as an optimizer has it. */
const SCHEDULED = [
  "learningRate",
  "momentum",
  "weightDecay",
  "decoupledWeightDecay",
  "l1",
] as const;

/**
 * The numbers of an optimizer that change with the step (counted from 0): fed to the step as `Hyper`, so that another of them needs no
 * other program. Beside what schedules move, `gradientNoise`: its standard deviation, and `lookahead`: its rate in a step at whose end the
 * fast weights return, else 0. Only what is configured has a name here.
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

/** Whether two optimizers differ, if at all, in nothing but the numbers of `settingsAt`: one program then serves both. */
export const sameProgram = (a: OptimizerConfig, b: OptimizerConfig): boolean =>
  constantsOf(a) === constantsOf(b);

const constantsOf = (config: OptimizerConfig): string =>
  JSON.stringify({
    ...config,
    ...Object.fromEntries(Object.keys(settingsAt(config, 0)).map((name) => [name, 0])),
  });
