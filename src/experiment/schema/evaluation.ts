import * as z from "../../shared/zod";
import { entries, type Entry } from "./entry";
import { positiveInt } from "./numbers";

export const METRICS = [
  "wasserstein",
  "jensenShannon",
  "modes",
  "parzen",
  "fid",
  "kid",
  "inceptionScore",
  "classes",
  "prdc",
  "optimum",
  "discriminator",
] as const;
/** A way to measure, which gives one figure or several. */
export type Metric = (typeof METRICS)[number];

export const METRIC_ENTRIES: Record<Metric, Entry> = {
  wasserstein: {
    summary:
      "Of 1-D data: the 1-Wasserstein distance of the samples from the data: of gaussian " +
      "from its quantiles, of the others from as many points drawn of the data, always the " +
      "same ones.",
    formula:
      "mean |x_(i) - q_i| over the sorted samples, q_i = quantile((i + 1/2) / n), or the " +
      "i-th of the sorted points",
    helps:
      "In the units of the data. Samples of the data's own distribution do not reach 0 " +
      "either: beside the figure stands the noise floor, what they get on average, sqrt(2 " +
      "/ (pi n)) times the integral of sqrt(F (1 - F)) with the distribution function F, " +
      "and sqrt(2) times that against drawn points.",
  },
  jensenShannon: {
    summary:
      "Of 1-D data: the Jensen-Shannon divergence of the samples from the data's " +
      "distribution, over equal stretches, in nats.",
    paper: "Goodfellow et al. 2014, equation 6: what G minimises against an optimal D",
    helps:
      "log 2 = 0.69 is the worst. Samples of the data's own distribution do not reach 0: " +
      "beside the figure stands the noise floor, what they get on average.",
  },
  modes: {
    summary:
      "Of mixtures: modes that samples reach, the share of samples within 3 standard " +
      "deviations of a mode, and the reverse Kullback-Leibler divergence of the samples " +
      "over the modes.",
    paper: "Srivastava et al. 2017; Lin et al. 2018",
    helps: "Tells of mode collapse. 2,500 samples are usual.",
  },
  parzen: {
    summary:
      "Log-likelihood of the test rows under kernels around the samples; their width is " +
      "chosen on 1,000 validation rows.",
    formula: "mean over x of log mean_i N(x; G(z_i), sigma^2), sigma from 10^-1 ... 10^0",
    paper: "Breuleux et al. 2011; Goodfellow et al. 2014, table 1",
    helps:
      "To compare with the paper. In pixels of range [0, 1], with 10,000 samples. Good " +
      "samples may score badly and bad ones well.",
  },
  fid: {
    summary:
      "Fréchet distance between normal distributions fitted to features of real and of " +
      "generated pictures.",
    formula: "||m1 - m2||^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2))",
    paper: "Heusel et al. 2017",
    helps:
      "Falls with better and with more varied samples. Depends on the features and on how " +
      "many samples there are.",
  },
  kid: {
    summary:
      "Kernel distance between features: the unbiased squared maximum mean discrepancy, " +
      "the mean over 100 subsets of 1,000.",
    formula: "kernel (x.y / d + 1)^3",
    paper: "Binkowski et al. 2018",
    helps: "As fid, and not biased by the number of samples.",
  },
  inceptionScore: {
    summary: "How certain a classifier is of each sample, and how varied its verdicts are.",
    formula: "exp(E KL(p(y|x) || p(y))), the mean over 10 splits",
    paper: "Salimans et al. 2016",
    helps:
      "Knows nothing of the real data: compare it with that of real pictures. Samples that " +
      "are left over by the division into 10 equal splits do not count.",
  },
  classes: {
    summary:
      "How many of the data's classes a classifier finds among the samples, and how " +
      "unevenly: the reverse Kullback-Leibler divergence over classes.",
    paper: "Che et al. 2017; Srivastava et al. 2017",
    helps: "Mode collapse, counted on pictures.",
  },
  prdc: {
    summary:
      "Precision and recall, density and coverage: how many samples lie among the data, " +
      "and how much of the data lies among the samples, by nearest neighbours of features; " +
      "of points and tables by their own numbers.",
    paper: "Kynkäänniemi et al. 2019 (k = 3); Naeem et al. 2020 (k = 5)",
    helps:
      "Tells poor quality (precision, density) from poor variety (recall, coverage). The " +
      "balls around the neighbours are open, as in the code of Naeem et al.: a sample on a " +
      "border lies outside.",
  },
  optimum: {
    summary: "Of 1-D data: how far D is from the optimum for the present G, where samples lie.",
    formula: "mean |D - p_data / (p_data + p_g)| over p_data + p_g",
    paper: "Goodfellow et al. 2014, proposition 1",
    helps: "Tells whether k is large enough.",
  },
  discriminator: {
    summary: "The mean of D over real samples and over generated ones.",
    helps: "Both are near 1/2 where D cannot tell them apart.",
  },
};

export const metricSchema = z.enum(METRICS).meta(entries(METRIC_ENTRIES));

/** Fewer samples than this leave nothing of most measures. */
export const LEAST_SAMPLES = 100;
export const MOST_SAMPLES = 100_000;
export const samplesSchema = positiveInt.min(LEAST_SAMPLES).max(MOST_SAMPLES);

export const FEATURES = ["classifier", "inception"] as const;
export type FeaturesName = (typeof FEATURES)[number];
const FEATURES_ENTRIES: Record<FeaturesName, Entry> = {
  classifier: {
    summary:
      "A small classifier of MNIST, Fashion-MNIST or CIFAR-10, trained on this machine " +
      "when it is first needed (`gan features train`). Its figures are not those of " +
      "Inception.",
  },
  inception: {
    summary:
      "Inception as FID was published with; its weights have to be imported (`gan features " +
      "import`).",
    paper: "Heusel et al. 2017",
  },
};
export const featuresSchema = z
  .enum(FEATURES)
  .default("classifier")
  .meta({
    description: "What looks at pictures for fid, kid, inceptionScore, classes and prdc.",
    ...entries(FEATURES_ENTRIES),
  });

export const evaluationSchema = z.strictObject({
  every: z.int().min(0).default(0).describe("Steps between two evaluations; 0: only at the end."),
  metrics: z
    .array(metricSchema)
    .optional()
    .describe(
      "What to measure. By default what fits the data and takes but a moment: of pictures " +
        "nothing. Long measures are taken in pieces between training steps, from samples of " +
        "the step that they are due at.",
    ),
  samples: samplesSchema
    .optional()
    .describe("Samples of G to measure with; by default 2,500 for 2-D data, else 10,000."),
  features: featuresSchema,
});
