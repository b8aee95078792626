import { flag } from "../graph/attributes";
import type { Attribute, Graph, Node, Value } from "../graph/ir";
import type { TfAttr, TfNode } from "./saved-model-proto";
import outputNames from "../graph/op-outputs.json";
import * as attr from "./attributes";
import { biasAdditions, type Fused } from "./passes/fuse";

const OUTPUTS: Record<string, string[]> = outputNames;

/** How a graph's nodes become operations. */
export interface LoweringOptions {
  /** What is one operation with a product, by the last node of each. */
  fused: ReadonlyMap<Node, Fused>;
  /** Nodes that may be begun only after another one. */
  after: ReadonlyMap<Node, Node>;
  /** Leaves biases in the form in which TensorFlow's optimizer joins them with what they are added to. */
  biasAdd: boolean;
  /** Has products with a transposed matrix done by the operation for many products at once: oneDNN's way of that takes a quarter less time on one thread. */
  batchTransposed: boolean;
}

export const DEFAULT_LOWERING: LoweringOptions = {
  fused: new Map(),
  after: new Map(),
  biasAdd: false,
  batchTransposed: false,
};

/** Gives the nodes of a graph, and those of updates in place, the names of their operations. */
export function operationNames(
  graph: Graph,
  updates: readonly Node[],
  { fused }: LoweringOptions,
): (node: Node) => string {
  const names = new Map([
    ...graph.nodes.map((node, i) => [node, `n${i}`] as const),
    ...updates.map((node, i) => [node, `apply${i}`] as const),
  ]);
  for (const [last, { product, addition }] of fused)
    for (const node of [product, addition]) names.set(node, names.get(last)!);
  return (node) => names.get(node)!;
}

/**
 * The nodes of a recorded graph as those of a function, where a node refers to an input by its name, to an output of
 * another node as `node:output:index`. `names` holds the names of inputs and is given those of all the others.
 */
export function graphNodes(
  graph: Graph,
  names: Map<Value, string>,
  nameOf: (node: Node) => string,
  style: LoweringOptions,
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
  const { fused, after } = style;
  const additions = style.biasAdd ? biasAdditions(graph) : new Map<Node, Node>();
  const parts = new Set(
    [...fused].flatMap(([last, { product, addition }]) =>
      [product, addition].filter((node) => node !== last),
    ),
  );
  const operations = graph.nodes.flatMap((node): TfNode[] => {
    if (parts.has(node)) return [];
    const { op, inputs, outputs, attributes } = node;
    const name = nameOf(node);
    const whole = fused.get(node);
    const earlier = after.get(whole?.product ?? node);
    const operation = (
      op: string,
      inputs: readonly Value[],
      attributes: Record<string, TfAttr>,
      results: readonly string[],
    ): TfNode[] => {
      outputs.forEach((output, i) =>
        names.set(
          output,
          results[0]!.endsWith("*")
            ? `${name}:${results[0]!.slice(0, -1)}:${i}`
            : `${name}:${results[i]!}:0`,
        ),
      );
      return [
        {
          name,
          op,
          input: [
            ...inputs.map((input) => names.get(input)!),
            ...(earlier ? [`^${nameOf(earlier)}`] : []),
          ],
          attr: attributes,
        },
      ];
    };
    if (whole)
      return operation(
        `_Fused${whole.product.op}`,
        [...whole.product.inputs, whole.addition.inputs[1]!],
        fusedAttributes(whole),
        OUTPUTS[whole.product.op]!,
      );
    if (additions.has(node))
      return operation(
        "BiasAdd",
        inputs,
        { T: attr.type(outputs[0]!.type), data_format: attr.string("NHWC") },
        ["output"],
      );
    if (style.batchTransposed && op === "MatMul" && flag(node, "transpose_b")) {
      return operation(
        "BatchMatMulV2",
        inputs,
        {
          T: attr.type("float32"),
          adj_x: attr.bool(flag(node, "transpose_a")),
          adj_y: attr.bool(true),
        },
        ["output"],
      );
    }
    const results = OUTPUTS[op];
    if (!results)
      throw new Error(
        `the outputs of TensorFlow's op ${op} have no names here; run scripts/op-outputs.py`,
      );
    // tfjs-node leaves these types to TensorFlow, which finds them out op by op, but not in a graph.
    const implied: Record<string, TfAttr> =
      op === "ExpandDims" ? { T: attr.type(inputs[0]!.type), Tdim: attr.type("int32") } : {};
    return operation(op, inputs, { ...implied, ...recorded(attributes) }, results);
  });
  return [...constants, ...operations];
}

function fusedAttributes({ product, activation }: Fused): Record<string, TfAttr> {
  const alpha = activation?.attributes["alpha"];
  return {
    ...recorded(product.attributes),
    num_args: attr.int(1),
    ...(product.op === "Conv2D" ? { TArgs: attr.types(["float32"]) } : {}),
    fused_ops: attr.strings(["BiasAdd", ...(activation ? [activation.op] : [])]),
    ...(alpha ? { leakyrelu_alpha: attr.recorded(alpha) } : {}),
  };
}

const recorded = (attributes: Readonly<Record<string, Attribute>>): Record<string, TfAttr> =>
  Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, attr.recorded(value)]));
