import type { Experiment } from "../../experiment/schema";
import { parametersOf } from "../space/parameters";
import { tunedMeasure, type TunedMeasure } from "../tune/measure";
import { tunedSpace } from "../tune/space";

/* A study to begin with, as text with comments: what a person ticks is varied. */

/** Something that can be varied of an experiment. */
export interface Variable {
  name: string;
  /** What is varied, in a few words. */
  detail: string;
}

export const SEEDS = "seeds";

/** What a study of an experiment can vary: what `gan tune` does, and the seeds of a trial. */
export function variablesOf(experiment: Experiment): Variable[] {
  const parameters = parametersOf({ vary: tunedSpace(experiment) });
  return [
    ...parameters.map((parameter): Variable => {
      const { name } = parameter;
      if (parameter.kind === "choice")
        return { name, detail: parameter.choices.map(({ label }) => label).join(", ") };
      const { from, to } = parameter.domain;
      return { name, detail: `${from} to ${to}` };
    }),
    { name: SEEDS, detail: "two runs a trial, whose mean counts" },
  ];
}

/** The names that a ticked one cannot do without: the choice that its condition is about. */
export function withConditions(experiment: Experiment, names: readonly string[]): string[] {
  const parameters = parametersOf({ vary: tunedSpace(experiment) });
  const needed = parameters
    .filter(({ name }) => names.includes(name))
    .flatMap(({ when }) => (when ? [when.parameter] : []));
  return [...new Set([...needed, ...names])];
}

/** The text of a `*.study.json` that searches what was ticked. */
export function newStudyText(
  experiment: Experiment,
  base: string,
  ticked: readonly string[],
): string {
  const names = withConditions(experiment, ticked);
  const vary = Object.entries(tunedSpace(experiment)).filter(([name]) => names.includes(name));
  const measure = measureFor(experiment);
  const { steps, seed } = experiment.training;
  const every = Math.max(1, Math.floor(steps / 27));
  const property = ([name, value]: [string, unknown]): string =>
    `    ${JSON.stringify(name)}: ${indented(value)}`;
  return `{
  // What is varied around an experiment, and how the best of it is found. Run it above, or with: gan search FILE
  "base": ${JSON.stringify(base)},
  // Each parameter is a range, a list, or choices by name; "paths" are the places of the experiment that it sets.
  "vary": {
${vary.map(property).join(",\n")}
  },
  // What all runs have. Evaluations at every so many steps tell which trials are hopeless.
  "set": {
    "evaluation.every": ${every},
${measure ? `    "evaluation.metrics": ${JSON.stringify([measure.metric])},\n` : ""}    "samples.every": 0,
    "checkpoint.every": 0
  },
  "search": {
    // "tpe" learns from the trials so far; "random", "sobol" and "grid" do not.
    "method": "tpe",
    "objective": { "measure": ${JSON.stringify(measure?.figure ?? "")} },
    "trials": 30,
${ticked.includes(SEEDS) ? seedsText(seed) : ""}    // The experiment as it is comes first.
    "first": [{}],
    // Only the best third goes on at these steps, three times as many, and so on.
    "prune": { "type": "asha", "minResource": ${every}, "reductionFactor": 3 }
  }
}
`;
}

const seedsText = (seed: number): string =>
  `    // A trial is the mean over these.\n    "seeds": [${seed}, ${seed + 1}],\n`;

function measureFor(experiment: Experiment): TunedMeasure | undefined {
  try {
    return tunedMeasure(experiment);
  } catch {
    // The editor says what is missing.
    return undefined;
  }
}

const indented = (value: unknown): string =>
  JSON.stringify(value, null, 2).replaceAll("\n", "\n    ");
