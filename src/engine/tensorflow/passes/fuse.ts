import { type Graph, type Node, sizeOf } from "../../graph/ir";
import { makersOf, usersOf } from "../../graph/edges";

/*
 * Bias and activation fusion: a matrix product or convolution, its bias and its activation become
 * one operation. On all threads TensorFlow's own optimizer does it, if the addition has the op that
 * it looks for (`BiasAdd`). It is done here for one thread, where starting an operation is most of
 * its cost, and for two workers, where TensorFlow's optimizer skips nodes with control inputs.
 */

export interface Fused {
  /** The matrix product or convolution. */
  product: Node;
  /** The addition of the bias. */
  addition: Node;
  activation?: Node;
}

/**
 * The largest product, in numbers, whose fusion pays on one thread: a separate addition is faster
 * for a larger one.
 */
export const MAX_FUSED_ON_ONE_THREAD = 1 << 14;

/**
 * The activations that a version of TensorFlow fuses with a biased product, by the product's op.
 */
export type FusibleActivations = Readonly<Record<string, ReadonlySet<string>>>;

/**
 * TensorFlow 2.21 is tested. In older versions, of tfjs-node's own builds, only products with relu
 * are certain.
 */
export const fusibleActivations = (version: string): FusibleActivations =>
  version.localeCompare("2.21", "en", { numeric: true }) < 0
    ? { MatMul: new Set(["Relu"]) }
    : {
        MatMul: new Set(["Relu", "LeakyRelu", "Tanh", "Sigmoid"]),
        Conv2D: new Set(["Relu", "LeakyRelu"]),
      };

/** Nodes that add a bias to a matrix product or convolution, with the node of the product. */
export function biasAdditions(graph: Graph): ReadonlyMap<Node, Node> {
  const makers = makersOf(graph.nodes);
  return new Map(
    graph.nodes.flatMap((node): [Node, Node][] => {
      const [x, bias] = node.inputs;
      if (node.op !== "Add" || !x || !bias) return [];
      const product = makers.get(x);
      const isBias = bias.shape.length === 1 && bias.shape[0] === x.shape.at(-1);
      return isBias && (product?.op === "MatMul" || product?.op === "Conv2D")
        ? [[node, product]]
        : [];
    }),
  );
}

/**
 * Bias and activation fusions of products of at most `maxSize` numbers, keyed by the last node of
 * each. A node is fused only if it is its producer's sole consumer.
 */
export function fusions(
  graph: Graph,
  maxSize: number,
  fusible: FusibleActivations,
): ReadonlyMap<Node, Fused> {
  const users = usersOf(graph.nodes);
  const outputs = new Set(graph.outputs.values());
  const soleConsumer = ({ outputs: [value] }: Node): Node | undefined => {
    const [consumer, ...others] = users.get(value) ?? [];
    return outputs.has(value) || others.length > 0 ? undefined : consumer;
  };
  return new Map(
    [...biasAdditions(graph)].flatMap(([addition, product]): [Node, Fused][] => {
      const activations = fusible[product.op];
      const isSmall = sizeOf(product.outputs[0].shape) <= maxSize;
      if (!activations || !isSmall || soleConsumer(product) !== addition) return [];
      const next = soleConsumer(addition);
      return next && activations.has(next.op)
        ? [[next, { product, addition, activation: next }]]
        : [[addition, { product, addition }]];
    }),
  );
}
