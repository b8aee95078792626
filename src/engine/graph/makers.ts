import type { Node, Value } from "./ir";

/** Which node makes a value. Inputs and constants have none. */
export const makersOf = (nodes: readonly Node[]): ReadonlyMap<Value, Node> =>
  new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
