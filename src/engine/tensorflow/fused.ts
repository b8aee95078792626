import { type Graph, type Node, sizeOf, type Value } from "../graph/ir";

/*
 * What TensorFlow does to the product of two matrices in the same operation. Its optimizer joins a product and a bias by itself where the
 * loop runs on all threads, if the sum has the op that it looks for; on one thread, where starting an operation is most of what it costs,
 * they are joined here, with the activation that follows.
 */

/** Numbers in a product up to which joining pays: a larger one TensorFlow adds to faster in an operation of its own. */
const FEW_NUMBERS = 1 << 14;

/** Activations that the operation knows, and whose gradient is taken from their value and not from what they are given. */
const ACTIVATIONS: ReadonlySet<string> = new Set(["Tanh", "Sigmoid"]);

/** A product, a vector that is added to its rows, and maybe an activation of the sum. */
export interface FusedProduct { product: Node; bias: Value; activation?: string }

/** Whether a node adds a bias to a product, which it is given first. */
export const addsBias = ({ op, inputs: [x, bias] }: Node, products: ReadonlySet<Value>): boolean =>
  op === "Add" && products.has(x!) && bias!.shape.length === 1 && bias!.shape[0] === x!.shape[1];

export const productsOf = (graph: Graph): ReadonlySet<Value> => new Set(graph.nodes.filter(({ op }) => op === "MatMul").flatMap(({ outputs }) => outputs));

/** The small products that can be joined with what follows them, by the last node of each; `joined`: the nodes that they take in. */
export function fusedProducts(graph: Graph): { fused: ReadonlyMap<Node, FusedProduct>; joined: ReadonlySet<Node> } {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const uses = new Map<Value, number>();
  for (const value of [...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.values()]) uses.set(value, (uses.get(value) ?? 0) + 1);
  const products = productsOf(graph), fused = new Map<Node, FusedProduct>(), joined = new Set<Node>();
  for (const node of graph.nodes) {
    const [input] = node.inputs, maker = input && makers.get(input);
    if (!maker || uses.get(input) !== 1 || sizeOf(input.shape) > FEW_NUMBERS) continue;
    const sum = fused.get(maker);
    if (addsBias(node, products)) fused.set(node, { product: maker, bias: node.inputs[1]! });
    else if (sum && !sum.activation && ACTIVATIONS.has(node.op)) {
      fused.delete(maker);
      fused.set(node, { ...sum, activation: node.op });
    } else continue;
    joined.add(maker);
  }
  return { fused, joined };
}
