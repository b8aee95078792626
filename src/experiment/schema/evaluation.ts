import * as z from "../../shared/zod";
import { EVALUATION_KINDS, EVALUATION_NAMES } from "../../shared/evaluation/evaluations";
import { entries, entriesOf, type Entry } from "./entry";
import { positiveInt } from "./numbers";

export { type EvaluationName, EVALUATION_NAMES } from "../../shared/evaluation/evaluations";

/* The schema of `evaluation`: what is measured, on how many samples, and by which features. */

export const evaluationNameSchema = z.enum(EVALUATION_NAMES).meta(entriesOf(EVALUATION_KINDS));

/** Fewer samples than this leave nothing of most evaluations. */
export const MIN_SAMPLES = 100;
export const MAX_SAMPLES = 100_000;
export const samplesSchema = positiveInt.min(MIN_SAMPLES).max(MAX_SAMPLES);

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
const WITH_FEATURES = EVALUATION_NAMES.filter((name) => EVALUATION_KINDS[name].features);
/** `a, b and c`. `Intl.ListFormat` would take 20 ms of each start, to load its languages. */
const inWords = (names: readonly string[]): string =>
  names.join(", ").replace(/, ([^,]*)$/, " and $1");

export const featuresSchema = z
  .enum(FEATURES)
  .default("classifier")
  .meta({
    description: `What looks at pictures for ${inWords(WITH_FEATURES)}.`,
    ...entries(FEATURES_ENTRIES),
  });

export const evaluationSchema = z.strictObject({
  every: z.int().min(0).default(0).describe("Steps between two evaluations; 0: only at the end."),
  metrics: z
    .array(evaluationNameSchema)
    .optional()
    .describe(
      "What to measure. By default what fits the data and takes but a moment: of pictures " +
        "nothing. Long evaluations are made in pieces between training steps, from samples of " +
        "the step that they are due at.",
    ),
  samples: samplesSchema
    .optional()
    .describe("Samples of G to measure with; by default 2,500 for 2-D data, else 10,000."),
  features: featuresSchema,
});
