import { positiveInt } from "../../experiment/schema/numbers";
import { entry } from "../../experiment/schema/entry";
import * as z from "../../shared/zod";

/* The schema of `search.prune`: which trials are stopped early. Names and defaults are Optuna's. */

const reductionFactor = (value: number) =>
  z.int().min(2).default(value).describe("At each rung one of so many trials goes on.");

export const pruneSchema = z
  .discriminatedUnion("type", [
    z
      .strictObject({
        type: z.literal("median"),
        startupTrials: z
          .int()
          .min(0)
          .default(5)
          .describe("Nothing is stopped before so many trials are complete."),
        warmupSteps: z
          .int()
          .min(0)
          .default(0)
          .describe("Nothing is stopped at an evaluation before this step."),
        intervalSteps: positiveInt.default(1).describe("Steps between two decisions."),
        minTrials: positiveInt
          .default(1)
          .describe("Nothing is stopped at a step that fewer trials have reached."),
      })
      .meta(
        entry({
          summary:
            "Stops a trial whose best evaluation so far is worse than the median of the " +
            "complete trials at that step.",
          paper: "Golovin et al. 2017, Vizier; as Optuna's MedianPruner",
          helps: "Few assumptions. It saves about half.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("asha"),
        minResource: z
          .union([z.literal("auto"), positiveInt])
          .default("auto")
          .describe(
            "The step of the first rung; auto: that of the first evaluation, but at least a " +
              "hundredth of the steps of the longest complete trial.",
          ),
        reductionFactor: reductionFactor(4),
        minEarlyStoppingRate: z
          .int()
          .min(0)
          .default(0)
          .describe("How many of the first rungs are left out."),
        bootstrapCount: z
          .int()
          .min(0)
          .default(0)
          .describe("Nothing goes on from a rung before so many trials have reached it."),
      })
      .meta(
        entry({
          summary: "Asynchronous successive halving: at each rung only the best go on.",
          formula: "rungs at steps minResource * reductionFactor^(minEarlyStoppingRate + i)",
          paper: "Li et al. 2020; as Optuna's SuccessiveHalvingPruner",
          helps:
            "Saves most. A good setting that begins slowly is lost: give it a first rung at " +
            "which the measure says something already.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("hyperband"),
        minResource: z
          .union([z.literal("auto"), positiveInt])
          .default("auto")
          .describe("The step of the first rung; auto: as for asha."),
        maxResource: z
          .union([z.literal("auto"), positiveInt])
          .default("auto")
          .describe("The step of the last one; auto: the steps of the longest complete trial."),
        reductionFactor: reductionFactor(3),
      })
      .meta(
        entry({
          summary:
            "Successive halving in several brackets, which begin to stop trials at different " +
            "steps.",
          paper: "Li et al. 2018; as Optuna's HyperbandPruner",
          helps: "Where it is not known from which step on the measure tells good from bad.",
        }),
      ),
  ])
  .meta({ id: "pruner" });
export type PruneSettings = z.output<typeof pruneSchema>;
