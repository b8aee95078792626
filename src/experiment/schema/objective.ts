import * as z from "../../shared/zod";
import { LOSS_KINDS, LOSSES } from "../../shared/losses";
import { entriesOf, entry } from "./entry";
import { positiveInt } from "./numbers";
import { scheduled } from "./schedules";

export { CROSS_ENTROPIES, type Loss, LOSSES } from "../../shared/losses";

/* The schema of `objective`: the loss and what stands beside it, such as penalties and noise. */

const weight = (value: number, description: string) =>
  scheduled(z.number().min(0)).prefault(value).describe(description);

export const penaltySchema = z
  .discriminatedUnion("type", [
    z
      .strictObject({
        type: z.literal("gradientPenalty"),
        weight: weight(10, "lambda: a number, or a schedule over the steps."),
      })
      .meta(
        entry({
          summary:
            "Pulls the norm of D's gradient towards 1 at random points between a real and " +
            "a generated sample (WGAN-GP).",
          formula:
            "weight * E[(||grad D(e x + (1 - e) G(z))|| - 1)^2], e uniform in [0, 1), one " +
            "for each pair",
          paper: "Gulrajani et al. 2017, with weight 10",
          helps:
            "Keeps a Wasserstein critic Lipschitz without clipping. D should have no batchNorm.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("r1"),
        weight: weight(10, "The paper's gamma: a number, or a schedule over the steps."),
      })
      .meta(
        entry({
          summary: "Punishes the gradient of D's output at real samples.",
          formula: "weight / 2 * E[||grad D(x)||^2]",
          paper: "Mescheder et al. 2018",
          helps:
            "Makes training converge locally where D otherwise keeps circling; for losses " +
            "on logits.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("dragan"),
        weight: weight(10, "lambda: a number, or a schedule over the steps."),
      })
      .meta(
        entry({
          summary:
            "Pulls the norm of D's gradient towards 1 around the data. The noise is that " +
            "of the authors' code.",
          formula:
            "weight * E[(||grad D(x + a d)|| - 1)^2], d = 0.5 std(batch) u, u uniform in " +
            "[0, 1) for each number, a uniform in [0, 1) for each sample",
          paper: "Kodali et al. 2017, with weight 10",
          helps: "Against the sharp gradients of D around real samples that go before a collapse.",
        }),
      ),
  ])
  .meta({ id: "penalty" });
export type PenaltyConfig = z.infer<typeof penaltySchema>;
export const PENALTIES: readonly PenaltyConfig["type"][] = ["gradientPenalty", "r1", "dragan"];

export const objectiveSchema = z
  .strictObject({
    loss: z
      .enum(LOSSES)
      .default("nonSaturating")
      .meta({
        description: "What each of the two networks minimises.",
        ...entriesOf(LOSS_KINDS),
      }),
    weightClip: scheduled(z.number().positive())
      .optional()
      .meta(
        entry({
          summary:
            "After each update of D all its weights are cut to this distance from 0: a " +
            "number, or a schedule. For the wasserstein loss.",
          formula: "w <- min(max(w, -weightClip), weightClip)",
          paper: "Arjovsky et al. 2017, with 0.01",
          helps:
            "The first way to keep the critic Lipschitz; the gradientPenalty mostly serves better.",
        }),
      ),
    penalties: z
      .array(penaltySchema)
      .default([])
      .describe(
        "Terms that are added to D's loss and punish its gradient by its input, which is " +
          "what D sees: with instance noise, and packed.",
      ),
    labelSmoothing: z
      .strictObject({
        real: scheduled(z.number().min(0).max(1))
          .prefault(0.1)
          .describe("The label of real samples is 1 minus this: a number, or a schedule."),
        generated: scheduled(z.number().min(0).max(1))
          .prefault(0)
          .describe(
            "The label of generated samples: a number, or a schedule. 0 is one-sided smoothing.",
          ),
      })
      .optional()
      .meta(
        entry({
          summary:
            "D learns towards softer labels than 1 and 0; G's loss stays as it is. For " +
            "losses of cross entropy.",
          formula:
            "the loss on a sample of label t: -t log D - (1 - t) log(1 - D). At the " +
            "optimum D = (1 - real) D* + generated (1 - D*)",
          paper: "Salimans et al. 2016, one-sided with 0.1",
          helps:
            "Keeps D from certainty. Softening also the generated side lets D reward " +
            "samples that are nowhere near the data.",
        }),
      ),
    labelFlipping: scheduled(z.number().min(0).max(1))
      .optional()
      .meta(
        entry({
          summary:
            "Share of the samples whose label D is told the wrong way round, drawn afresh " +
            "for each update: a number, or a schedule. For losses of cross entropy.",
          paper: "Chintala et al. 2016, How to train a GAN",
          helps: "Weakens a D that wins too easily.",
        }),
      ),
    instanceNoise: scheduled(z.number().min(0))
      .optional()
      .meta(
        entry({
          summary:
            "Standard deviation of normal noise added to all that D sees, real and " +
            "generated, also while G is trained: a number, or a schedule.",
          formula: "D(x + stddev * n), n normal",
          paper: "Sonderby et al. 2017; Arjovsky and Bottou 2017",
          helps:
            "Makes data and samples overlap, so that D cannot separate them at once. " +
            "Mostly lowered to 0 while training.",
        }),
      ),
    unrolling: z
      .strictObject({
        steps: positiveInt
          .max(1000)
          .describe(
            "Steps of gradient descent that D takes in G's thoughts; each costs about an " +
              "update of D.",
          ),
        learningRate: scheduled(z.number().min(0)).describe(
          "Of these steps, whatever D's own optimizer is: a number, or a schedule over the steps.",
        ),
      })
      .optional()
      .meta(
        entry({
          summary:
            "G's loss is that against the D which D would become in so many steps on G's " +
            "samples, and G's gradient goes through these steps. D itself is trained as " +
            "ever.",
          formula: "D_0 = D, D_{i+1} = D_i - learningRate * grad L_D(D_i); L_G at D_steps",
          paper: "Metz et al. 2017",
          helps: "Against mode collapse: G sees what D will make of a heap of equal samples.",
        }),
      ),
    packing: positiveInt.default(1).meta(
      entry({
        summary:
          "m: D judges m samples at once, all real or all generated, joined along their " +
          "last axis. A batch is then batchSize such packs.",
        formula: "D's input: [m * size] or [height, width, m * channels]",
        paper: "Lin et al. 2018, PacGAN, whose code counts batches so",
        helps: "Against mode collapse: a lack of variety shows in several samples at once.",
      }),
    ),
  })
  .describe("The game the two networks play.");
export type ObjectiveConfig = z.output<typeof objectiveSchema>;
