import { zip } from "../collections";
import { BATCHES, dependsOnBatch, growingSizes, type NetworkPass } from "../graph/any-batch";
import { inputName, RESULT, stateName } from "../graph/record";
import { lookup } from "../collections";
import { int, typedArray } from "./emitter";
import { lowerGraph } from "./lower";
import type { OnnxGraph, OnnxNode, OnnxTensor, OnnxValue } from "./onnx-proto";

/*
 * A network as an ONNX model that stands by itself: its weights are in it, and it takes batches of
 * any size (graph/any-batch.ts).
 */

/** The symbolic size of a batch, and the name of the list with its number. */
const BATCH = "batch";

/** @throws GanError `not-recordable` where something other than a size depends on the batch */
export function networkModel(network: NetworkPass): OnnxGraph {
  const [first, second] = [lowered(network, BATCHES[0]), lowered(network, BATCHES[1])];
  const fail = (): never => {
    throw dependsOnBatch(network.name, "ONNX");
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
function lowered({ name, record, output }: NetworkPass, batch: number): OnnxGraph {
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
  { name, weights }: NetworkPass,
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
  const growing = growingSizes(numbersIn(bytes), numbersIn(other.bytes));
  if (!growing) return undefined;
  const list = (part: string, values: readonly number[]): OnnxTensor => ({
    name: `${name}/${part}`,
    type: "int64",
    shape,
    bytes: new Uint8Array(typedArray("int64", values).buffer),
  });
  const [factor, rest] = [list("factor", growing.factors), list("rest", growing.rests)];
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
