import type { Node, Value } from "./ir";

/* Which node makes each value of a graph, and which nodes use it. */

/** The node that produces each value. Inputs and constants have no entry. */
export const makersOf = (nodes: readonly Node[]): ReadonlyMap<Value, Node> =>
  new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));

/** Consumers of each value, each listed once. Unused values have no entry. */
export function usersOf(nodes: readonly Node[]): ReadonlyMap<Value, readonly Node[]> {
  const users = new Map<Value, Node[]>();
  for (const node of nodes) {
    for (const input of new Set(node.inputs)) users.set(input, [...(users.get(input) ?? []), node]);
  }
  return users;
}
