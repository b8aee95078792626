import type { Graph } from "./ir";

/**
 * The nodes that the wanted values depend on, in their order, and all values that they depend on.
 */
export function liveNodes<
  V,
  N extends { readonly inputs: readonly V[]; readonly outputs: readonly V[] },
>(nodes: readonly N[], wanted: Iterable<V>): { nodes: N[]; needed: ReadonlySet<V> } {
  const needed = new Set(wanted);
  const live = [...nodes].reverse().filter((node) => {
    const used = node.outputs.some((output) => needed.has(output));
    if (used) for (const input of node.inputs) needed.add(input);
    return used;
  });
  return { nodes: live.reverse(), needed };
}

/** Removes nodes and constants that no output depends on. */
export function withoutDeadCode(graph: Graph): Graph {
  const { nodes, needed } = liveNodes(graph.nodes, graph.outputs.values());
  return {
    ...graph,
    nodes,
    constants: new Map([...graph.constants].filter(([value]) => needed.has(value))),
  };
}
