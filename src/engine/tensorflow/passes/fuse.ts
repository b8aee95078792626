import { type Graph, type Node, sizeOf } from "../../graph/ir";
import { makersOf, usersOf } from "../../graph/edges";

/*
 * Products of two matrices and convolutions with a bias added, and perhaps an activation. Where the loop runs on all threads TensorFlow's
 * optimizer joins them by itself, if the sum has the op that it looks for. Elsewhere they are joined with what follows them here: on one
 * thread, where starting an operation is most of what it costs, and on lanes, where the optimizer would not join what has to wait for another operation.
 */

/** A product of two matrices or a convolution, the bias added to it, and the activation of the sum. */
export interface Fused {
  product: Node;
  addition: Node;
  activation?: Node;
}

/** Numbers in a product up to which joining pays on one thread: to a larger one TensorFlow adds faster in an operation of its own. */
export const FEW_NUMBERS = 1 << 14;

/** What a version of TensorFlow does in one operation: the ops with whose outputs it joins a bias, and the activations that it joins with these. */
export type FusibleActivations = Readonly<Record<string, ReadonlySet<string>>>;

/** What was tried is TensorFlow 2.21. Of older versions, of which tfjs-node's own builds are, it is certain of products and relu alone. */
export const fusibleActivations = (version: string): FusibleActivations =>
  version.localeCompare("2.21", "en", { numeric: true }) < 0
    ? { MatMul: new Set(["Relu"]) }
    : {
        MatMul: new Set(["Relu", "LeakyRelu", "Tanh", "Sigmoid"]),
        Conv2D: new Set(["Relu", "LeakyRelu"]),
      };

/** The nodes that add a bias to a product of two matrices or to a convolution, and for each the node that makes the product. */
export function biasAdditions(graph: Graph): ReadonlyMap<Node, Node> {
  const makers = makersOf(graph.nodes);
  return new Map(
    graph.nodes.flatMap((node): [Node, Node][] => {
      const [x, bias] = node.inputs;
      const product = node.op === "Add" ? makers.get(x!) : undefined;
      const isBias = bias?.shape.length === 1 && bias.shape[0] === x!.shape.at(-1);
      return isBias && (product?.op === "MatMul" || product?.op === "Conv2D")
        ? [[node, product]]
        : [];
    }),
  );
}

/** What is one operation with a product or convolution that has at most `largest` numbers, by the last node of each: what lies between is wanted by nobody else. */
export function fusions(
  graph: Graph,
  largest: number,
  joins: FusibleActivations,
): ReadonlyMap<Node, Fused> {
  const users = usersOf(graph.nodes);
  const outputs = new Set(graph.outputs.values());
  /** The only one who wants a node's value. */
  const onlyUser = ({ outputs: [value] }: Node): Node | undefined =>
    outputs.has(value!) || users.get(value!)?.length !== 1 ? undefined : users.get(value!)![0];
  return new Map(
    [...biasAdditions(graph)].flatMap(([addition, product]): [Node, Fused][] => {
      const activations = joins[product.op];
      if (
        !activations ||
        sizeOf(product.outputs[0]!.shape) > largest ||
        onlyUser(product) !== addition
      )
        return [];
      const next = onlyUser(addition);
      return next && activations.has(next.op)
        ? [[next, { product, addition, activation: next }]]
        : [[addition, { product, addition }]];
    }),
  );
}
