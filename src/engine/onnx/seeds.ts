import { type Graph, sizeOf, type Value } from "../graph/ir";
import { makersOf } from "../graph/edges";

/** A small tensor of int32 as a function of the iteration's number. */
export type Sequence = (iteration: number) => readonly number[];

const both =
  (compute: (a: number, b: number) => number) =>
  (...[a, b]: readonly (readonly number[])[]): number[] => {
    const length = Math.max(a!.length, b!.length);
    return Array.from({ length }, (_, i) => compute(a![i % a!.length]!, b![i % b!.length]!) | 0);
  };

/** What seeds are computed with, in int32 with its overflow. */
const OPS: Record<string, (...inputs: readonly (readonly number[])[]) => readonly number[]> = {
  Add: both((a, b) => a + b),
  AddV2: both((a, b) => a + b),
  Sub: both((a, b) => a - b),
  Mul: both(Math.imul),
  FloorMod: both((a, b) => a - Math.floor(a / b) * b),
  FloorDiv: both((a, b) => Math.floor(a / b)),
  Neg: (a) => a!.map((value) => -value | 0),
  Pack: (...inputs) => inputs.flat(),
  Identity: (a) => a!,
  Reshape: (a) => a!,
  ExpandDims: (a) => a!,
  Cast: (a) => a!,
};

/** Numbers beyond this are no seeds. */
const MOST = 16;

/**
 * Follows int32 tensors of a graph back to the iteration's number, so that JavaScript can compute them. The function that
 * comes back gives undefined for a tensor that depends on anything else.
 */
export function sequencesOf(
  graph: Graph,
  iteration: Value | undefined,
): (value: Value) => Sequence | undefined {
  const made = makersOf(graph.nodes);
  return function follow(value): Sequence | undefined {
    if (value === iteration) return (number) => [number];
    if (value.type !== "int32" || sizeOf(value.shape) > MOST) return undefined;
    const constant = graph.constants.get(value);
    if (constant) return () => [...constant];
    const node = made.get(value);
    const compute = node && OPS[node.op];
    if (!compute) return undefined;
    // The second input of these is a shape, which says nothing new.
    const inputs = (
      ["Reshape", "ExpandDims"].includes(node.op) ? node.inputs.slice(0, 1) : node.inputs
    ).map(follow);
    if (inputs.some((input) => !input)) return undefined;
    return (number) => compute(...inputs.map((input) => input!(number)));
  };
}
