import * as z from "../../shared/zod";
import { MAX_UPDATES } from "../../shared/protocol/update-counts";
import { adjustmentSchema } from "./adjustment";
import { entries, entry, type Entry } from "./entry";
import { positiveInt } from "./numbers";
import { scheduled } from "./schedules";

/*
 * The schema of `training`: how long, in what batches, and in which order the networks are updated.
 */

export const UPDATES = ["alternating", "simultaneous", "extragradient"] as const;
export type Updates = (typeof UPDATES)[number];

const UPDATES_ENTRIES: Record<Updates, Entry> = {
  alternating: {
    summary:
      "k updates of D, then k_G of G against the new D, each with its own noise and, where " +
      "it needs data, its own batch.",
    paper: "Goodfellow et al. 2014, algorithm 1",
  },
  simultaneous: {
    summary:
      "Both gradients are taken at the same weights, on the same data, noise and dropout " +
      "masks, and then both networks move. With k > 1 the first k - 1 updates are D's " +
      "alone, with k_G > 1 the last k_G - 1 are G's alone.",
    paper: "code of Goodfellow et al. 2014",
    helps:
      "The way of the paper's own runs, and a little faster: G and D share a batch of " +
      "samples. In a bilinear game plain gradients spiral outwards so, where alternating " +
      "ones stay bounded.",
  },
  extragradient: {
    summary:
      "Both networks look ahead: they move as for simultaneous, take the gradients there " +
      "on a fresh batch, and with these move from where they came. Works with every " +
      "optimizer, whose slots go through both moves. With k > 1 the first k - 1 updates " +
      "are D's alone, with k_G > 1 the last k_G - 1 are G's alone; these do not look ahead.",
    formula: "u1 = optimizer(g(theta)), u2 = optimizer(g(theta - u1)), theta <- theta - u2",
    paper: "Gidel et al. 2019; with adam it is their ExtraAdam",
    helps: "Damps the circling of two players, at twice the cost of a step.",
  },
};

/** A change of settings in the course of a run. */
const changeSchema = z.strictObject({
  at: positiveInt.describe("After so many steps; the change counts from the next one on."),
  set: z
    .record(z.string().min(1), z.unknown())
    .describe(
      "Values by their places in the experiment, for example " +
        '{ "optimizer.generator.learningRate": 0.0005 }; null removes the setting.',
    ),
  slots: z
    .enum(["keep", "reset"])
    .optional()
    .describe(
      "reset: optimizers that are set begin with empty slots. By default slots that both " +
        "optimizers have are carried over.",
    ),
});

export const trainingSchema = z.strictObject({
  steps: positiveInt
    .default(2000)
    .describe(
      "Steps to train. One step: `discriminatorSteps` updates of D, then `generatorSteps` of G.",
    ),
  batchSize: positiveInt
    .default(64)
    .describe("Samples in a batch; with packing, packs of samples."),
  discriminatorSteps: positiveInt
    .max(MAX_UPDATES)
    .default(1)
    .describe(
      "k of Algorithm 1: updates of D in a step, each on fresh data and noise. It can be " +
        "changed while training.",
    ),
  generatorSteps: positiveInt
    .max(MAX_UPDATES)
    .default(1)
    .meta(
      entry({
        summary:
          "k_G: updates of G in a step, each on fresh noise, and on a batch of its own where " +
          "its loss looks at data or G is told of classes. G's average moves and lookahead " +
          "syncs once a step; the metrics lossG and gradNormG are those of the step's last " +
          "update. It can be changed while training.",
        paper: "Kahng et al. 2019, GAN Lab, which has both numbers of updates",
        helps:
          "Where D wins too easily, its loss near 0 and G's gradients tiny. A smaller " +
          "learning rate of D is a cheaper remedy. Many updates against the same D drive G " +
          "into the one place that this D likes best, so 1 to 3 are usual, and each makes a " +
          "step slower.",
      }),
    ),
  updates: z
    .enum(UPDATES)
    .default("alternating")
    .meta({ description: "The order in which D and G are updated.", ...entries(UPDATES_ENTRIES) }),
  adjustment: adjustmentSchema
    .prefault({ type: "none" })
    .describe(
      "What is done to the gradients of both networks together before their optimizers take " +
        "them. Wants updates that are simultaneous or extragradient, and neither penalties nor " +
        "unrolling. It can be changed while training.",
    ),
  pretrainDiscriminator: z
    .int()
    .min(0)
    .default(0)
    .describe(
      "In so many first steps D alone is trained, once on each batch of the step, while G " +
        "and the slots of its optimizer stay as they start. The figures of Goodfellow et al. " +
        "2014 begin so.",
    ),
  generatorAverage: z
    .strictObject({
      decay: scheduled(z.number().min(0).lt(1))
        .prefault(0.999)
        .describe("Share of the average that a step keeps: a number, or a schedule."),
      start: z.int().min(0).default(0).describe("Up to this step the average is G as it is."),
    })
    .optional()
    .meta(
      entry({
        summary:
          "A moving average of G's weights and statistics, from which pictures and " +
          "evaluations are made; training itself goes on with G.",
        formula: "average <- decay * average + (1 - decay) * G, at the end of each step",
        paper: "Yazici et al. 2019; Karras et al. 2018",
        helps:
          "Samples of steadier and mostly better quality: a game's players circle, their " +
          "average does not.",
      }),
    ),
  changes: z
    .array(changeSchema)
    .optional()
    .meta(
      entry({
        summary:
          "Changes that the run makes of itself, by ascending steps: of optimizers, the loss, " +
          "the adjustment of gradients, k and k_G, as a person could make them while it trains.",
        helps:
          "To train once more what was changed by hand, or the schedule that a population has " +
          "found. For a rate that follows a formula a schedule is shorter.",
      }),
    ),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1)
    .describe("Fixes weights, noise and data order."),
});
