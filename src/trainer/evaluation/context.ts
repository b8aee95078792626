import type { LoadedEngine } from "../../engine/load";
import type { Program } from "../../engine/program";
import type { EvaluationRequest } from "../../experiment/evaluation";
import type { Compute } from "../../metrics/distances";
import type { EvaluationName } from "../../shared/evaluation/evaluations";
import type { CommonProvenance } from "../../shared/evaluation/provenance";
import type { FiguresOf } from "../../shared/run/run";
import type { Session } from "../session/session";
import type { EvaluationSamples } from "./sample";
import type { RealData } from "./real";

/* What an evaluation has at hand, and what a metric is to it. */

/** What is measured: a run that is being trained, or one that was opened at a checkpoint. */
export interface OpenedRun extends Pick<Session, "experiment" | "model" | "step" | "program"> {
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

/** What the evaluations have at hand. */
export interface EvaluationContext {
  readonly run: OpenedRun;
  readonly request: EvaluationRequest;
  readonly real: RealData;
  readonly common: CommonProvenance;
  readonly sampled: EvaluationSamples;
  readonly compute: Compute;
  readonly signal: AbortSignal;
}

/**
 * An evaluation in pieces: yields the share that is done, what it is at where that is not itself,
 * and gives its figures.
 */
export type FigureGenerator<M extends EvaluationName = EvaluationName> = AsyncGenerator<
  number | { what: string; fraction: number },
  FiguresOf<M>
>;

/** Runs functions on whatever program the run has at the time. */
export const computeOn =
  (run: { readonly program: Program }): Compute =>
  (name, f, inputs) =>
    run.program.compute(name, (_, given) => f(given), inputs);
