import type { Experiment } from "../../experiment/schema";
import type { Source } from "../../data/source";
import type { LoadedEngine } from "../../engine/load";
import type { Program } from "../../engine/program";
import { createProgram } from "../../engine/create-program";
import type { Model } from "../../gan/model";
import type { Values } from "../../tensor/values";
import type { NetworkName } from "../../shared/run/run";
import { stepKind, type StepKind, stepOf } from "./step";

/* A model's step as a program, and what it is fed with. */

/** What a model's program is made for and with. */
export interface ProgramParts {
  source: Source;
  engine: LoadedEngine;
  compile: Experiment["compile"];
}

/** The step of a model, ready to run, with the state that it trains. */
export class ModelProgram {
  private constructor(
    readonly program: Program,
    /** Which iterations it is the program of. */
    readonly kind: StepKind,
    /** How long the program took to make, in milliseconds. */
    readonly compileMs: number,
    /** What the program is fed with, call by call. */
    private readonly fed: { model: Model },
  ) {}

  /**
   * Makes the program of a model that has done `step` iterations, and in which perhaps one network
   * alone is to be trained next.
   */
  static async make(
    { source, engine, compile }: ProgramParts,
    model: Model,
    step: number,
    state: Record<string, Values>,
    alone?: NetworkName,
  ): Promise<ModelProgram> {
    const started = performance.now();
    const kind = stepKind(model, step, alone);
    const fed = { model };
    const recorded = stepOf(model, source, () => fed.model, kind);
    const program = await createProgram(engine, recorded, state, compile);
    const compileMs = performance.now() - started;
    // Recording leaves thousands of small objects, which V8 would let grow to tens of megabytes
    // before it looks at them.
    globalThis.gc?.();
    return new ModelProgram(program, kind, compileMs, fed);
  }

  get model(): Model {
    return this.fed.model;
  }

  /**
   * Another model that differs only in what the program is fed with: it counts from the next call.
   */
  feedFrom(model: Model): void {
    this.fed.model = model;
  }
}
