import { type Graph, type Node, sizeOf, type Value } from "../graph/ir";

/*
 * Products of two matrices with a bias added. Where the loop runs on all threads TensorFlow's optimizer joins the two by itself, if the sum has
 * the op that it looks for. On one thread, where starting an operation is most of what it costs, they are joined here; not with an activation
 * as well, which TensorFlow's older versions know less of.
 */

/** Numbers in a product up to which joining pays: to a larger one TensorFlow adds faster in an operation of its own. */
const FEW_NUMBERS = 1 << 14;

export const productsOf = (graph: Graph): ReadonlySet<Value> => new Set(graph.nodes.filter(({ op }) => op === "MatMul").flatMap(({ outputs }) => outputs));

/** Whether a node adds a bias to a product, which it is given first. */
export const addsBias = ({ op, inputs: [x, bias] }: Node, products: ReadonlySet<Value>): boolean =>
  op === "Add" && products.has(x!) && bias!.shape.length === 1 && bias!.shape[0] === x!.shape[1];

/** The small products that nothing but a bias is added to, by the node that adds it. */
export function biasedProducts(graph: Graph): ReadonlyMap<Node, Node> {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const uses = new Map<Value, number>();
  for (const value of [...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.values()]) uses.set(value, (uses.get(value) ?? 0) + 1);
  const products = productsOf(graph);
  return new Map(graph.nodes.flatMap((node): [Node, Node][] => {
    const [product] = node.inputs;
    return addsBias(node, products) && uses.get(product!) === 1 && sizeOf(product!.shape) <= FEW_NUMBERS ? [[node, makers.get(product!)!]] : [];
  }));
}
