import { entries, type Entry } from "../../experiment/schema/entry";
import { positiveInt } from "../../experiment/schema/numbers";
import { FIGURE_KINDS } from "../../shared/evaluation/evaluations";
import * as z from "../../shared/zod";
import { pruneSchema } from "./prune";
import { labelSchema } from "./vary";

/* The schema of `search`: how the trials of a study are chosen, judged and ended. */

export const METHODS = ["grid", "random", "sobol", "tpe", "population"] as const;
export type MethodName = (typeof METHODS)[number];

const METHOD_ENTRIES: Record<MethodName, Entry> = {
  grid: { summary: "Every combination.", helps: "Few parameters of few values." },
  random: {
    summary: "Each trial's values are drawn at random.",
    paper: "Bergstra and Bengio 2012",
    helps: "A baseline, and any number of trials beside each other.",
  },
  sobol: {
    summary: "A quasi-random sequence, which covers the space more evenly than chance.",
    paper: "Sobol 1967; Joe and Kuo 2008",
    helps: "To get to know a space of up to about ten numbers.",
  },
  tpe: {
    summary:
      "Tree-structured Parzen estimator, multivariate: values that are likely among the best " +
      "trials, and unlikely among the others.",
    formula: "the largest l(x) / g(x) of 24 draws from l",
    paper: "Bergstra et al. 2011; Falkner et al. 2018",
    helps: "The usual choice: numbers, choices and conditions, from 20 trials on.",
  },
  population: {
    summary:
      "Population based training: members train beside each other; every so many steps the " +
      "worst take over weights and settings of the best, and change the settings a little.",
    paper: "Jaderberg et al. 2017",
    helps: "Finds a schedule of rates and weights while it trains.",
  },
};

export const objectiveSchema = z.strictObject({
  measure: z
    .string()
    .min(1)
    .describe(
      "The figure of the evaluations that is made small or large, for example fid or " +
        "modesCovered.",
    )
    .meta({
      enum: Object.keys(FIGURE_KINDS),
      enumDescriptions: Object.values(FIGURE_KINDS).map(({ title, help }) => `${title}. ${help}`),
    }),
  direction: z
    .enum(["least", "greatest"])
    .optional()
    .describe("Which is better; by default as the figure is meant."),
  take: z
    .enum(["last", "best"])
    .default("last")
    .describe("Which of a run's evaluations counts: the last one, or the best."),
  over: z
    .enum(["mean", "median"])
    .default("mean")
    .describe("How a trial's seeds are put together."),
});
export type ObjectiveSettings = z.output<typeof objectiveSchema>;

const fraction = z.number().min(0).max(1);

export const populationSchema = z
  .strictObject({
    members: z.int().min(2).max(1000).default(8).describe("How many train beside each other."),
    every: positiveInt.describe("Steps of a generation: between two looks at who is better."),
    quantile: z
      .number()
      .gt(0)
      .max(0.5)
      .default(0.25)
      .describe("Share of the members that are replaced, and of those that replace them."),
    resample: fraction
      .default(0.25)
      .describe("How likely a parameter is drawn afresh, instead of being changed by a factor."),
    factors: z
      .array(z.number().positive())
      .min(1)
      .default([1.2, 0.8])
      .describe("What a number is multiplied by, one of them at random."),
  })
  .describe("The settings of the method population; its defaults are Ray Tune's.");
export type PopulationSettings = z.output<typeof populationSchema>;

export const searchSchema = z
  .strictObject({
    method: z
      .enum(METHODS)
      .default("tpe")
      .meta({ description: "How trials are chosen.", ...entries(METHOD_ENTRIES) }),
    objective: z
      .union([objectiveSchema, z.array(objectiveSchema).min(1).max(2)], {
        error: "must be one objective, or a list of two",
      })
      .optional()
      .describe(
        "What is searched for. Two objectives give a Pareto front. A run that diverged counts " +
          "as the worst. Required but for a grid.",
      ),
    seeds: z
      .array(
        z
          .int()
          .min(0)
          .max(2 ** 31 - 1),
      )
      .min(1)
      .optional()
      .describe(
        "training.seed of a trial's runs: a trial is the mean or median over them. By default " +
          "the experiment's.",
      ),
    seed: z.int().min(0).default(0).describe("Of the search itself."),
    trials: positiveInt.optional().describe("No more trials than these."),
    minutes: z
      .number()
      .positive()
      .optional()
      .describe("No trial begins after so many minutes, and those that train are stopped."),
    steps: positiveInt.optional().describe("No more training steps than these, of all trials."),
    first: z
      .array(z.record(z.string().min(1), labelSchema))
      .default([])
      .describe(
        "Points to try first: for each parameter a value, or the name of a choice. What is left " +
          "out is as in the base; {} is the base itself.",
      ),
    warmStart: z
      .array(z.string().min(1))
      .default([])
      .describe(
        "Folders of earlier studies. Their trials count as known where the parameters and the " +
          "objective are the same. A relative path starts at the folder of this file.",
      ),
    prune: pruneSchema
      .optional()
      .describe(
        "Trials that are hopeless at an evaluation are stopped; they can be resumed by hand. " +
          "evaluation.every must say how often.",
      ),
    population: populationSchema.optional(),
  })
  .describe(
    "How the trials are chosen; without it every combination is trained. A trial is a point of " +
      "the space, with a run for each seed. The first limit that is reached ends the search.",
  );
export type SearchSettings = z.output<typeof searchSchema>;
