import { sizeOf } from "./graph/ir";
import type { Step, StepInput, Table } from "./program";

/** What JavaScript gives a call of `count` iterations for one input of a step: [room, ...shape] of a series, [room, rows] of row numbers, of which `count` are used. */
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

/** Copies rows of a table into `out`, one after the other, for engines that take them from JavaScript. */
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

/** The tables of a step, each once however many inputs take rows of it. */
export const tablesOf = (step: Step): Table[] => [
  ...new Set(
    Object.values(step.inputs).flatMap((input) => (input.kind === "rows" ? [input.table] : [])),
  ),
];
