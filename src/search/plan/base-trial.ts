import { isDeepStrictEqual } from "node:util";
import { parseExperiment } from "../../experiment/parse";
import { withAbsolutePaths } from "../../experiment/paths";
import type { Experiment } from "../../experiment/schema";
import { type Setting, withSettings } from "../../experiment/settings";
import { settledPoint } from "../space/settings-of-point";
import { type Plan, trialsOfGrid } from "./plan";

/**
 * The number of the trial that trains the experiment as its file says it, whatever its seed: others
 * are compared with it. Undefined where there is none; of a search only the points that are tried
 * first are looked at.
 */
export function baseTrialOf(plan: Plan, text: string, folder: string): number | undefined {
  const experimentWith = (settings: readonly Setting[]) => {
    const { experiment } = parseExperiment(withSettings(text, settings), folder);
    return experiment && withoutSeed(withAbsolutePaths(experiment, folder));
  };
  const base = experimentWith(Object.entries(plan.set).map(([path, value]) => ({ path, value })));
  const isBase = (experiment: ReturnType<typeof experimentWith>) =>
    experiment !== undefined && isDeepStrictEqual(experiment, base);
  if (plan.format === 1)
    return trialsOfGrid(plan).find(({ runs: [run] }) => run && isBase(withoutSeed(run.experiment)))
      ?.number;
  const number = plan.first.findIndex((point) =>
    isBase(experimentWith(settledPoint(plan, point).settings)),
  );
  return number < 0 ? undefined : number;
}

const withoutSeed = ({ training, ...rest }: Experiment) => ({
  ...rest,
  training: { ...training, seed: 0 },
});
