import type { Entry } from "./text/entry";

/*
 * The losses by their names in a config: all that is to be said of each except its mathematics,
 * which `src/gan/losses.ts` has under the same names.
 */

export interface LossKind {
  /** What forms call it. */
  title: string;
  /**
   * What D's output is. A probability estimates D* = p_data / (p_data + p_g). A critic's output is
   * any number and has no such optimum: a Wasserstein critic is optimal up to a constant, with the
   * range that its Lipschitz bound allows; a hinge critic tends to the sign of p_data - p_g; a
   * relativistic one is defined up to a constant only.
   */
  output: "probability" | "critic";
  /**
   * D's loss where it gives every sample the same answer, and that the best one: the scale of D's
   * loss. Left out where it has none, since the loss has no least value.
   */
  blindLoss?: number;
  /** The loss is a cross entropy between D and a label, which can be smoothed or flipped. */
  labels?: true;
  /** The loss falls without end unless D's slope is bounded; clipped weights are one such bound. */
  needsBoundedSlope?: true;
  /** G minimises what D maximises, up to a term that does not depend on G. */
  zeroSum?: true;
  /** What the editor and the reference page say. */
  entry: Entry;
}

/** The losses, in the order in which they are offered. */
export const LOSS_KINDS = {
  nonSaturating: {
    title: "Non-saturating",
    output: "probability",
    blindLoss: Math.log(4),
    labels: true,
    entry: {
      summary: "D minimises the cross entropy; G maximises the log of D's output for its samples.",
      formula: "L_D = -E[log D(x)] - E[log(1 - D(G(z)))]; L_G = -E[log D(G(z))]",
      paper: "Goodfellow et al. 2014, section 3",
      helps: "The default: strong gradients for G while D still tells its samples easily.",
    },
  },
  minimax: {
    title: "Minimax",
    output: "probability",
    blindLoss: Math.log(4),
    labels: true,
    zeroSum: true,
    entry: {
      summary: "The game's own value: G minimises exactly what D maximises.",
      formula: "L_D = -E[log D(x)] - E[log(1 - D(G(z)))]; L_G = E[log(1 - D(G(z)))]",
      paper: "Goodfellow et al. 2014, equation 1",
      helps:
        "The subject of the theory. G's gradient vanishes where D is certain, hence slow early.",
    },
  },
  halfSum: {
    title: "Half sum",
    output: "probability",
    blindLoss: Math.log(2),
    labels: true,
    entry: {
      summary:
        "As the paper's code has it: D minimises half the sum of its two cross entropies, G " +
        "is non-saturating.",
      formula: "L_D = -(E[log D(x)] + E[log(1 - D(G(z)))]) / 2; L_G = -E[log D(G(z))]",
      paper: "code of Goodfellow et al. 2014",
      helps:
        "Needed to compare with the paper's learning rates: with plain gradient descent it " +
        "halves that of D.",
    },
  },
  leastSquares: {
    title: "Least squares",
    output: "probability",
    blindLoss: 1 / 4,
    entry: {
      summary:
        "Squared distances to the targets 1 for real and 0 for generated; D's output is " +
        "itself the estimate of D*.",
      formula: "L_D = E[(D(x) - 1)^2] / 2 + E[D(G(z))^2] / 2; L_G = E[(D(G(z)) - 1)^2] / 2",
      paper: "Mao et al. 2017",
      helps: "Samples far on the right side of the boundary still give G a gradient.",
    },
  },
  wasserstein: {
    title: "Wasserstein",
    output: "critic",
    needsBoundedSlope: true,
    zeroSum: true,
    entry: {
      summary:
        "D is a critic of no fixed range; kept Lipschitz, it estimates the Wasserstein-1 " +
        "distance, dReal - dFake.",
      formula: "L_D = E[D(G(z))] - E[D(x)]; L_G = -E[D(G(z))]",
      paper: "Arjovsky et al. 2017",
      helps:
        "Needs weightClip, the gradientPenalty or spectral normalisation, and a D that is " +
        "ahead of G: mostly discriminatorSteps 5, and adam with beta1 0 and beta2 0.9. The " +
        "loss then goes with the quality of the samples.",
    },
  },
  hinge: {
    title: "Hinge",
    output: "critic",
    blindLoss: 2,
    entry: {
      summary:
        "D is pushed no further than a margin of 1 on either side of 0; G as for wasserstein.",
      formula: "L_D = E[max(0, 1 - D(x))] + E[max(0, 1 + D(G(z)))]; L_G = -E[D(G(z))]",
      paper: "Lim and Ye 2017; Miyato et al. 2018",
      helps: "The usual loss beside spectral normalisation.",
    },
  },
  relativisticAverage: {
    title: "Relativistic average",
    output: "critic",
    blindLoss: Math.log(4),
    entry: {
      summary:
        "D judges whether a real sample is more real than the mean generated one, and the " +
        "other way round. G's loss sees real samples too.",
      formula:
        "r = C(x) - E[C(G(z))], f = C(G(z)) - E[C(x)]; L_D = -E[log sigmoid(r)] - E[log(1 - " +
        "sigmoid(f))]; L_G = -E[log sigmoid(f)] - E[log(1 - sigmoid(r))]",
      paper: "Jolicoeur-Martineau 2018, the relativistic average of the standard GAN",
      helps: "Often steadier than nonSaturating, at the cost of one pass of D more.",
    },
  },
  relativistic: {
    title: "Relativistic pairs",
    output: "critic",
    blindLoss: Math.log(2),
    entry: {
      summary:
        "D judges of each pair of a real and a generated sample which is the real one. G's " +
        "loss sees real samples too.",
      formula:
        "L_D = -E[log sigmoid(D(x) - D(G(z)))]; L_G = -E[log sigmoid(D(G(z)) - D(x))], over " +
        "the pairs of a batch",
      paper: "Jolicoeur-Martineau 2018, RSGAN; with a penalty as in Huang et al. 2024, R3GAN",
      helps:
        "G is not done when all samples are alike, since each real one has its own pair: " +
        "against mode collapse. Take the r1 penalty with it.",
    },
  },
} as const satisfies Record<string, LossKind>;
export type Loss = keyof typeof LOSS_KINDS;
export const LOSSES = Object.keys(LOSS_KINDS) as Loss[];

export const lossKind = (loss: Loss): LossKind => LOSS_KINDS[loss];

/** The losses whose labels can be smoothed or flipped. */
export const CROSS_ENTROPIES: readonly Loss[] = LOSSES.filter((loss) => lossKind(loss).labels);

/** D's loss under an objective where D tells nothing apart; undefined where that has no scale. */
export const blindLossOf = (objective: object): number | undefined =>
  "loss" in objective ? kindOfAny(objective.loss)?.blindLoss : undefined;

/** Whether D is a critic under an objective, as it is read from a run of whichever version. */
export const isCritic = (objective: object): boolean =>
  "loss" in objective && kindOfAny(objective.loss)?.output === "critic";

const kindOfAny = (loss: unknown): LossKind | undefined =>
  (LOSS_KINDS as Record<string, LossKind>)[String(loss)];
