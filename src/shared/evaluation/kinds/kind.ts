import type { Entry } from "../../text/entry";

/* What the records of evaluations and of their figures hold. */

/** What an evaluation needs of an experiment; `src/experiment/evaluation.ts` checks it. */
export type Need =
  /** 1-D data of a density that is known. */
  | "density"
  /** Data that is drawn, in 1-D or 2-D, of a density that is known. */
  | "knownDensity"
  /** A mixture, whose modes are known. */
  | "mixture"
  /** Examples that are not trained with. */
  | "heldOutRows"
  | "pictures"
  /** Examples of more than one number. */
  | "severalNumbers"
  /** Features that know the data's own classes. */
  | "ownClasses"
  /** A loss under which D has an optimum, which the two densities give. */
  | "optimum";

/**
 * An evaluation: all that is to be said of a way to measure samples against data except how it is
 * done, which `src/trainer/evaluation` has under the same name.
 */
export interface EvaluationKind {
  /** What a person calls it. */
  title: string;
  needs: readonly Need[];
  /** Whether it compares what an extractor sees of samples, and also of real examples. */
  features?: "of samples" | "of both";
  /** What it takes, roughly: for how far an evaluation is. */
  seconds: number;
  /** It is made only where a person names it, and not with all that fit. */
  onlyNamed?: true;
  /** What the editor and the reference page say. */
  entry: Entry;
  /** The figures that it gives, by their names in `evaluations.jsonl`. */
  figures: Readonly<Record<string, FigureKind>>;
}

/** One figure of an evaluation. */
export interface FigureKind {
  /** What a person calls it. */
  title: string;
  /** Which of two figures is the better one; a number: the one that is nearer to it. */
  best: "low" | "high" | number;
  /** What it is and what its course tells, in plain words. */
  help: string;
  /** It counts things of which its provenance says how many there are (`of`). */
  count?: true;
  /** It does not depend on samples. */
  ofDataAlone?: true;
}

declare const PROVENANCE: unique symbol;

/** A figure whose provenance has `P` beside what that of every figure has. */
export type FigureWith<P> = FigureKind & { readonly [PROVENANCE]?: P };

export const figure = <P>(kind: FigureKind): FigureWith<P> => kind;
