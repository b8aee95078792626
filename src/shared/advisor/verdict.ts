import type { RemedyName } from "./remedies";
import type { SignalName } from "./signals";
import type { VerdictKind } from "./verdict-kinds";

/* What the advisor says of a run: as it stands in `events.jsonl`, and as pages show it. */

/** A figure that a verdict rests on, and the bound that it has passed. */
export interface Evidence {
  signal: SignalName;
  value: number;
  limit: number;
  is: "above" | "below";
  /** The steps that it was taken of. One step where it is that of a picture or an evaluation. */
  from: number;
  to: number;
  /** Where in the data, in words: the middles of bins, or the stretches that they are. */
  where?: string[];
  /** In the picture of step `to`: samples that show it. */
  groups?: SampleGroup[];
}

/** Samples of a picture that have their nearest training example in common. */
export interface SampleGroup {
  /** How many they are. */
  count: number;
  /** Some of them: their places in the picture, from 0. */
  tiles: number[];
}

/**
 * How sure it is. `likely`: a bound is passed. `sure`: it is passed by far, or by several signals.
 */
export type Certainty = "likely" | "sure";

/** A verdict as a rule gives it: something is wrong, since when, and what tells. */
export interface Sighting {
  kind: VerdictKind;
  /** The first step of what shows it. */
  since: number;
  certainty: Certainty;
  /** At least one, the most telling first. */
  evidence: Evidence[];
}

/** One change of a run, to be tried on a branch or made while it trains. */
export interface Remedy {
  name: RemedyName;
  set: { path: string; value: unknown }[];
  /** What becomes of the slots of an optimizer that it sets. */
  slots?: "keep" | "reset";
  /** It cannot be made in a run that has begun, nor on its branch: a new run has it. */
  fresh?: true;
}

/** A sighting, and what a person can do about it. */
export interface Verdict extends Sighting {
  remedy?: Remedy;
  /** It was given while this one stood, from which it follows. */
  follows?: VerdictKind;
}
