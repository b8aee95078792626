import { lookup } from "../collections";
import type { ElementType, Graph } from "../graph/ir";
import { inputName, ITERATION, METRICS, RESULT, stateName } from "../graph/record";
import { int } from "./emitter";
import { lowerGraph } from "./lower";
import { encodeModel, type OnnxGraph, type OnnxValue } from "./onnx-proto";
import type { Noise } from "./ops/random";

/* ONNX models of a step: one iteration inside a `Scan` over many, and single functions. */

/** The input with the numbers of a call's iterations. */
export const NUMBERS = "numbers";
/** A symbolic size: iterations of a call. */
const ITERATIONS = "iterations";
/** A name inside the loop. ONNX does not let an inner name shadow an outer one. */
const own = (name: string): string => `own/${name}`;

/** What JavaScript gives a call: for each iteration, numbers of `shape`. */
export interface Feed {
  name: string;
  type: ElementType;
  shape: readonly number[];
  from: { input: string } | { noise: Noise };
}

export interface StepModel {
  bytes: Uint8Array;
  /** Names of the state's tensors that iterations change, as the model is given and makes them. */
  changing: readonly string[];
  /** Names of those that stay as they are but are looked at. */
  constant: readonly string[];
  feeds: readonly Feed[];
}

/**
 * Lowers a recorded step to a model that runs iterations in a Scan: the state is carried from one
 * to the next, what is given for each iteration is an input [iterations, ...shape], and the metrics
 * of all are an output [iterations, metrics]. A Loop is not used because ONNX Runtime copies the
 * whole state at its end, and rows out of its inputs.
 * @param types of inputs that are not given as float32 (rows of bytes).
 */
export function stepModel(graph: Graph, types: ReadonlyMap<string, ElementType>): StepModel {
  const stateNames = [...graph.inputs.keys()].filter((name) => name.startsWith(stateName("")));
  const changing = stateNames.filter((name) => graph.outputs.get(name) !== graph.inputs.get(name));
  const stateValue = (name: string): OnnxValue => ({ name, ...lookup(graph.inputs, name, name) });
  const states = changing.map(stateValue);
  const metrics: OnnxValue = {
    name: METRICS,
    type: "float32",
    shape: lookup(graph.outputs, METRICS, METRICS).shape,
  };
  const iteration = lowerIteration(graph, types, states, metrics);
  const used = new Set(iteration.graph.nodes.flatMap((node) => node.inputs));
  const constant = stateNames.filter((name) => !changing.includes(name) && used.has(name));
  const feeds = iteration.feeds.filter(({ name }) => used.has(own(name)));
  const given: OnnxValue[] = [
    { name: NUMBERS, type: "int32", shape: [] },
    ...feeds.map(({ name, type, shape }) => ({ name, type, shape })),
  ];
  const body: OnnxGraph = {
    ...iteration.graph,
    inputs: [...states, ...given].map((value) => ({ ...value, name: own(value.name) })),
  };
  const model = scan(body, { states, constants: constant.map(stateValue), given, metrics });
  return { bytes: encodeModel(model), changing, constant, feeds };
}

/** The graph of one iteration, without its inputs, and what it is fed. */
function lowerIteration(
  graph: Graph,
  types: ReadonlyMap<string, ElementType>,
  states: readonly OnnxValue[],
  metrics: OnnxValue,
): { graph: OnnxGraph; feeds: Feed[] } {
  const changing = new Set(states.map(({ name }) => name));
  const feeds: Feed[] = [];
  const feed = (one: Omit<Feed, "name">): Feed => {
    const named = { ...one, name: `feed${feeds.length}` };
    feeds.push(named);
    return named;
  };
  const { emit, outputs } = lowerGraph(graph, {
    iteration: lookup(graph.inputs, ITERATION, ITERATION),
    input(emitter, name, { type, shape }) {
      if (name === ITERATION) return own(NUMBERS);
      if (!name.startsWith(inputName(""))) return changing.has(name) ? own(name) : name;
      const given = feed({
        type: types.get(name) ?? type,
        shape,
        from: { input: name.slice(inputName("").length) },
      });
      return given.type === type ? own(given.name) : emitter.cast(own(given.name), type);
    },
    noise: (noise) =>
      own(
        feed({
          type: noise.kind === "atLeast" ? "bool" : "float32",
          shape: noise.shape,
          from: { noise },
        }).name,
      ),
  });
  const results = [
    ...states.map((state) => ({
      ...state,
      name: `next/${state.name}`,
      from: lookup(outputs, state.name, state.name),
    })),
    { ...metrics, from: lookup(outputs, METRICS, METRICS) },
  ];
  return { graph: emit.graph("iteration", [], results), feeds };
}

interface ScanValues {
  /** Carried from iteration to iteration. */
  states: readonly OnnxValue[];
  /** Read by every iteration. */
  constants: readonly OnnxValue[];
  /** Given for each iteration. */
  given: readonly OnnxValue[];
  /** Collected from each iteration. */
  metrics: OnnxValue;
}

/** A model that runs a body in a Scan. */
function scan(body: OnnxGraph, { states, constants, given, metrics }: ScanValues): OnnxGraph {
  const made = <T extends { name: string }>(value: T): T => ({
    ...value,
    name: `made/${value.name}`,
  });
  const perIteration = (value: OnnxValue): OnnxValue => ({
    ...value,
    shape: [ITERATIONS, ...value.shape],
  });
  const outputs = [...states.map(made), perIteration(made(metrics))];
  return {
    name: "step",
    nodes: [
      {
        op: "Scan",
        inputs: [...states, ...given].map(({ name }) => name),
        outputs: outputs.map(({ name }) => name),
        attributes: { body: { kind: "graph", value: body }, num_scan_inputs: int(given.length) },
      },
    ],
    initializers: [],
    inputs: [...states, ...constants, ...given.map(perIteration)],
    outputs,
  };
}

/** A recorded function as a model. Its inputs keep their names. */
export function functionModel(
  graph: Graph,
  types: ReadonlyMap<string, ElementType>,
): { bytes: Uint8Array; inputs: readonly string[] } {
  const { emit, outputs } = lowerGraph(graph, {
    input: (emitter, name, { type }) =>
      (types.get(name) ?? type) === type ? name : emitter.cast(name, type),
    noise: () => {
      throw new Error("a function has no iterations");
    },
  });
  const result = lookup(graph.outputs, RESULT, RESULT);
  const inputs = [...graph.inputs].map(([name, value]): OnnxValue => ({
    name,
    shape: value.shape,
    type: types.get(name) ?? value.type,
  }));
  return {
    bytes: encodeModel(
      emit.graph("function", inputs, [
        {
          name: RESULT,
          type: result.type,
          shape: result.shape,
          from: lookup(outputs, RESULT, RESULT),
        },
      ]),
    ),
    inputs: inputs.map(({ name }) => name),
  };
}
