import type { PixelProvenance, RealProvenance } from "../provenance";
import { type EvaluationKind, figure } from "./kind";

/* Evaluations of how varied samples are, by their own numbers. */

export const OF_VARIETY = {
  diversity: {
    title: "Diversity",
    needs: ["severalNumbers"],
    seconds: 3,
    entry: {
      summary:
        "How varied samples are beside the data: how far apart they lie, which bins of the data " +
        "have too few or too many of them, and how many are all but the same as another.",
      formula:
        "spread: mean |G(z) - G(z')| / mean |x - x'|; bins: k-means of the data, each tested by " +
        "|p - q| > 1.96 sqrt(r (1 - r) (1/n + 1/m))",
      paper:
        "Richardson and Weiss 2018 (NDB); Odena et al. 2017 (MS-SSIM); " +
        "Arora and Zhang 2018 (near duplicates)",
      helps:
        "Tells of mode collapse with any data, without a classifier. Distances are those of the " +
        "numbers themselves, so that of pictures only coarse differences count.",
    },
    figures: {
      spread: figure<RealProvenance & { pairs: number }>({
        title: "spread of samples",
        best: 1,
        help:
          "The mean distance between two samples over that between two examples of the data. 1 " +
          "is best; near 0 all samples are alike, which is mode collapse; far above 1 samples " +
          "lie where no data are.",
      }),
      differentBins: figure<RealProvenance & { bins: number; level: number }>({
        title: "NDB/K",
        best: "low",
        help:
          "The share of the data's bins that have another share of the samples than of the data " +
          "(number of statistically different bins). Samples of the data's own distribution get " +
          "0.05 by chance.",
      }),
      missingBins: figure<RealProvenance & { bins: number }>({
        title: "bins missing",
        best: "low",
        help:
          "The share of the data's bins that have less than a tenth of their share of the " +
          "samples: parts of the data that G does not make. 0 is best.",
      }),
      msSsim: figure<RealProvenance & PixelProvenance & { pairs: number; scales: number }>({
        title: "MS-SSIM of samples",
        best: "low",
        help:
          "Of pictures: the multi-scale structural similarity of two samples, on average; 1 is " +
          "the same picture. Beside it stands that of two examples of the data. Samples that are " +
          "much more alike than those have lost variety.",
      }),
      duplicates: figure<RealProvenance & { nearerThan: string }>({
        title: "near duplicates",
        best: "low",
        help:
          "The share of samples that lie nearer to another sample than nearly all examples of " +
          "the data do to each other. Samples of the data's own distribution get 0.01; many more " +
          "mean that G makes few different samples.",
      }),
    },
  },
} as const satisfies Record<string, EvaluationKind>;
