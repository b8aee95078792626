import type { ElementType, Graph } from "../graph/ir";
import { inputName, ITERATION, METRICS, RESULT, stateName } from "../graph/record";
import { int, to } from "./emitter";
import { lowerGraph } from "./lower";
import { encodeModel, type OnnxGraph, type OnnxValue } from "./messages";
import type { Noise } from "./noise";

/** Names in a model beside those of the intermediate form. */
export const COUNT = "count", START = "start";
const TURN = "turn", GO = "go", ON = "on", TIMES = "times";
/** A size that a call decides. */
const ITERATIONS = "iterations";
/** The state's names inside of the loop: ONNX lets no inner name hide an outer one. */
const carried = (name: string): string => `carried/${name}`;

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
  /** Whether the number of the first iteration must be given, as `start`. */
  numbered: boolean;
}

/**
 * A recorded step as a model that runs `count` iterations in a Loop: the state is carried from one to the next, what is
 * given for each iteration lies ready as [count, ...shape], and the metrics of all come back as [count, metrics].
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
      if (name === ITERATION) return emitter.op("Add", [emitter.cast(TURN, "int32"), START]);
      if (!name.startsWith(inputName(""))) return changing.includes(name) ? carried(name) : name;
      const given = feed({ type: types.get(name) ?? type, shape, from: { input: name.slice(inputName("").length) } });
      const row = emitter.op("Gather", [given.name, TURN], { axis: int(0) });
      return given.type === type ? row : emitter.cast(row, type);
    },
    noise: (emitter, noise) =>
      emitter.op("Gather", [feed({ type: noise.kind === "atLeast" ? "bool" : "float32", shape: noise.shape, from: { noise } }).name, TURN], { axis: int(0) }),
  });
  const stateValue = (name: string): OnnxValue => ({ name, ...graph.inputs.get(name)! });
  const metrics = graph.outputs.get(METRICS)!;

  const body = emit.graph("iteration",
    [{ name: TURN, type: "int64", shape: [] }, { name: GO, type: "bool", shape: [] }, ...changing.map((name) => ({ ...stateValue(name), name: carried(name) }))],
    [
      { name: ON, type: "bool", shape: [], from: GO },
      ...changing.map((name) => ({ ...stateValue(name), name: `next/${name}`, from: outputs.get(name)! })),
      { name: METRICS, type: "float32", shape: metrics.shape, from: outputs.get(METRICS)! },
    ]);
  const used = new Set(body.nodes.flatMap((node) => node.inputs));
  const constant = stateNames.filter((name) => !changing.includes(name) && used.has(name));
  const needed = feeds.filter(({ name }) => used.has(name));
  const numbered = used.has(START);

  const made = (name: string): string => `made/${name}`;
  const main: OnnxGraph = {
    name: "step",
    nodes: [
      { op: "Cast", inputs: [COUNT], outputs: [TIMES], attributes: { to: to("int64") } },
      { op: "Loop", inputs: [TIMES, "", ...changing], outputs: [...changing.map(made), made(METRICS)], attributes: { body: { kind: "graph", value: body } } },
    ],
    initializers: [],
    inputs: [
      { name: COUNT, type: "int32", shape: [] },
      ...(numbered ? [{ name: START, type: "int32", shape: [] } as const] : []),
      ...[...changing, ...constant].map(stateValue),
      ...needed.map(({ name, type, shape }) => ({ name, type, shape: [ITERATIONS, ...shape] })),
    ],
    outputs: [
      ...changing.map((name) => ({ ...stateValue(name), name: made(name) })),
      { name: made(METRICS), type: "float32", shape: [ITERATIONS, ...metrics.shape] },
    ],
  };
  return { bytes: encodeModel(main), changing, constant, feeds: needed, numbered };
}

/** A recorded function as a model. Its inputs keep their names. */
export function functionModel(graph: Graph, types: ReadonlyMap<string, ElementType>): { bytes: Uint8Array; inputs: readonly string[] } {
  const { emit, outputs } = lowerGraph(graph, {
    input: (emitter, name, { type }) => ((types.get(name) ?? type) === type ? name : emitter.cast(name, type)),
    noise: () => { throw new Error("a function has no iterations"); },
  });
  const result = graph.outputs.get(RESULT)!;
  const inputs = [...graph.inputs].map(([name, value]): OnnxValue => ({ name, shape: value.shape, type: types.get(name) ?? value.type }));
  return {
    bytes: encodeModel(emit.graph("function", inputs, [{ name: RESULT, type: result.type, shape: result.shape, from: outputs.get(RESULT)! }])),
    inputs: inputs.map(({ name }) => name),
  };
}
