import type { ChangeProblem } from "../shared/protocol/changes";
import { asChangeProblems } from "./changeable";
import { parseExperiment } from "./parse";
import type { Experiment } from "./schema";
import { type Setting, withSettings } from "./settings";

/**
 * The experiment of a run that begins from scratch as another is trained, but for some settings, of
 * which any may be another; null takes one away. It begins with random weights.
 *
 * @returns what is wrong with it, as a config is checked; nothing where there is an experiment
 */
export function freshExperiment(
  now: Experiment,
  set: readonly Setting[],
): { experiment?: Experiment; problems: ChangeProblem[] } {
  const text = withSettings(
    JSON.stringify({ ...now, weightsFrom: undefined }, null, 2),
    set.map(({ path, value }) => ({ path, value: value ?? undefined })),
  );
  const { experiment, problems } = parseExperiment(text);
  return { ...(experiment ? { experiment } : {}), problems: asChangeProblems(problems) };
}
