import { flag } from "../../graph/attributes";
import { type Graph, type Node, sizeOf, type Value } from "../../graph/ir";

/*
 * About how long operations take on one thread of a processor of today, in microseconds. Only their proportions matter: they say what is
 * worth sharing out, and in which order.
 */

const OPERATIONS_A_MICROSECOND = 250_000;
const NUMBERS_A_MICROSECOND = 25_000;
const RANDOM_NUMBERS_A_MICROSECOND = 400;
/** What it takes to begin an operation. */
const BEGINNING = 1;
/** Ops that TensorFlow does by looking at the same memory in another way. */
const VIEWS = new Set(["Reshape", "ExpandDims", "Slice"]);

/** Channels below which a convolution takes as long as with so many: forward, and backward to its input. */
const FEW_CHANNELS = 4;
const FEW_CHANNELS_BACKWARD = 16;
/** How much longer a convolution's gradient by its filter takes than the others, for as many multiplications. */
const BY_FILTER = 1.4;

/** Of how many multiplications a product of matrices or a convolution consists, or as long as how many it takes; undefined for other nodes. */
function multiplications(node: Node): number | undefined {
  const {
    op,
    inputs: [a, b, c],
    outputs: [output],
  } = node;
  /** Those for each number of the side with the filter's last channels. */
  const ofFilter = ({ shape: [height, width, channels] }: Value, fewest = 1) =>
    height! * width! * Math.max(channels!, fewest);
  switch (op) {
    case "MatMul":
      return sizeOf(output!.shape) * a!.shape[flag(node, "transpose_a") ? 0 : 1]!;
    case "Conv2D":
      return sizeOf(output!.shape) * ofFilter(b!, FEW_CHANNELS);
    case "Conv2DBackpropInput":
      return sizeOf(c!.shape) * ofFilter(b!, FEW_CHANNELS_BACKWARD);
    case "Conv2DBackpropFilter":
      return sizeOf(c!.shape) * ofFilter(output!) * BY_FILTER;
    default:
      return undefined;
  }
}

export const isProduct = (node: Node): boolean => multiplications(node) !== undefined;

export const isRandom = ({ op }: Node): boolean => op.startsWith("StatelessRandom");

export function costOf(node: Node): number {
  const output = node.outputs[0]!;
  const products = multiplications(node);
  if (products !== undefined) return BEGINNING + (2 * products) / OPERATIONS_A_MICROSECOND;
  if (VIEWS.has(node.op)) return BEGINNING;
  if (isRandom(node)) return BEGINNING + sizeOf(output.shape) / RANDOM_NUMBERS_A_MICROSECOND;
  const numbers = (values: readonly Value[]) =>
    values.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  // What is updated in place is read too, which its inputs do not say.
  const updated = node.op.startsWith("ResourceApply") ? numbers(node.outputs) : 0;
  return (
    BEGINNING + (numbers(node.inputs) + numbers(node.outputs) + updated) / NUMBERS_A_MICROSECOND
  );
}

/** Microseconds from which on an operation is worth handing to another thread. */
const WORTH_SHARING = 15;

export const isLong = (node: Node): boolean => costOf(node) >= WORTH_SHARING;

/** Whether a node is a large product or convolution. */
export const isHeavy = (node: Node): boolean => isProduct(node) && isLong(node);

/** Whether a step's time is above all that of products and convolutions which are worth sharing out. */
export function isMostlyHeavy(graph: Graph): boolean {
  const time = (nodes: readonly Node[]) => nodes.reduce((sum, node) => sum + costOf(node), 0);
  return time(graph.nodes.filter(isHeavy)) > time(graph.nodes) / 3;
}
