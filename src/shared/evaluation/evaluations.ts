import { OF_DISCRIMINATOR } from "./kinds/discriminator";
import { OF_DRAWN_DATA } from "./kinds/density";
import { OF_GAME } from "./kinds/game";
import { OF_FEATURES } from "./kinds/features";
import type { EvaluationKind, FigureKind, FigureWith } from "./kinds/kind";
import { OF_LIKELIHOOD } from "./kinds/likelihood";
import { OF_VARIETY } from "./kinds/variety";
import type { CommonProvenance } from "./provenance";

/* The evaluations by their names in a config, in the order in which they are offered. */

const EVALUATIONS = {
  ...OF_DRAWN_DATA,
  ...OF_LIKELIHOOD,
  ...OF_FEATURES,
  ...OF_VARIETY,
  ...OF_DISCRIMINATOR,
  ...OF_GAME,
} as const satisfies Record<string, EvaluationKind>;

/** The name of an evaluation in a config; it gives one figure or several. */
export type EvaluationName = keyof typeof EVALUATIONS;
export const EVALUATION_NAMES = Object.keys(EVALUATIONS) as EvaluationName[];
export const EVALUATION_KINDS: Readonly<Record<EvaluationName, EvaluationKind>> = EVALUATIONS;

type FigureKindsOf<M extends EvaluationName> = (typeof EVALUATIONS)[M]["figures"];
/** What is of each of the types A | B is of type A & B. */
type Intersection<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void
  ? I
  : never;
type FigureKinds = Intersection<FigureKindsOf<EvaluationName>>;

/** The figures of all evaluations, by their names in `evaluations.jsonl`. */
export type FigureName = keyof FigureKinds;
export type FigureNameOf<M extends EvaluationName> = keyof FigureKindsOf<M> & FigureName;
export const FIGURE_KINDS = Object.assign(
  {},
  ...EVALUATION_NAMES.map((name) => EVALUATION_KINDS[name].figures),
) as Readonly<Record<FigureName, FigureKind>>;

/** What a figure depends on. */
export type ProvenanceOf<F extends FigureName> =
  FigureKinds[F] extends FigureWith<infer P> ? CommonProvenance & P : never;

/** What is to be said of a figure; undefined for one of another version. */
export const figureKind = (name: string): FigureKind | undefined =>
  Object.hasOwn(FIGURE_KINDS, name) ? FIGURE_KINDS[name as FigureName] : undefined;

const FEATURE_FIGURES: ReadonlySet<string> = new Set(
  EVALUATION_NAMES.filter((name) => EVALUATION_KINDS[name].features).flatMap((name) =>
    Object.keys(EVALUATION_KINDS[name].figures),
  ),
);

/** Whether a figure compares what an extractor sees. */
export const isOfFeatures = (name: string): boolean => FEATURE_FIGURES.has(name);

/** Whether a figure counts things of which its provenance says how many there are (`of`). */
export const isCount = (name: string): boolean => figureKind(name)?.count === true;

/** Whether an evaluation takes but a moment. */
export const isLight = (name: EvaluationName): boolean => {
  const { features, seconds } = EVALUATION_KINDS[name];
  return features === undefined && seconds < 1;
};
