import { flag } from "../graph/attributes";
import { type Attribute, type Graph, inputAt, type Node, type Value } from "../graph/ir";
import { lookup } from "../collections";
import type { TfAttr, TfNode } from "./saved-model-proto";
import outputNames from "../graph/op-outputs.json";
import * as attr from "./attributes";
import { biasAdditions, type Fused } from "./passes/fuse";

/* The nodes of a graph as operations of a TensorFlow function. */

/** TensorFlow's names of the outputs of its ops; `NAME*` stands for a list. */
const OUTPUTS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(outputNames));

/** Choices of the passes that the emitter follows. */
export interface LoweringOptions {
  /** Bias and activation fusions, keyed by the last node of each. */
  fused: ReadonlyMap<Node, Fused>;
  /** The node that the same worker runs before a node: a control input. */
  previous: ReadonlyMap<Node, Node>;
  /** Whether biases are added by `BiasAdd`, which TensorFlow's own optimizer fuses. */
  biasAdd: boolean;
  /**
   * Whether products with a transposed right matrix use `BatchMatMulV2`: oneDNN's implementation of
   * it takes a quarter less time on one thread.
   */
  batchTransposed: boolean;
}

export const DEFAULT_LOWERING: LoweringOptions = {
  fused: new Map(),
  previous: new Map(),
  biasAdd: false,
  batchTransposed: false,
};

/**
 * The name of each node's operation: `n<i>`, or `apply<i>` for an in-place update. Fused nodes
 * share a name.
 */
export function operationNames(
  graph: Graph,
  updates: readonly Node[],
  { fused }: LoweringOptions,
): (node: Node) => string {
  const names = new Map<Node, string>([
    ...graph.nodes.map((node, i) => [node, `n${i}`] as const),
    ...updates.map((node, i) => [node, `apply${i}`] as const),
  ]);
  const nameOf = (node: Node): string => lookup(names, node, `the name of ${node.op}`);
  for (const [last, { product, addition }] of fused)
    for (const node of [product, addition]) names.set(node, nameOf(last));
  return nameOf;
}

/**
 * The operations of a graph's nodes, constants first. A node refers to a function's argument by
 * name, and to an output of another node as `node:output:index`. @param names the arguments' names;
 * the names of all other values are added.
 */
export function graphNodes(
  graph: Graph,
  names: Map<Value, string>,
  nameOf: (node: Node) => string,
  options: LoweringOptions,
): TfNode[] {
  const constants = [...graph.constants].map(([value, data], i): TfNode => {
    names.set(value, `c${i}:output:0`);
    return {
      name: `c${i}`,
      op: "Const",
      input: [],
      attr: { dtype: attr.type(value.type), value: attr.tensor(value.type, value.shape, data) },
    };
  });
  const { fused, previous } = options;
  const additions = options.biasAdd ? biasAdditions(graph) : new Map<Node, Node>();
  const parts = new Set(
    [...fused].flatMap(([last, { product, addition }]) =>
      [product, addition].filter((node) => node !== last),
    ),
  );
  const operations = graph.nodes
    .filter((node) => !parts.has(node))
    .map((node): TfNode => {
      const whole = fused.get(node);
      const name = nameOf(node);
      const { op, inputs, attributes, results } = operationFor(node, whole, additions, options);
      node.outputs.forEach((output, i) => names.set(output, outputName(name, results, i)));
      const earlier = previous.get(whole?.product ?? node);
      return {
        name,
        op,
        input: [
          ...inputs.map((input) => lookup(names, input, `an input of ${op}`)),
          ...(earlier ? [`^${nameOf(earlier)}`] : []),
        ],
        attr: attributes,
      };
    });
  return [...constants, ...operations];
}

/**
 * The name of a node's output: `node:output:0`, or `node:list:index` for an op whose outputs are
 * one list.
 */
function outputName(node: string, outputs: readonly string[], index: number): string {
  const [first] = outputs;
  return first?.endsWith("*")
    ? `${node}:${first.slice(0, -1)}:${index}`
    : `${node}:${outputs[index]}:0`;
}

/** An operation that stands for a node, or for a fused product. */
interface Operation {
  op: string;
  inputs: readonly Value[];
  attributes: Record<string, TfAttr>;
  /** The names of its outputs. */
  results: readonly string[];
}

function operationFor(
  node: Node,
  fused: Fused | undefined,
  additions: ReadonlyMap<Node, Node>,
  options: LoweringOptions,
): Operation {
  const { op, inputs, attributes } = node;
  if (fused) return fusedOperation(fused);
  if (additions.has(node))
    return {
      op: "BiasAdd",
      inputs,
      attributes: { T: attr.type(node.outputs[0].type), data_format: attr.string("NHWC") },
      results: ["output"],
    };
  if (options.batchTransposed && op === "MatMul" && flag(node, "transpose_b"))
    return {
      op: "BatchMatMulV2",
      inputs,
      attributes: {
        T: attr.type("float32"),
        adj_x: attr.bool(flag(node, "transpose_a")),
        adj_y: attr.bool(true),
      },
      results: ["output"],
    };
  // tfjs-node leaves these types to TensorFlow, which infers them op by op, but not in a graph.
  const implied: Record<string, TfAttr> =
    op === "ExpandDims" ? { T: attr.type(inputAt(node, 0).type), Tdim: attr.type("int32") } : {};
  return {
    op,
    inputs,
    attributes: { ...implied, ...recorded(attributes) },
    results: outputsOf(op),
  };
}

function fusedOperation({ product, addition, activation }: Fused): Operation {
  const alpha = activation?.attributes["alpha"];
  return {
    op: `_Fused${product.op}`,
    inputs: [...product.inputs, inputAt(addition, 1)],
    attributes: {
      ...recorded(product.attributes),
      num_args: attr.int(1),
      ...(product.op === "Conv2D" ? { TArgs: attr.types(["float32"]) } : {}),
      fused_ops: attr.strings(["BiasAdd", ...(activation ? [activation.op] : [])]),
      ...(alpha ? { leakyrelu_alpha: attr.recorded(alpha) } : {}),
    },
    results: outputsOf(product.op),
  };
}

function outputsOf(op: string): readonly string[] {
  const names = OUTPUTS.get(op);
  if (!names)
    throw new Error(
      `the names of the outputs of TensorFlow's op ${op} are not known; run scripts/op-outputs.py`,
    );
  return names;
}

const recorded = (attributes: Readonly<Record<string, Attribute>>): Record<string, TfAttr> =>
  Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, attr.recorded(value)]));
