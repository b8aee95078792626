import { GanError } from "../shared/errors";
import { EVALUATION_KINDS, isLight } from "../shared/evaluation/evaluations";
import type { Need } from "../shared/evaluation/kinds/kind";
import { isCritic } from "../shared/losses";
import * as z from "../shared/zod";
import { formatIssues } from "./explain";
import type { Finding } from "./finding";
import {
  type DataConfig,
  type Experiment,
  FEATURES,
  type FeaturesName,
  isPictures,
  isSynthetic,
  isSynthetic1d,
  isSynthetic2d,
  EVALUATION_NAMES,
  type EvaluationName,
  evaluationNameSchema,
  normalisationOf,
  samplesSchema,
} from "./schema";

/*
 * Which evaluations fit an experiment, which are due while it trains, and what a person may ask
 * for.
 */

/** Data sets that have a classifier of our own. */
export const CLASSIFIED = ["mnist", "fashionMnist", "cifar10"] as const;
export type Classified = (typeof CLASSIFIED)[number];

type Subject = Pick<Experiment, "data" | "objective" | "evaluation">;

export interface Misfit {
  message: string;
  hint: string;
}

/**
 * Why an evaluation cannot be made of an experiment, and what to do about it; undefined where it
 * can.
 */
export function misfitOf(name: EvaluationName, subject: Subject): Misfit | undefined {
  const { needs, features } = EVALUATION_KINDS[name];
  for (const need of needs) {
    const misfit = MISFITS[need](name, subject);
    if (misfit) return misfit;
  }
  return features && isPictureLike(subject.data) ? withoutFeatures(name, subject) : undefined;
}

/** What to say where an experiment does not have what an evaluation needs. */
const MISFITS: Record<Need, (name: EvaluationName, subject: Subject) => Misfit | undefined> = {
  density: (name, { data }) =>
    unless(isSynthetic1d(data), `${name} is for 1-D data that has a density`),
  knownDensity: (name, { data }) =>
    unless(isSynthetic(data), `${name} is for data that is drawn, of a density that is known`),
  mixture: (name, { data }) =>
    unless(
      data.source === "ring" || data.source === "grid",
      data.source === "points"
        ? `${name} is for the mixtures ring and grid: drawn points overlap and are no modes`
        : `${name} is for the mixtures ring and grid`,
    ),
  pictures: (name, { data }) => unless(isPictureLike(data), `${name} is for pictures`),
  severalNumbers: (name, { data }) =>
    unless(!isSynthetic1d(data), `${name} is for data of more than one number`),
  optimum(name, { data, objective }) {
    if (isCritic(objective))
      return unless(
        false,
        `with the loss ${objective.loss} D is no probability and has no optimum to be far from`,
      );
    return unless(
      !isSynthetic2d(data) || objective.packing === 1,
      `${name} compares means over cells of 2-D data, and with packing the best mean is not known`,
    );
  },
  heldOutRows(name, { data }) {
    if (isSynthetic(data))
      return unless(
        false,
        `${name} needs a validation and a test set, and this data is drawn afresh`,
      );
    return (data.source === "folder" || data.source === "npy" || data.source === "csv") &&
      data.split === "all"
      ? {
          message: `${name} needs a validation and a test set, but all examples are trained with`,
          hint: 'set "split": "train" in the data',
        }
      : undefined;
  },
  // Said with the features, after what else these miss.
  ownClasses: () => undefined,
};

const unless = (fits: boolean, message: string): Misfit | undefined =>
  fits ? undefined : { message, hint: "remove it" };

/** Whether the data is looked at as pictures: those of an array as well. */
export const isPictureLike = (data: DataConfig): boolean =>
  isPictures(data) || (data.source === "npy" && data.shape.length === 3);
const isClassified = (data: DataConfig): boolean =>
  CLASSIFIED.some((source) => source === data.source);

function withoutFeatures(
  name: EvaluationName,
  { data, evaluation: { features } }: Subject,
): Misfit | undefined {
  if (normalisationOf(data))
    return {
      message: `${name} looks at pixels, and normalised pictures have no common range of them`,
      hint: "remove it, or the normalisation",
    };
  const ofOwnClasses = EVALUATION_KINDS[name].needs.includes("ownClasses");
  if (features === "inception" && ofOwnClasses)
    return {
      message: `${name} counts the data's own classes, which Inception does not know`,
      hint: 'use "features": "classifier"',
    };
  if (features === "inception" || isClassified(data)) return undefined;
  return {
    message: `${name} needs a classifier, and there is none for ${data.source}`,
    hint: ofOwnClasses ? "remove it" : 'use "features": "inception"',
  };
}

/** The evaluations that can be made of an experiment. */
export const fittingEvaluations = (experiment: Subject): EvaluationName[] =>
  EVALUATION_NAMES.filter((name) => !misfitOf(name, experiment));

/** Those of them that are made where none is named. */
export const usualEvaluations = (experiment: Subject): EvaluationName[] =>
  fittingEvaluations(experiment).filter((name) => !EVALUATION_KINDS[name].onlyNamed);

/**
 * What is evaluated while training: those that the config names, else the light ones of
 * data that is drawn. In 2-D the optimum is none of them: D is asked at thousands of places.
 */
export function scheduledEvaluations(experiment: Subject): EvaluationName[] {
  const { data, evaluation } = experiment;
  const { metrics } = evaluation;
  if (metrics) return EVALUATION_NAMES.filter((name) => metrics.includes(name));
  if (!isSynthetic(data)) return [];
  return fittingEvaluations(experiment).filter(
    (name) => isLight(name) && !(name === "optimum" && isSynthetic2d(data)),
  );
}

/** How many samples of G an evaluation takes. */
export const sampleCount = ({ data, evaluation: { samples } }: Subject): number =>
  samples ?? (isSynthetic2d(data) ? 2_500 : 10_000);

/** An evaluation as it is carried out. */
export interface EvaluationRequest {
  metrics: readonly EvaluationName[];
  /** Samples of G. */
  samples: number;
  features: FeaturesName;
}

/** What somebody asks for in the words of a command. */
export interface AskedEvaluation {
  metrics?: readonly string[] | undefined;
  samples?: number | undefined;
  features?: string | undefined;
}

/**
 * An evaluation that somebody asks for. What is left out is as in the config; `metrics` are then
 * all that fit and are usual.
 * @throws GanError `bad-usage` for what is no evaluation, or does not fit the experiment
 */
export function requestFor(
  experiment: Subject,
  { metrics, samples, features }: AskedEvaluation,
): EvaluationRequest {
  const asked = askedSchema.safeParse({ metrics, samples, features });
  if (!asked.success)
    throw new GanError(
      "bad-usage",
      formatIssues(asked.error, askedSchema, { metrics, samples, features }),
      "nothing was measured",
    );
  const subject = {
    ...experiment,
    evaluation: {
      ...experiment.evaluation,
      features: asked.data.features ?? experiment.evaluation.features,
    },
  };
  for (const name of asked.data.metrics ?? []) {
    const misfit = misfitOf(name, subject);
    if (misfit) throw new GanError("bad-usage", misfit.message, misfit.hint);
  }
  const chosen = asked.data.metrics ?? usualEvaluations(subject);
  return {
    metrics: EVALUATION_NAMES.filter((name) => chosen.includes(name)),
    samples: asked.data.samples ?? sampleCount(experiment),
    features: subject.evaluation.features,
  };
}

const askedSchema = z.strictObject({
  metrics: z.array(evaluationNameSchema).min(1).optional(),
  samples: samplesSchema.optional(),
  features: z.enum(FEATURES).optional(),
});

/** Evaluations of a config that do not fit its data. */
export function checkEvaluation(experiment: Experiment): Finding[] {
  return (experiment.evaluation.metrics ?? []).flatMap((name, i): Finding[] => {
    const misfit = misfitOf(name, experiment);
    return misfit ? [{ severity: "error", ...misfit, path: ["evaluation", "metrics", i] }] : [];
  });
}
