import type { ModesProvenance } from "../provenance";
import { type EvaluationKind, figure } from "./kind";

/* Evaluations of data that is drawn from a density that is known. */

export const OF_DRAWN_DATA = {
  wasserstein: {
    title: "Wasserstein distance",
    needs: ["density"],
    seconds: 0.01,
    entry: {
      summary:
        "Of 1-D data: the 1-Wasserstein distance of the samples from the data: of gaussian " +
        "from its quantiles, of the others from as many points drawn of the data, always " +
        "the same ones.",
      formula:
        "mean |x_(i) - q_i| over the sorted samples, q_i = quantile((i + 1/2) / n), or the " +
        "i-th of the sorted points",
      helps:
        "In the units of the data. Samples of the data's own distribution do not reach 0 " +
        "either: beside the figure stands the noise floor, what they get on average, " +
        "sqrt(2 / (pi n)) times the integral of sqrt(F (1 - F)) with the distribution " +
        "function F, and sqrt(2) times that against drawn points.",
    },
    figures: {
      w1: figure<{ against: string }>({
        title: "W1(p_g, p_data)",
        best: "low",
        help:
          "The Wasserstein-1 distance: how far, on average, samples have to be moved to be " +
          "spread like the data, in the data's own unit. 0 is perfect, but a finite number " +
          "of samples never quite reaches it. It should fall over the run.",
      }),
    },
  },
  jensenShannon: {
    title: "Jensen-Shannon divergence",
    needs: ["density"],
    seconds: 0.01,
    entry: {
      summary:
        "Of 1-D data: the Jensen-Shannon divergence of the samples from the data's " +
        "distribution, over equal stretches, in nats.",
      paper: "Goodfellow et al. 2014, equation 6: what G minimises against an optimal D",
      helps:
        "log 2 = 0.69 is the worst. Samples of the data's own distribution do not reach 0: " +
        "beside the figure stands the noise floor, what they get on average.",
    },
    figures: {
      jensenShannon: figure<{ bins: number; from: number; to: number }>({
        title: "JS(p_g, p_data)",
        best: "low",
        help:
          "The Jensen-Shannon divergence between the densities of samples and data: 0 where " +
          "they are equal, log 2 (0.693) where they have nothing in common. It should fall " +
          "over the run.",
      }),
    },
  },
  modes: {
    title: "Modes",
    needs: ["mixture"],
    seconds: 0.01,
    entry: {
      summary:
        "Of mixtures: modes that samples reach, the share of samples within 3 standard " +
        "deviations of a mode, and the reverse Kullback-Leibler divergence of the samples " +
        "over the modes.",
      paper: "Srivastava et al. 2017; Lin et al. 2018",
      helps: "Tells of mode collapse. 2,500 samples are usual.",
    },
    figures: {
      modesCovered: figure<ModesProvenance>({
        title: "modes covered",
        best: "high",
        count: true,
        help:
          "How many of the data's modes have at least some samples. Fewer than there are is " +
          "mode collapse: G leaves parts of the data out. It should rise to the number of " +
          "modes and stay there.",
      }),
      highQuality: figure<ModesProvenance>({
        title: "share of high quality",
        best: "high",
        help:
          "The share of samples that lie close to a mode, within a few standard deviations. " +
          "1 is best. A high share with few modes covered means that G makes a few things " +
          "well and leaves out the rest.",
      }),
      reverseKl: figure<{ of: number }>({
        title: "reverse KL over modes",
        best: "low",
        help:
          "How unevenly samples are shared out among the modes, as the Kullback-Leibler " +
          "divergence from the data's shares: 0 means in the right proportions; it grows as " +
          "modes are preferred or left out. It should fall towards 0.",
      }),
    },
  },
} as const satisfies Record<string, EvaluationKind>;
