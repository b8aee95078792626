import type { Graph, Value } from "./ir";

/** The graph without nodes and constants that no output needs. */
export function withoutDeadCode(graph: Graph): Graph {
  const needed = new Set<Value>(graph.outputs.values());
  const nodes = graph.nodes.filter(() => true).reverse().filter((node) => {
    const used = node.outputs.some((output) => needed.has(output));
    if (used) for (const input of node.inputs) needed.add(input);
    return used;
  }).reverse();
  return { ...graph, nodes, constants: new Map([...graph.constants].filter(([value]) => needed.has(value))) };
}
