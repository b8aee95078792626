import { zip } from "../collections";
import { inputName, RESULT, stateName } from "../graph/record";
import type { Graph } from "../graph/ir";
import { lookup } from "../collections";
import type { Values } from "../../tensor/values";
import { GanError } from "../../shared/errors";
import { int, typedArray } from "./emitter";
import { lowerGraph } from "./lower";
import type { OnnxGraph, OnnxNode, OnnxTensor, OnnxValue } from "./onnx-proto";

/*
 * A network as an ONNX model that stands by itself: its weights are in it, and it takes batches of
 * any size.
 *
 * A recorded graph has shapes in numbers, so the pass is recorded with batches of two sizes. Where
 * the two models differ, a list of sizes depends on the batch: it becomes a * batch + b, computed
 * from the input when the model runs.
 */

/** Two sizes of a batch that no other size of a network is likely to be. */
const BATCHES = [1009, 1013] as const;
const [FIRST, SECOND] = BATCHES;
/** The symbolic size of a batch, and the name of the list with its number. */
const BATCH = "batch";

export interface NetworkToLower {
  /** What errors call it. */
  name: string;
  /** Records the pass of a batch: inputs by name, the first of which gives the size of the batch. */
  record(batch: number): Graph;
  weights: Readonly<Record<string, Values>>;
  /** The name of the output. */
  output: string;
}

/** @throws GanError `not-recordable` where something other than a size depends on the batch */
export function networkModel(network: NetworkToLower): OnnxGraph {
  const first = lowered(network, FIRST);
  const second = lowered(network, SECOND);
  const fail = (): never => {
    throw new GanError(
      "not-recordable",
      `the ${network.name} computes with the size of the batch, which ONNX cannot say`,
      "export another format, such as safetensors",
    );
  };
  if (withoutShapes(first) !== withoutShapes(second)) fail();
  const sizes: OnnxNode[] = [];
  const constants: OnnxTensor[] = [];
  for (const [one, other] of zip(first.initializers, second.initializers)) {
    if (Buffer.compare(one.bytes, other.bytes) === 0) constants.push(one);
    else if (one.type !== "int64") fail();
    else {
      const { nodes, tensors } = listOfSizes(one, other) ?? fail();
      sizes.push(...nodes);
      constants.push(...tensors);
    }
  }
  const [source] = first.inputs;
  if (!source) throw new Error(`the ${network.name} has no input`);
  const measure: OnnxNode = {
    op: "Shape",
    inputs: [source.name],
    outputs: [BATCH],
    attributes: { start: int(0), end: int(1) },
  };
  return {
    ...first,
    inputs: first.inputs.map(ofAnyBatch),
    outputs: first.outputs.map(ofAnyBatch),
    nodes: [...(sizes.length > 0 ? [measure, ...sizes] : []), ...first.nodes],
    initializers: [...weightsOf(network, first.nodes), ...constants],
  };
}

const ofAnyBatch = ({ shape, ...value }: OnnxValue): OnnxValue => ({
  ...value,
  shape: [BATCH, ...shape.slice(1)],
});

/** The model of one size of batch, without its weights. */
function lowered({ name, record, output }: NetworkToLower, batch: number): OnnxGraph {
  const graph = record(batch);
  const nameOf = (input: string): string =>
    input.startsWith(inputName("")) ? input.slice(inputName("").length) : weightName(name, input);
  const { emit, outputs } = lowerGraph(graph, {
    input: (_, input) => nameOf(input),
    noise: () => {
      throw new Error("a pass that trains nothing draws nothing");
    },
  });
  const result = lookup(graph.outputs, RESULT, RESULT);
  const inputs = [...graph.inputs]
    .filter(([input]) => input.startsWith(inputName("")))
    .map(([input, { type, shape }]): OnnxValue => ({ name: nameOf(input), type, shape }));
  return emit.graph(name, inputs, [
    { name: output, type: result.type, shape: result.shape, from: lookup(outputs, RESULT, RESULT) },
  ]);
}

/** A weight's name in the model, which no input or value has. */
const weightName = (network: string, input: string): string =>
  `${network}/${input.slice(stateName("").length)}`;

function weightsOf(
  { name, weights }: NetworkToLower,
  nodes: readonly OnnxNode[],
): readonly OnnxTensor[] {
  const used = new Set(nodes.flatMap((node) => node.inputs));
  return Object.entries(weights)
    .map(([own, { dtype, shape, values }]) => ({
      name: weightName(name, stateName(own)),
      type: dtype,
      shape,
      bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    }))
    .filter((tensor) => used.has(tensor.name));
}

/** What two models of one network have alike. */
const withoutShapes = ({ nodes, initializers }: OnnxGraph): string =>
  JSON.stringify([nodes, initializers.map(({ name, type, shape }) => [name, type, shape])]);

/** The nodes that make a list of sizes of the batch's; undefined where it does not grow with it. */
function listOfSizes(
  { name, shape, bytes }: OnnxTensor,
  other: OnnxTensor,
): { nodes: OnnxNode[]; tensors: OnnxTensor[] } | undefined {
  const pairs = zip(numbersIn(bytes), numbersIn(other.bytes));
  const factors = pairs.map(([a, b]) => (b - a) / (SECOND - FIRST));
  const rests = pairs.map(([a], i) => a - (factors[i] ?? 0) * FIRST);
  if (![...factors, ...rests].every(Number.isSafeInteger)) return undefined;
  const list = (part: string, values: readonly number[]): OnnxTensor => ({
    name: `${name}/${part}`,
    type: "int64",
    shape,
    bytes: new Uint8Array(typedArray("int64", values).buffer),
  });
  const [factor, rest] = [list("factor", factors), list("rest", rests)];
  const grown = `${name}/grown`;
  return {
    tensors: [factor, rest],
    nodes: [
      { op: "Mul", inputs: [BATCH, factor.name], outputs: [grown], attributes: {} },
      { op: "Add", inputs: [grown, rest.name], outputs: [name], attributes: {} },
    ],
  };
}

const numbersIn = ({ buffer, byteOffset, byteLength }: Uint8Array): number[] =>
  Array.from(new BigInt64Array(buffer.slice(byteOffset, byteOffset + byteLength)), Number);
