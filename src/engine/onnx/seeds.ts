import { type Graph, sizeOf, type Value } from "../graph/ir";
import { makersOf } from "../graph/edges";

/* The seeds of a step's random numbers, as functions of the iteration, found in its graph. */

/** A small tensor of int32 as a function of the iteration's number. */
export type Sequence = (iteration: number) => readonly number[];

type Ints = readonly number[];

/** An operation of two int32 tensors; one of them may be a single number. */
const both =
  (compute: (a: number, b: number) => number) =>
  (a: Ints = [], b: Ints = []): number[] => {
    const numberAt = (list: Ints, i: number): number => list[i % list.length] ?? 0;
    return Array.from(
      { length: Math.max(a.length, b.length) },
      (_, i) => compute(numberAt(a, i), numberAt(b, i)) | 0,
    );
  };
const same = (a: Ints = []): Ints => a;

/** The ops that seeds are computed with, in int32 with its overflow. */
const OPS: Record<string, (...inputs: Ints[]) => Ints> = {
  Add: both((a, b) => a + b),
  AddV2: both((a, b) => a + b),
  Sub: both((a, b) => a - b),
  Mul: both(Math.imul),
  FloorMod: both((a, b) => a - Math.floor(a / b) * b),
  FloorDiv: both((a, b) => Math.floor(a / b)),
  Neg: (a = []) => a.map((value) => -value | 0),
  Pack: (...inputs) => inputs.flat(),
  Identity: same,
  Reshape: same,
  ExpandDims: same,
  Cast: same,
};

/** The size of the largest tensor that is followed: seeds are small. */
const MAX_NUMBERS = 16;

/**
 * Follows int32 tensors of a graph back to the iteration's number, so that JavaScript can compute
 * them. The function that comes back gives undefined for a tensor that depends on anything else.
 */
export function sequencesOf(
  graph: Graph,
  iteration: Value | undefined,
): (value: Value) => Sequence | undefined {
  const made = makersOf(graph.nodes);
  return function follow(value): Sequence | undefined {
    if (value === iteration) return (number) => [number];
    if (value.type !== "int32" || sizeOf(value.shape) > MAX_NUMBERS) return undefined;
    const constant = graph.constants.get(value);
    if (constant) return () => [...constant];
    const node = made.get(value);
    const compute = node && OPS[node.op];
    if (!compute) return undefined;
    // The second input of these is a shape, which says nothing new.
    const read = ["Reshape", "ExpandDims"].includes(node.op)
      ? node.inputs.slice(0, 1)
      : node.inputs;
    const inputs = read.flatMap((input) => follow(input) ?? []);
    if (inputs.length < read.length) return undefined;
    return (number) => compute(...inputs.map((input) => input(number)));
  };
}
