import type { JudgeProvenance, OptimumProvenance, RealProvenance } from "../provenance";
import { type EvaluationKind, figure } from "./kind";

/* Evaluations of D. */

export const OF_DISCRIMINATOR = {
  optimum: {
    title: "Distance of D from D*",
    needs: ["knownDensity", "optimum"],
    seconds: 0.01,
    entry: {
      summary:
        "Of data that is drawn: how far D is from the optimum for the present G, where data and " +
        "samples lie. In 2-D means over the cells of a grid are compared, from 20,000 samples.",
      formula: "mean |D - p_data / (p_data + p_g)| over p_data + p_g",
      paper: "Goodfellow et al. 2014, proposition 1",
      helps: "Tells whether k is large enough. In 2-D it is made while training where it is named.",
    },
    figures: {
      distanceFromOptimum: figure<OptimumProvenance>({
        title: "distance of D from D*",
        best: "low",
        help:
          "How far D is from D*, the best possible discriminator for the present generator, " +
          "on average over data and samples. Small means that D keeps up with G; a rising course " +
          "means that G moves faster than D can follow.",
      }),
    },
  },
  discriminator: {
    title: "Mean of D",
    needs: [],
    seconds: 0.01,
    entry: {
      summary: "The mean of D over real samples and over generated ones.",
      helps: "Both are near 1/2 where D cannot tell them apart.",
    },
    figures: {
      meanDReal: figure<RealProvenance & JudgeProvenance>({
        title: "mean D(x)",
        best: 0.5,
        ofDataAlone: true,
        help:
          "D's mean output for real examples. Near ½ means that D cannot tell them from " +
          "samples; far above it D still has the upper hand.",
      }),
      meanDGenerated: figure<JudgeProvenance>({
        title: "mean D(G(z))",
        best: 0.5,
        help:
          "D's mean output for generated samples. Near ½ means that D takes them for real as " +
          "often as not; near 0 that it sees through them.",
      }),
    },
  },
} as const satisfies Record<string, EvaluationKind>;
