import * as z from "../../shared/zod";
import { entry } from "./entry";
import { inForm } from "./form";
import { positiveInt } from "./numbers";
import { scheduled } from "./schedules";

/*
 * The schema of `training.adjustment`: what is done to the gradients of both networks, taken as one
 * vector v, before the optimizers take them. J is the Jacobian of v by the weights of both.
 */

const weight = (value: number, name: string, help: string) =>
  scheduled(z.number().min(0))
    .prefault(value)
    .describe(`${name}: a number, or a schedule over the steps.`)
    .meta(inForm({ label: "Weight", help }));

export const adjustmentSchema = z
  .discriminatedUnion("type", [
    z
      .strictObject({ type: z.literal("none") })
      .meta(entry({ summary: "Gradients as they are.", formula: "v = (grad_G L_G, grad_D L_D)" }))
      .meta(inForm({ label: "None", help: "Each network follows its own gradient as it is." })),
    z
      .strictObject({
        type: z.literal("consensus"),
        weight: weight(
          10,
          "The paper's gamma",
          "How strongly the gradients of both are made smaller. The paper takes 10; a larger " +
            "weight calms the game more, and draws it more to any place where gradients vanish.",
        ),
      })
      .meta(
        entry({
          summary:
            "Consensus optimization: beside its own loss each network also makes the gradients " +
            "of both smaller, so that they agree on a place to rest.",
          formula: "v <- v + weight * J^T v, J^T v = grad(1/2 ||v||^2)",
          paper: "Mescheder et al. 2017, with weight 10, RMSprop and rates of 1e-4",
          helps:
            "Stops the circling of two players where eigenvalues of J are nearly imaginary. It " +
            "is drawn to every place where gradients vanish, also to bad ones. A step is slower: " +
            "it differentiates both gradients once more.",
        }),
      )
      .meta(
        inForm({
          label: "Consensus optimization",
          help:
            "Each network also makes the gradients of both smaller, so that they agree on a " +
            "place to rest.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("symplectic"),
        weight: weight(
          1,
          "The paper's lambda, without its sign",
          "How strongly the turning is taken out of a step. The paper takes 1.",
        ),
        align: z
          .boolean()
          .default(true)
          .describe(
            "Choose lambda's sign so that the adjustment draws towards stable places and away " +
              "from unstable ones; false: always +.",
          )
          .meta(inForm({ label: "Sign that draws to stable places" })),
      })
      .meta(
        entry({
          summary:
            "Symplectic gradient adjustment: takes the rotating part of the game, the " +
            "antisymmetric part A of J, out of the step.",
          formula:
            "v <- v + lambda A^T v, A = (J - J^T) / 2, lambda = weight * sign(<v, J^T v> <A^T v, " +
            "J^T v> / n + 0.1), n the number of weight tensors of both networks",
          paper: "Balduzzi et al. 2018, with weight 1, RMSprop and rates of 1e-4",
          helps:
            "Unlike consensus it leaves a game without rotation as it is. A step is slower than " +
            "with consensus, since it needs J v beside J^T v.",
        }),
      )
      .meta(
        inForm({
          label: "Symplectic gradient adjustment",
          help: "Takes out of a step what makes the two networks turn around each other.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("competitive"),
        iterations: positiveInt
          .max(100)
          .default(10)
          .describe(
            "Steps of conjugate gradients in which each network's step is solved for; each " +
              "costs two products with second derivatives.",
          )
          .meta(
            inForm({
              label: "Iterations",
              help:
                "How closely each network's step is solved for. 10 is the default; each makes a " +
                "step slower.",
            }),
          ),
      })
      .meta(
        entry({
          summary:
            "Competitive gradient descent: the step that is best against the other network's " +
            "step, each assuming that the other thinks likewise (the Nash equilibrium of the " +
            "bilinear approximation). For zero-sum losses and sgd.",
          formula:
            "u_G = (I + eta_G eta_D H H^T)^-1 (grad_G f - eta_D H grad_D L_D), u_D = grad_D L_D + " +
            "eta_G H^T u_G, with f = L_G, H = the derivative of grad_G f by D, eta the learning " +
            "rates; theta <- theta - eta u",
          paper: "Schaefer and Anandkumar 2019",
          helps:
            "In a bilinear game it comes to rest at any rates, where plain gradients diverge at " +
            "all. Each of its iterations makes a step slower.",
        }),
      )
      .meta(
        inForm({
          label: "Competitive gradient descent",
          help:
            "Each network takes its best step against the other's best step. For zero-sum " +
            "losses, with SGD for both networks.",
        }),
      ),
  ])
  .meta({ id: "adjustment" });
export type AdjustmentConfig = z.output<typeof adjustmentSchema>;
