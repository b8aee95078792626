import { parseExperiment } from "../../experiment/parse";
import type { Experiment } from "../../experiment/schema";
import { GanError } from "../../shared/errors";
import { parseStudy } from "../study-file/parse-study";
import type { Plan, SearchPlan } from "../plan/plan";
import type { Source } from "../plan/plan-combinations";
import { folderOf, planStudy } from "../plan/plan-study";
import type { Budget } from "./budget";
import type { TunedMeasure } from "./measure";
import { tunedSpace } from "./space";

/* The studies that `gan tune` makes of an experiment: as a person would write them. */

/** The experiment of a config. Throws `bad-config` with what is wrong first. */
export function experimentOf(config: Source): Experiment {
  const { experiment, problems } = parseExperiment(config.text, folderOf(config));
  if (experiment) return experiment;
  const [problem] = problems.filter(({ severity }) => severity === "error");
  throw new GanError(
    "bad-config",
    `${problem?.message ?? ""} (${config.file}:${problem?.line ?? 1})`,
    problem?.hint ?? "",
  );
}

/**
 * What is set alike in all runs of tuning: samples of the end alone, and evaluations by the one
 * measure.
 */
const settingsOf = (measure: TunedMeasure, budget: Pick<Budget, "steps" | "every">) => ({
  "training.steps": budget.steps,
  "evaluation.every": budget.every,
  "evaluation.metrics": [measure.metric],
  "evaluation.samples": measure.samples,
  "samples.every": budget.steps,
  "checkpoint.every": 0,
});

/** ASHA over TPE from the config as it is. */
export function searchStudy(
  config: Source,
  name: string,
  measure: TunedMeasure,
  budget: Budget,
): SearchPlan {
  const plan = planned(config, `tune ${name}`, {
    description: `Search for better settings of ${config.file}`,
    set: settingsOf(measure, budget),
    vary: tunedSpace(experimentOf(config)),
    search: {
      method: "tpe",
      objective: { measure: measure.figure },
      minutes: budget.minutes,
      first: [{}],
      prune: { type: "asha", minResource: budget.every, reductionFactor: 3 },
    },
  });
  if (plan.format !== 2) throw new TypeError("a search is no grid");
  return plan;
}

/** Names of the two configs that are compared at the end. */
export const BEFORE = "as it is";
export const AFTER = "tuned";

/** Both configs with each seed, in turn. */
export const comparison = (
  config: Source,
  name: string,
  measure: TunedMeasure,
  { budget, settings, seeds }: Compared,
): Plan =>
  planned(config, `tune ${name}, check`, {
    description: `${config.file} as it is and tuned, with seeds that the search has not seen`,
    set: settingsOf(measure, budget),
    vary: { "training.seed": seeds, config: { [BEFORE]: {}, [AFTER]: settings } },
    search: { method: "grid", objective: { measure: measure.figure } },
  });

interface Compared {
  budget: Pick<Budget, "steps" | "every">;
  settings: Record<string, unknown>;
  seeds: number[];
}

/** The config's own run, to see how fast this machine is. */
export const trialRun = (config: Source): Plan =>
  planned(config, "speed", {
    set: {
      "evaluation.every": 0,
      "evaluation.metrics": [],
      "samples.every": 0,
      "checkpoint.every": 0,
    },
    vary: {},
  });

function planned(config: Source, name: string, study: object): Plan {
  const text = JSON.stringify({ base: config.file, ...study }, null, 2);
  const parsed = parseStudy(text);
  const source = { file: name, text };
  const { plan, problems } = parsed.study
    ? planStudy(parsed.study, name, source, config)
    : { plan: undefined, problems: parsed.problems.map((problem) => ({ file: name, problem })) };
  if (plan) return plan;
  const wrong = problems.find(({ problem }) => problem.severity === "error")?.problem;
  throw new GanError(
    "bad-config",
    `this experiment cannot be tuned: ${wrong?.message ?? ""}`,
    wrong?.hint ?? "",
  );
}
