import { parseExperiment } from "../../experiment/parse";
import type { Experiment, ObjectiveConfig } from "../../experiment/schema";
import { type Setting, withSettings } from "../../experiment/settings";
import { GanError } from "../../shared/errors";

/**
 * An experiment's objective with settings changed, under paths such as `loss` and `penalties.0.weight`; null takes one away. Checked as in a
 * config. @throws GanError `bad-usage`
 */
export function changedObjective(experiment: Experiment, set: readonly Setting[]): ObjectiveConfig {
  const text = withSettings(
    JSON.stringify(experiment),
    set.map(({ path, value }) => ({ path: `objective.${path}`, value: value ?? undefined })),
  );
  const { experiment: changed, problems } = parseExperiment(text);
  const error = problems.find(({ severity }) => severity === "error");
  const refused = (message: string, hint: string) =>
    new GanError("bad-usage", message, `${hint ? `${hint}; ` : ""}nothing was changed`);
  if (error || !changed) throw refused(error?.message ?? "not an objective", error?.hint ?? "");
  if (changed.objective.packing !== experiment.objective.packing)
    throw refused(
      "packing cannot be changed in the middle of a run: D takes packs of that size",
      "train another run",
    );
  return changed.objective;
}
