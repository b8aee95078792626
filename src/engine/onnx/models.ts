import type { ElementType, Graph } from "../graph/ir";
import { inputName, ITERATION, METRICS, RESULT, stateName } from "../graph/record";
import { int } from "./emitter";
import { lowerGraph } from "./lower";
import { encodeModel, type OnnxGraph, type OnnxValue } from "./onnx-proto";
import type { Noise } from "./ops/random";

/** The numbers of a call's iterations: an input beside those of the intermediate form. */
export const NUMBERS = "numbers";
/** A size that a call decides. */
const ITERATIONS = "iterations";
/** Names inside of the loop, of what an iteration is given: ONNX lets no inner name hide an outer one. */
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
 * A recorded step as a model that runs iterations in a Scan: the state is carried from one to the next, what is
 * given for each iteration lies ready as [iterations, ...shape], and the metrics of all come back as [iterations, metrics].
 * ONNX's Loop would do as well, but ONNX Runtime copies the whole state at a Loop's end, and rows out of what lies ready.
 * @param types of inputs that are not given as float32 (rows of bytes).
 */
export function stepModel(graph: Graph, types: ReadonlyMap<string, ElementType>): StepModel {
  const stateNames = [...graph.inputs.keys()].filter((name) => name.startsWith(stateName("")));
  const changing = stateNames.filter((name) => graph.outputs.get(name) !== graph.inputs.get(name));
  const feeds: Feed[] = [];
  const feed = (one: Omit<Feed, "name">): Feed => {
    const named = { ...one, name: `feed${feeds.length}` };
    feeds.push(named);
    return named;
  };
  const { emit, outputs } = lowerGraph(graph, {
    iteration: graph.inputs.get(ITERATION)!,
    input(emitter, name, { type, shape }) {
      if (name === ITERATION) return own(NUMBERS);
      if (!name.startsWith(inputName(""))) return changing.includes(name) ? own(name) : name;
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
  const stateValue = (name: string): OnnxValue => ({ name, ...graph.inputs.get(name)! });
  const metrics = graph.outputs.get(METRICS)!;

  const next = emit.graph(
    "iteration",
    [],
    [
      ...changing.map((name) => ({
        ...stateValue(name),
        name: `next/${name}`,
        from: outputs.get(name)!,
      })),
      { name: METRICS, type: "float32", shape: metrics.shape, from: outputs.get(METRICS)! },
    ],
  );
  const used = new Set(next.nodes.flatMap((node) => node.inputs));
  const constant = stateNames.filter((name) => !changing.includes(name) && used.has(name));
  const needed = feeds.filter(({ name }) => used.has(own(name)));

  const given: OnnxValue[] = [
    { name: NUMBERS, type: "int32", shape: [] },
    ...needed.map(({ name, type, shape }) => ({ name, type, shape })),
  ];
  const body: OnnxGraph = {
    ...next,
    inputs: [...changing.map(stateValue), ...given].map((value) => ({
      ...value,
      name: own(value.name),
    })),
  };
  const made = (name: string): string => `made/${name}`;
  const main: OnnxGraph = {
    name: "step",
    nodes: [
      {
        op: "Scan",
        inputs: [...changing, ...given.map(({ name }) => name)],
        outputs: [...changing.map(made), made(METRICS)],
        attributes: { body: { kind: "graph", value: body }, num_scan_inputs: int(given.length) },
      },
    ],
    initializers: [],
    inputs: [
      ...[...changing, ...constant].map(stateValue),
      ...given.map((value) => ({ ...value, shape: [ITERATIONS, ...value.shape] })),
    ],
    outputs: [
      ...changing.map((name) => ({ ...stateValue(name), name: made(name) })),
      { name: made(METRICS), type: "float32", shape: [ITERATIONS, ...metrics.shape] },
    ],
  };
  return { bytes: encodeModel(main), changing, constant, feeds: needed };
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
  const result = graph.outputs.get(RESULT)!;
  const inputs = [...graph.inputs].map(([name, value]): OnnxValue => ({
    name,
    shape: value.shape,
    type: types.get(name) ?? value.type,
  }));
  return {
    bytes: encodeModel(
      emit.graph("function", inputs, [
        { name: RESULT, type: result.type, shape: result.shape, from: outputs.get(RESULT)! },
      ]),
    ),
    inputs: inputs.map(({ name }) => name),
  };
}
