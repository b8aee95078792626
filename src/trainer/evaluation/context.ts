import type { LoadedEngine } from "../../engine/load";
import type { Program } from "../../engine/program";
import type { EvaluationRequest } from "../../experiment/evaluation";
import type { Compute } from "../../metrics/distances";
import type { Metric } from "../../shared/evaluation/evaluations";
import type { CommonProvenance } from "../../shared/evaluation/provenance";
import type { MeasurementsOf } from "../../shared/run/run";
import type { Session } from "../session/session";
import type { Draw } from "./sample";
import type { RealData } from "./real";

/** What is measured: a run that is being trained, or one that was opened at a checkpoint. */
export interface Subject extends Pick<Session, "experiment" | "model" | "step" | "program"> {
  readonly engine: LoadedEngine;
}

/**
 * How far an evaluation is. Where it yields, others may have their turn; with `holds` the state
 * that it measures must not be trained on before it is asked for the next piece.
 */
export interface Progress {
  what: string;
  /** In [0, 1]. */ fraction: number;
  holds: boolean;
}

/** What the metrics have at hand. */
export interface Material {
  readonly subject: Subject;
  readonly request: EvaluationRequest;
  readonly real: RealData;
  readonly common: CommonProvenance;
  readonly draw: Draw;
  readonly compute: Compute;
  readonly signal: AbortSignal;
}

/**
 * A metric in pieces: yields the share that is done, what it is at where that is not itself, and
 * gives its figures.
 */
export type Measuring<M extends Metric = Metric> = AsyncGenerator<
  number | { what: string; fraction: number },
  MeasurementsOf<M>
>;

/** Runs functions on whatever program the subject has at the time. */
export const computeOn =
  (subject: { readonly program: Program }): Compute =>
  (name, f, inputs) =>
    subject.program.compute(name, (_, given) => f(given), inputs);
