import { sizeOf } from "./graph/ir";
import type { Step, StepInput, Table } from "./program";

/*
 * What a call of a program is fed: schedules, the numbers of examples, and the tables that these
 * are taken from.
 */

/**
 * The values of one input of a step for a call of `count` iterations: [room, ...shape] for a
 * series, [room, rows] of row numbers. The rows behind `count` are zeros.
 */
export function feedOf(
  input: StepInput,
  from: number,
  count: number,
  room = count,
): { shape: number[]; values: Float32Array | Int32Array } {
  const row = input.kind === "series" ? input.shape : [input.count];
  const size = sizeOf(row);
  const values =
    input.kind === "series" ? new Float32Array(room * size) : new Int32Array(room * size);
  for (let turn = 0; turn < count; turn++) values.set(input.at(from + turn), turn * size);
  return { shape: [room, ...row], values };
}

/** Copies rows of a table into `out`, for engines whose tables live in JavaScript. */
export function gatherRows<Out extends Float32Array | Uint8Array>(
  { table: { values, rowShape }, count }: Extract<StepInput, { kind: "rows" }>,
  indices: ArrayLike<number>,
  out: Out,
): Out {
  const size = sizeOf(rowShape);
  for (let i = 0; i < count; i++)
    out.set(values.subarray(indices[i]! * size, (indices[i]! + 1) * size), i * size);
  return out;
}

/** The tables of a step, without duplicates. */
export const tablesOf = (step: Step): Table[] => [
  ...new Set(
    Object.values(step.inputs).flatMap((input) => (input.kind === "rows" ? [input.table] : [])),
  ),
];
