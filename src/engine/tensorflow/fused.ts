import { type Graph, type Node, sizeOf, type Value } from "../graph/ir";

/*
 * Products of two matrices and convolutions with a bias added. Where the loop runs on all threads TensorFlow's optimizer joins the two by itself,
 * and an activation with them, if the sum has the op that it looks for. On one thread, where starting an operation is most of what it costs, small
 * products are joined with their bias here; not with an activation as well, which TensorFlow's older versions know less of.
 */

/** Numbers in a product up to which joining pays: to a larger one TensorFlow adds faster in an operation of its own. */
const FEW_NUMBERS = 1 << 14;

/** The nodes that add a bias to a product of two matrices or to a convolution, and for each the node that makes the product. */
export function biasAdditions(graph: Graph): ReadonlyMap<Node, Node> {
  const products = new Map(graph.nodes.filter(({ op }) => op === "MatMul" || op === "Conv2D").map((node) => [node.outputs[0]!, node]));
  return new Map(graph.nodes.flatMap((node): [Node, Node][] => {
    const [x, bias] = node.inputs, product = node.op === "Add" ? products.get(x!) : undefined;
    return product && bias!.shape.length === 1 && bias!.shape[0] === x!.shape.at(-1) ? [[node, product]] : [];
  }));
}

/** Those of them whose product of two matrices is small, and wanted by nobody else. */
export function joinable(additions: ReadonlyMap<Node, Node>, graph: Graph): ReadonlyMap<Node, Node> {
  const uses = new Map<Value, number>();
  for (const value of [...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.values()]) uses.set(value, (uses.get(value) ?? 0) + 1);
  return new Map([...additions].filter(([, { op, outputs: [product] }]) => op === "MatMul" && uses.get(product!) === 1 && sizeOf(product!.shape) <= FEW_NUMBERS));
}
