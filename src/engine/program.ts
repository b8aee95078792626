import type { Scalar, Tensor, Tensor1D } from "../tensor/tf";
import type { Values } from "../tensor/values";

/* The contract of the engines: what a step is, and what a program that runs it can do. */

/** Named tensors: a state, or what a step is given. */
export type Tensors = Record<string, Tensor>;

/** What a step is given anew for each iteration, beside the iteration's number. */
export type StepInput =
  /** Numbers computed in JavaScript, float32 of `shape`: what a schedule gives. */
  | { kind: "series"; shape: readonly number[]; at(iteration: number): ArrayLike<number> }
  /**
   * Rows of a table, [indices.length, ...rowShape]: they reach the step as float32, as they stand
   * in the table.
   */
  | { kind: "rows"; table: Table; count: number; at(iteration: number): ArrayLike<number> };

/** Examples that lie on the engine once: `values` holds `rows` rows of `rowShape` in one row. */
export interface Table {
  values: Uint8Array | Float32Array;
  rows: number;
  rowShape: readonly number[];
}

/**
 * One iteration of training, as a pure function of tensors: new state and metrics from old state
 * and inputs. Nothing may be read back (`dataSync`), nothing drawn from a hidden generator.
 * `iteration` is an int32 scalar. What a step hands through unchanged it clones: op by op, the old
 * state's tensors are freed.
 */
export interface Step {
  inputs: Record<string, StepInput>;
  run(state: Tensors, inputs: Tensors, iteration: Scalar): { state: Tensors; metrics: Tensor1D };
}

/** Numbers for a function that is run once: uint8 reaches it as float32. */
export type Argument =
  Values | { dtype: "uint8"; shape: number[]; values: Uint8Array } | TensorHandle;

/**
 * A tensor in the engine's memory, to be passed to one function after another. It outlives the
 * program that created it; the caller releases it.
 */
export interface TensorHandle {
  readonly dtype: Values["dtype"];
  readonly shape: number[];
  release(): void;
}

/** A pure function of a state and of arguments. */
export type PureFunction = (state: Tensors, inputs: Tensors) => Tensor;

/** A step made ready to run, and the state that it trains. */
export interface Program {
  /** `compiled`: recorded once, many iterations a call. `eager`: op by op. */
  readonly kind: "compiled" | "eager";
  /** The most iterations that a call can take. */
  readonly capacity: number;
  /** Why a program is not what was asked for, in one sentence for the user. */
  readonly notice?: string;
  /**
   * Trains `count` iterations, numbered from `from`. Returns the metrics of each, [count, metrics].
   */
  run(from: number, count: number): Promise<Float32Array>;
  /**
   * A copy of the state as it is. It is made while the event loop turns: nothing may be trained
   * before it is whole.
   */
  state(): Promise<Record<string, Values>>;
  /**
   * Computes something from the state without changing it. `name` stands for the function: under
   * the same name and with arguments of the same shapes it must always be the same.
   */
  compute(name: string, f: PureFunction, inputs?: Record<string, Argument>): Promise<Float32Array>;
  /** Like `compute`, but the result stays in the engine's memory. */
  computeHandle(
    name: string,
    f: PureFunction,
    inputs: Record<string, Argument>,
  ): Promise<TensorHandle>;
  /** Copies values into the engine's memory. */
  upload(values: Values): TensorHandle;
  /** Frees all that the program holds. */
  dispose(): void;
}
