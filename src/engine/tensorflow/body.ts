import type { Attribute, Graph, Node, Value } from "../graph/ir";
import type { TfAttr, TfNode } from "../graph/messages";
import outputNames from "../graph/op-outputs.json";
import * as attr from "./attributes";
import { biasAdditions, joinable } from "./fused";

const OUTPUTS: Record<string, string[]> = outputNames;

/** What the node of that index is called. */
export const nodeName = (index: number): string => `n${index}`;

/**
 * The nodes of a recorded graph as those of a function, where a node refers to an input by its name, to an output of
 * another node as `node:output:index`. `names` holds the names of inputs and is given those of all the others. `fuse`: small
 * products take in their bias.
 */
export function graphNodes(graph: Graph, names: Map<Value, string>, { fuse }: { fuse: boolean }): TfNode[] {
  const constants = [...graph.constants].map(([value, data], i): TfNode => {
    names.set(value, `c${i}:output:0`);
    return { name: `c${i}`, op: "Const", input: [], attr: { dtype: attr.type(value.type), value: attr.tensor(value.type, value.shape, data) } };
  });
  const additions = biasAdditions(graph), fused = fuse ? joinable(additions, graph) : new Map<Node, Node>(), joined = new Set(fused.values());
  const operations = graph.nodes.flatMap((node, index): TfNode[] => {
    const { op, inputs, outputs, attributes } = node, name = nodeName(index), given = recorded(attributes), product = fused.get(node);
    if (joined.has(node)) return [];
    if (product) {
      names.set(outputs[0]!, `${name}:product:0`);
      return [{
        name, op: "_FusedMatMul", input: [...product.inputs, inputs[1]!].map((input) => names.get(input)!),
        attr: { ...recorded(product.attributes), num_args: attr.int(1), fused_ops: attr.strings(["BiasAdd"]) },
      }];
    }
    // A product or convolution and its bias under this name become one operation of oneDNN's.
    if (!fuse && additions.has(node)) {
      names.set(outputs[0]!, `${name}:output:0`);
      return [{ name, op: "BiasAdd", input: inputs.map((input) => names.get(input)!), attr: { T: attr.type(outputs[0]!.type), data_format: attr.string("NHWC") } }];
    }
    const refs = OUTPUTS[op];
    if (!refs) throw new Error(`the outputs of TensorFlow's op ${op} have no names here; run scripts/op-outputs.py`);
    // tfjs-node leaves these types to TensorFlow, which finds them out op by op, but not in a graph.
    const implied: Record<string, TfAttr> = op === "ExpandDims" ? { T: attr.type(inputs[0]!.type), Tdim: attr.type("int32") } : {};
    outputs.forEach((output, i) => names.set(output, refs[0]!.endsWith("*") ? `${name}:${refs[0]!.slice(0, -1)}:${i}` : `${name}:${refs[i]!}:0`));
    return [{ name, op, input: inputs.map((input) => names.get(input)!), attr: { ...implied, ...given } }];
  });
  return [...constants, ...operations];
}

const recorded = (attributes: Readonly<Record<string, Attribute>>): Record<string, TfAttr> =>
  Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, attr.recorded(value)]));
