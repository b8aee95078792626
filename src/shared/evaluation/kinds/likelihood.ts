import type { PixelProvenance, RealProvenance, SpreadProvenance } from "../provenance";
import { type EvaluationKind, figure } from "./kind";

/* Evaluations by the likelihood of rows that are kept apart. */

export const OF_LIKELIHOOD = {
  parzen: {
    title: "Parzen window",
    needs: ["heldOutRows"],
    seconds: 5,
    entry: {
      summary:
        "Log-likelihood of the test rows under kernels around the samples; their width is " +
        "chosen on 1,000 validation rows.",
      formula: "mean over x of log mean_i N(x; G(z_i), sigma^2), sigma from 10^-1 ... 10^0",
      paper: "Breuleux et al. 2011; Goodfellow et al. 2014, table 1",
      helps:
        "To compare with the paper. In pixels of range [0, 1], with 10,000 samples. Good " +
        "samples may score badly and bad ones well.",
    },
    figures: {
      parzen: figure<
        RealProvenance &
          PixelProvenance &
          SpreadProvenance & {
            /** With how many rows sigma was chosen, and which. */
            validation: number;
            validationRows: string;
            validationSeenInTraining?: true;
            /** The widths that were tried. */
            sigmas: string;
            /** The one that was chosen. */
            sigma: number;
          }
      >({
        title: "Parzen log-likelihood",
        best: "high",
        help:
          "The mean log-likelihood of real examples under a density that is put around the " +
          "samples. Higher is better, but it is a rough figure in many dimensions: compare " +
          "runs only with the same number of samples.",
      }),
    },
  },
} as const satisfies Record<string, EvaluationKind>;
