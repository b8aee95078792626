import type { FeaturesProvenance, RealProvenance, SpreadProvenance } from "../provenance";
import { type EvaluationKind, figure } from "./kind";

/*
 * Evaluations of features: what a classifier sees of pictures, or the numbers of an example
 * themselves.
 */

export const OF_FEATURES = {
  fid: {
    title: "Fréchet distance (FID)",
    needs: ["pictures"],
    seconds: 0.1,
    features: "of both",
    entry: {
      summary:
        "Fréchet distance between normal distributions fitted to features of real and of " +
        "generated pictures.",
      formula: "||m1 - m2||^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2))",
      paper: "Heusel et al. 2017",
      helps:
        "Falls with better and with more varied samples. Depends on the features and on " +
        "how many samples there are.",
    },
    figures: {
      fid: figure<RealProvenance & FeaturesProvenance & { ddof: 1; eps: 0 }>({
        title: "FID",
        best: "low",
        help:
          "The Fréchet distance between samples and real examples, each seen by a classifier " +
          "and described by means and covariances. Lower is better, 0 is perfect. It depends " +
          "on the classifier and on the number of samples, so compare only figures that " +
          "agree in both.",
      }),
    },
  },
  kid: {
    title: "Kernel distance (KID)",
    needs: ["pictures"],
    seconds: 6,
    features: "of both",
    entry: {
      summary:
        "Kernel distance between features: the unbiased squared maximum mean discrepancy, " +
        "the mean over 100 subsets of 1,000.",
      formula: "kernel (x.y / d + 1)^3",
      paper: "Binkowski et al. 2018",
      helps: "As fid, and not biased by the number of samples.",
    },
    figures: {
      kid: figure<
        RealProvenance &
          FeaturesProvenance &
          SpreadProvenance & {
            kernel: string;
            estimator: "unbiased";
            subsets: number;
            subsetSize: number;
          }
      >({
        title: "KID",
        best: "low",
        help:
          "The kernel distance between samples and real examples as a classifier sees them. " +
          "Lower is better; unlike FID it has no bias with few samples, and may come out " +
          "slightly below 0.",
      }),
    },
  },
  inceptionScore: {
    title: "Inception Score",
    needs: ["pictures"],
    seconds: 0.01,
    features: "of samples",
    entry: {
      summary: "How certain a classifier is of each sample, and how varied its predictions are.",
      formula: "exp(E KL(p(y|x) || p(y))), the mean over 10 splits",
      paper: "Salimans et al. 2016",
      helps:
        "Knows nothing of the real data: compare it with that of real pictures. Samples " +
        "that are left over by the division into 10 equal splits do not count.",
    },
    figures: {
      inceptionScore: figure<FeaturesProvenance & SpreadProvenance & { splits: number }>({
        title: "Inception Score",
        best: "high",
        help:
          "How certain a classifier is of each sample, and how varied its predictions are. " +
          "Higher is better, at most the number of classes. It never looks at the data, so " +
          "samples that are only learnt by heart score well too.",
      }),
    },
  },
  classes: {
    title: "Classes",
    needs: ["pictures", "ownClasses"],
    seconds: 0.01,
    features: "of samples",
    entry: {
      summary:
        "How many of the data's classes a classifier finds among the samples, and how " +
        "unevenly: the reverse Kullback-Leibler divergence over classes, and their entropy.",
      paper: "Che et al. 2017; Srivastava et al. 2017",
      helps: "Mode collapse, counted on pictures.",
    },
    figures: {
      classesCovered: figure<FeaturesProvenance & { of: number }>({
        title: "classes covered",
        best: "high",
        count: true,
        help:
          "How many classes a classifier finds among the samples. It should rise to the " +
          "number of classes; fewer is mode collapse.",
      }),
      classKl: figure<RealProvenance & FeaturesProvenance & { of: number }>({
        title: "reverse KL over classes",
        best: "low",
        help:
          "How unevenly samples are shared out among the classes, compared with the data: 0 " +
          "means in the right proportions. It should fall towards 0.",
      }),
      classEntropy: figure<RealProvenance & FeaturesProvenance & { of: number }>({
        title: "entropy of classes",
        best: 1,
        help:
          "The entropy of the classes that a classifier finds among the samples, over that of the " +
          "data's classes: 1 where they are as varied, 0 where all samples are of one class.",
      }),
      classAgreement: figure<FeaturesProvenance & { of: number }>({
        title: "share of the class asked for",
        best: "high",
        help:
          "Of a conditional GAN: the share of samples that a classifier puts into the class " +
          "that was asked for. 1 is best.",
      }),
    },
  },
  prdc: {
    title: "Precision and recall, density and coverage",
    needs: ["severalNumbers"],
    seconds: 3,
    features: "of both",
    entry: {
      summary:
        "Precision and recall, density and coverage: how many samples lie among the data, " +
        "and how much of the data lies among the samples, by nearest neighbours of " +
        "features; of points and tables by their own numbers.",
      paper: "Kynkäänniemi et al. 2019 (k = 3); Naeem et al. 2020 (k = 5)",
      helps:
        "Tells poor quality (precision, density) from poor variety (recall, coverage). The " +
        "balls around the neighbours are open, as in the code of Naeem et al.: a sample on " +
        "a border lies outside.",
    },
    figures: {
      precision: figure<RealProvenance & FeaturesProvenance & { k: number }>({
        title: "precision",
        best: "high",
        help:
          "The share of samples that look like some real example: how good they are. 1 is " +
          "best. High precision with low recall means good but few kinds of samples.",
      }),
      recall: figure<RealProvenance & FeaturesProvenance & { k: number }>({
        title: "recall",
        best: "high",
        help:
          "The share of real examples that look like some sample: how much of the data is " +
          "covered. 1 is best. Low recall is mode collapse.",
      }),
      density: figure<RealProvenance & FeaturesProvenance & { k: number }>({
        title: "density",
        best: "high",
        help:
          "How thickly samples lie where real examples are. Around 1 is good; it may be " +
          "more. Like precision, but an outlier among the data disturbs it less.",
      }),
      coverage: figure<RealProvenance & FeaturesProvenance & { k: number }>({
        title: "coverage",
        best: "high",
        help:
          "The share of real examples that have a sample close by. 1 is best. Like recall, " +
          "but an outlier among the samples disturbs it less.",
      }),
    },
  },
  slicedWasserstein: {
    title: "Sliced Wasserstein distance",
    needs: ["severalNumbers"],
    seconds: 1,
    features: "of both",
    entry: {
      summary:
        "The 1-Wasserstein distance of the samples from the data along 100 directions, in " +
        "the mean: of pictures by their features, of points and tables by their own numbers.",
      formula:
        "mean over unit vectors v of the area between the distribution functions of v.x " +
        "and v.G(z); always the same directions",
      paper: "Rabin et al. 2012; Bonneel et al. 2015",
      helps:
        "For points and tables, of which modes says nothing: it falls with quality and with " +
        "variety alike. Samples of the data's own distribution do not reach 0.",
    },
    figures: {
      slicedW1: figure<RealProvenance & FeaturesProvenance & { directions: number }>({
        title: "sliced W1",
        best: "low",
        help:
          "How far, on average over many directions, samples have to be moved to look like " +
          "the data from that direction, in the data's own unit. 0 is perfect, but a finite " +
          "number of samples never quite reaches it. It should fall over the run.",
      }),
    },
  },
} as const satisfies Record<string, EvaluationKind>;
