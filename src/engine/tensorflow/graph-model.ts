import { lookup, zip } from "../collections";
import { BATCHES, dependsOnBatch, growingSizes, type NetworkPass } from "../graph/any-batch";
import { flag } from "../graph/attributes";
import type { Data, ElementType, Graph, Node, Value } from "../graph/ir";
import { inputName, RESULT, stateName } from "../graph/record";
import { GanError } from "../../shared/errors";
import {
  attributeJson,
  type GraphNode,
  identity,
  mapEntries,
  type Named,
  placeholder,
  signature,
  typeAttr,
} from "./graph-json";

/*
 * A network as a graph model of TensorFlow.js: TensorFlow's operations as JSON (a GraphDef, in
 * protobuf's form of JSON), and its weights and constants as bytes one after the other. It takes
 * batches of any size (graph/any-batch.ts).
 */

/** A model's two files. */
export interface GraphModel {
  /** The content of `model.json`. */
  model: object;
  weights: Uint8Array;
}

/** A node of numbers that are in the file of weights. */
interface Constant {
  name: string;
  type: ElementType;
  shape: readonly number[];
  data: Data;
}

/**
 * Recordable ops that TensorFlow.js's graph models have not: gradients, random numbers and a few
 * others, none of which a layer needs to make samples.
 */
const UNKNOWN_OPS = [
  /Grad(V3)?$/,
  /^StatelessRandom/,
  /BackpropFilter$/,
  /^DepthwiseConv2dNativeBackpropInput$/,
  /^(L2Loss|UnsortedSegmentSum)$/,
];

/** Whether graph models have a recordable op. */
export const isKnown = (op: string): boolean => !UNKNOWN_OPS.some((pattern) => pattern.test(op));

/** The version of TensorFlow's graphs that we write: ops keep the meaning they had then. */
const GRAPH_VERSION = 1500;

/** The node with the size of the batch, a list of one number. */
const BATCH = "batch";

/**
 * @param file the name of the file of weights, beside that of the model
 * @throws GanError `not-recordable` where something other than a size depends on the batch, and for
 * an op that graph models have not
 */
export function graphModel(
  network: NetworkPass,
  file: string,
  notes: Readonly<Record<string, string>>,
): GraphModel {
  const graph = network.record(BATCHES[0]);
  const second = network.record(BATCHES[1]);
  if (structureOf(graph) !== structureOf(second)) throw dependsOnBatch(network.name, FORMAT);
  graph.nodes.forEach(requireKnown);
  const names = namesOf(network, graph);
  const nameOf = (value: Value): string => lookup(names, value, "a value's name");
  const { constants, nodes } = constantsOf(network, graph, second, nameOf);
  const inputs = [...graph.inputs]
    .filter(([input]) => input.startsWith(inputName("")))
    .map(([, value]): Named => ({ name: nameOf(value), value }));
  const output = { name: network.output, value: lookup(graph.outputs, RESULT, RESULT) };
  const model = {
    format: "graph-model",
    generatedBy: "GAN Workbench",
    convertedBy: null,
    signature: { inputs: signature(inputs), outputs: signature([output]) },
    modelTopology: {
      node: [
        ...inputs.map(placeholder),
        ...constants.map(constantNode),
        ...(nodes.length > 0 ? batchNodes(inputs) : []),
        ...nodes,
        ...graph.nodes.map((node) => ({
          name: nameOf(node.outputs[0]),
          op: node.op,
          input: node.inputs.map(nameOf),
          attr: mapEntries(node.attributes, attributeJson),
        })),
        identity(output.name, nameOf(output.value), output.value.type),
      ],
      versions: { producer: GRAPH_VERSION },
    },
    weightsManifest: [
      {
        paths: [file],
        weights: constants.map(({ name, type, shape }) => ({ name, shape, dtype: type })),
      },
    ],
    userDefinedMetadata: notes,
  };
  return { model, weights: Buffer.concat(constants.map(({ data }) => bytesOf(data))) };
}

const FORMAT = "TensorFlow.js";

function requireKnown(node: Node): void {
  const { op, source, inputs } = node;
  // Of this one graph models have the form that takes running statistics alone.
  const ofBatch = op === "FusedBatchNormV3" && flag(node, "is_training");
  const bytes = inputs.some(({ type }) => type === "uint8");
  if (!ofBatch && !bytes && isKnown(op)) return;
  throw new GanError(
    "not-recordable",
    `TensorFlow's op ${op} cannot be said for ${FORMAT} as it is used (${source})`,
    "export another format, such as onnx or safetensors",
  );
}

// ---- names

/** Names of all values: inputs' own, weights' with the network's before them, numbers otherwise. */
function namesOf({ name }: NetworkPass, graph: Graph): ReadonlyMap<Value, string> {
  const names = new Map<Value, string>();
  for (const [input, value] of graph.inputs)
    names.set(
      value,
      input.startsWith(inputName(""))
        ? input.slice(inputName("").length)
        : `${name}/${input.slice(stateName("").length)}`,
    );
  [...graph.constants.keys()].forEach((value, i) => names.set(value, `constant/${i}`));
  graph.nodes.forEach(({ op, outputs }, i) => {
    const own = `node/${i}_${op}`;
    outputs.forEach((value, k) => names.set(value, k === 0 ? own : `${own}:${k}`));
  });
  return names;
}

/** What two records have alike: all but the sizes of what nodes make and the constants' numbers. */
function structureOf({ inputs, constants, nodes, outputs }: Graph): string {
  const numbers = new Map<Value, number>();
  const numberOf = (value: Value): number => {
    const known = numbers.get(value) ?? numbers.size;
    numbers.set(value, known);
    return known;
  };
  return JSON.stringify([
    [...inputs].map(([name, value]) => [name, numberOf(value)]),
    [...constants.keys()].map((value) => [numberOf(value), value.type, value.shape]),
    nodes.map((node) => [
      node.op,
      node.attributes,
      node.inputs.map(numberOf),
      node.outputs.map(numberOf),
    ]),
    [...outputs].map(([name, value]) => [name, numberOf(value)]),
  ]);
}

// ---- constants

const weightsOf = (
  { weights }: NetworkPass,
  { inputs }: Graph,
  nameOf: (value: Value) => string,
): Constant[] =>
  Object.entries(weights).flatMap(([own, { dtype, shape, values }]) => {
    const value = inputs.get(stateName(own));
    return value ? [{ name: nameOf(value), type: dtype, shape, data: values }] : [];
  });

/** Weights and constants, and nodes that make those which grow with the batch. */
function constantsOf(
  network: NetworkPass,
  first: Graph,
  second: Graph,
  nameOf: (value: Value) => string,
): { constants: Constant[]; nodes: GraphNode[] } {
  const constants = weightsOf(network, first, nameOf);
  const nodes: GraphNode[] = [];
  for (const [[value, data], other] of zip([...first.constants], [...second.constants.values()])) {
    const name = nameOf(value);
    const { type, shape } = value;
    if (Buffer.compare(bytesOf(data), bytesOf(other)) === 0) {
      constants.push({ name, type, shape, data });
      continue;
    }
    const growing = type === "int32" ? growingSizes([...data], [...other]) : undefined;
    if (!growing) throw dependsOnBatch(network.name, FORMAT);
    const [factor, rest, grown] = [`${name}/factor`, `${name}/rest`, `${name}/grown`];
    constants.push(
      { name: factor, type, shape, data: Int32Array.from(growing.factors) },
      { name: rest, type, shape, data: Int32Array.from(growing.rests) },
    );
    const attr = { T: typeAttr("int32") };
    nodes.push(
      { name: grown, op: "Mul", input: [BATCH, factor], attr },
      { name, op: "Add", input: [grown, rest], attr },
    );
  }
  if (nodes.length > 0) constants.push(...BATCH_CONSTANTS);
  return { constants, nodes };
}

const constantNode = ({ name, type }: Constant): GraphNode => ({
  name,
  op: "Const",
  attr: { dtype: typeAttr(type) },
});

const BATCH_SHAPE = `${BATCH}/shape`;
const BATCH_BEGIN = `${BATCH}/begin`;
const BATCH_SIZE = `${BATCH}/size`;

const BATCH_CONSTANTS: readonly Constant[] = [
  { name: BATCH_BEGIN, type: "int32", shape: [1], data: Int32Array.of(0) },
  { name: BATCH_SIZE, type: "int32", shape: [1], data: Int32Array.of(1) },
];

/** The nodes that take the size of the batch from the first input. */
const batchNodes = (inputs: readonly Named[]): GraphNode[] => [
  {
    name: BATCH_SHAPE,
    op: "Shape",
    input: inputs.slice(0, 1).map(({ name }) => name),
    attr: { T: typeAttr("float32"), out_type: typeAttr("int32") },
  },
  {
    name: BATCH,
    op: "Slice",
    input: [BATCH_SHAPE, BATCH_BEGIN, BATCH_SIZE],
    attr: { T: typeAttr("int32"), Index: typeAttr("int32") },
  },
];

const bytesOf = ({ buffer, byteOffset, byteLength }: Data): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
