import { OF_DISCRIMINATOR } from "./kinds/discriminator";
import { OF_DRAWN_DATA } from "./kinds/density";
import { OF_FEATURES } from "./kinds/features";
import type { EvaluationKind, FigureKind, FigureWith } from "./kinds/kind";
import { OF_LIKELIHOOD } from "./kinds/likelihood";
import type { CommonProvenance } from "./provenance";

/* The evaluations by their names in a config, in the order in which they are offered. */

const EVALUATIONS = {
  ...OF_DRAWN_DATA,
  ...OF_LIKELIHOOD,
  ...OF_FEATURES,
  ...OF_DISCRIMINATOR,
} as const satisfies Record<string, EvaluationKind>;

/** A way to measure, which gives one figure or several. */
export type Metric = keyof typeof EVALUATIONS;
export const METRICS = Object.keys(EVALUATIONS) as Metric[];
export const EVALUATION_KINDS: Readonly<Record<Metric, EvaluationKind>> = EVALUATIONS;

type FiguresOf<M extends Metric> = (typeof EVALUATIONS)[M]["figures"];
/** What is of each of the types A | B is of type A & B. */
type Intersection<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void
  ? I
  : never;
type Figures = Intersection<FiguresOf<Metric>>;

/** The figures of all evaluations, by their names in `evaluations.jsonl`. */
export type FigureName = keyof Figures;
export type FigureNameOf<M extends Metric> = keyof FiguresOf<M> & FigureName;
export const FIGURE_KINDS = Object.assign(
  {},
  ...METRICS.map((metric) => EVALUATION_KINDS[metric].figures),
) as Readonly<Record<FigureName, FigureKind>>;

/** What a figure depends on. */
export type ProvenanceOf<F extends FigureName> =
  Figures[F] extends FigureWith<infer P> ? CommonProvenance & P : never;

/** What is to be said of a figure; undefined for one of another version. */
export const figureKind = (name: string): FigureKind | undefined =>
  Object.hasOwn(FIGURE_KINDS, name) ? FIGURE_KINDS[name as FigureName] : undefined;

const FEATURE_FIGURES: ReadonlySet<string> = new Set(
  METRICS.filter((metric) => EVALUATION_KINDS[metric].features).flatMap((metric) =>
    Object.keys(EVALUATION_KINDS[metric].figures),
  ),
);

/** Whether a figure compares what an extractor sees. */
export const isOfFeatures = (name: string): boolean => FEATURE_FIGURES.has(name);

/** Whether a figure counts things of which its provenance says how many there are (`of`). */
export const isCount = (name: string): boolean => figureKind(name)?.count === true;

/** Whether an evaluation takes but a moment. */
export const isLight = (metric: Metric): boolean => {
  const { features, seconds } = EVALUATION_KINDS[metric];
  return features === undefined && seconds < 1;
};
