import { flag } from "../../graph/attributes";
import { type Graph, inputAt, type Node, sizeAt, sizeOf, type Value } from "../../graph/ir";

/*
 * Rough costs of nodes: microseconds on one thread of a current processor. Only their proportions
 * matter. They decide which nodes are worth running on another thread, and in which order.
 */

const OPERATIONS_A_MICROSECOND = 250_000;
const NUMBERS_A_MICROSECOND = 25_000;
const RANDOM_NUMBERS_A_MICROSECOND = 400;
/** The fixed cost of starting an operation. */
const START_MICROSECONDS = 1;
/** Ops that return another view of the same memory. */
const VIEWS = new Set(["Reshape", "ExpandDims", "Slice"]);

/**
 * Fewer channels than these cost a convolution as much as these: forward, and backward to its
 * input.
 */
const MIN_CHANNELS = 4;
const MIN_CHANNELS_BACKWARD = 16;
/**
 * The cost of a multiplication in a convolution's gradient by its filter, relative to the other
 * convolutions.
 */
const FILTER_GRADIENT_FACTOR = 1.4;

/**
 * Multiplications for each number on the side of a filter's last axis: height * width * channels.
 */
const multiplicationsPerNumber = ({ shape }: Value, minChannels = 1): number =>
  sizeAt(shape, 0) * sizeAt(shape, 1) * Math.max(sizeAt(shape, 2), minChannels);

/**
 * Multiplications of a matrix product or convolution, weighted by their cost; undefined for other
 * nodes.
 */
function multiplications(node: Node): number | undefined {
  const [output] = node.outputs;
  const sizeOfInput = (index: number): number => sizeOf(inputAt(node, index).shape);
  switch (node.op) {
    case "MatMul":
      return (
        sizeOf(output.shape) * sizeAt(inputAt(node, 0).shape, flag(node, "transpose_a") ? 0 : 1)
      );
    case "Conv2D":
      return sizeOf(output.shape) * multiplicationsPerNumber(inputAt(node, 1), MIN_CHANNELS);
    case "Conv2DBackpropInput":
      return sizeOfInput(2) * multiplicationsPerNumber(inputAt(node, 1), MIN_CHANNELS_BACKWARD);
    case "Conv2DBackpropFilter":
      return sizeOfInput(2) * multiplicationsPerNumber(output) * FILTER_GRADIENT_FACTOR;
    default:
      return undefined;
  }
}

export const isProduct = (node: Node): boolean => multiplications(node) !== undefined;

export const isRandom = ({ op }: Node): boolean => op.startsWith("StatelessRandom");

const countOf = (values: readonly Value[]): number =>
  values.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

export function costOf(node: Node): number {
  const products = multiplications(node);
  if (products !== undefined) return START_MICROSECONDS + (2 * products) / OPERATIONS_A_MICROSECOND;
  if (VIEWS.has(node.op)) return START_MICROSECONDS;
  if (isRandom(node))
    return START_MICROSECONDS + sizeOf(node.outputs[0].shape) / RANDOM_NUMBERS_A_MICROSECOND;
  // An in-place update also reads its variables, which are not among its inputs.
  const updated = node.op.startsWith("ResourceApply") ? countOf(node.outputs) : 0;
  return (
    START_MICROSECONDS +
    (countOf(node.inputs) + countOf(node.outputs) + updated) / NUMBERS_A_MICROSECOND
  );
}

/** The cost from which on running a node on another thread pays. */
const LONG_MICROSECONDS = 15;

export const isLong = (node: Node): boolean => costOf(node) >= LONG_MICROSECONDS;

/** Whether a node is a large product or convolution. */
export const isHeavy = (node: Node): boolean => isProduct(node) && isLong(node);

/** Whether large products and convolutions take more than a third of a step's time. */
export function isMostlyHeavy(graph: Graph): boolean {
  const time = (nodes: readonly Node[]) => nodes.reduce((sum, node) => sum + costOf(node), 0);
  return time(graph.nodes.filter(isHeavy)) > time(graph.nodes) / 3;
}
