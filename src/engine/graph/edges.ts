import type { Node, Value } from "./ir";

/** Which node makes a value. Inputs and constants have none. */
export const makersOf = (nodes: readonly Node[]): ReadonlyMap<Value, Node> =>
  new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));

/** Which nodes take a value, each once. Values that nobody takes are not in it. */
export function usersOf(nodes: readonly Node[]): ReadonlyMap<Value, readonly Node[]> {
  const users = new Map<Value, Node[]>();
  for (const node of nodes) {
    for (const input of new Set(node.inputs)) users.set(input, [...(users.get(input) ?? []), node]);
  }
  return users;
}
