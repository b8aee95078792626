import { type ElementType, type Graph, type Node, sizeOf, type Value } from "../graph/ir";
import {
  encodeSavedModel,
  type TfAttr,
  type TfFunction,
  type TfGraph,
  type TfNode,
} from "./saved-model-proto";
import { inputName, ITERATION, METRICS } from "../graph/record";
import { TYPE_NUMBERS } from "../graph/recording";
import { tablesOf } from "../feeds";
import type { Step } from "../program";
import * as attr from "./attributes";
import { graphNodes, operationNames, DEFAULT_LOWERING, type LoweringOptions } from "./body";
import { isMostlyHeavy } from "./passes/costs";
import { FEW_NUMBERS, fusions, type FusibleActivations } from "./passes/fuse";
import { splitBatch } from "./passes/split-batch";
import { type InPlaceUpdate, type Split, splitUpdates } from "./passes/in-place";
import { scheduleWorkers } from "./passes/schedule";

/*
 * A recorded step as a TensorFlow program: a loop whose body is the step. State and tables live in resource variables,
 * outside the loop; each call reads the state, carries it through the loop and assigns it, except for weights and slots that are
 * updated in their variables (`in-place.ts`): of those the loop has the handles. What JavaScript gives each
 * iteration (series, row numbers) comes in as one tensor a call, of which the body takes the row of its turn; metrics
 * go out as one row of a log.
 *
 * Names in the program, for those who run it: `start`, `count`, `log`, `feed<i>` (in the order of the step's inputs),
 * `done` (the log); `state<i>_in`/`load_state`/`state<i>_out`; `table<i>_in`/`load_tables`.
 */

/**
 * What runs the loop: TensorFlow's executor on all threads; on one; on lanes, two threads each of which does one operation at a time; or what
 * XLA makes of the loop.
 */
export type Executor = "threads" | "one-thread" | "two-workers" | "xla";

/** Whether the loop becomes TensorFlow's control flow; else it stays a function. */
const isControlFlow = (executor: Executor): boolean =>
  executor === "threads" || executor === "two-workers";

export interface LoopOptions {
  /** Makes names unique among the programs of a process: variables are shared by name. */
  id: string;
  executor: Executor;
  /** What TensorFlow can do in one operation. */
  joins: FusibleActivations;
}

/** What goes round the loop, in order. */
interface Carried {
  name: string;
  type: ElementType | "resource";
}

/** TensorFlow's number of the type of a variable's handle. */
const RESOURCE = 20;
const numberOf = (type: Carried["type"]): number =>
  type === "resource" ? RESOURCE : TYPE_NUMBERS[type];

/** Numbers that a step may make for its operations to be shorter than what it takes to hand one to another thread. */
const SMALL_STEP = 1e6;
/** How many lanes there are. What they bring was measured where there are as many processors. */
const WORKERS = 2;

/**
 * What runs a step best. Of hundreds of tiny operations most of the time goes into sharing them out: they are left to one thread. Two
 * processors do large products and convolutions fastest one each, on lanes; without lanes TensorFlow has all threads work at each of several
 * at once, and wait for each other. Convolutions are on lanes where their biases can be joined with them, and never on one thread: there TensorFlow 2.21
 * with oneDNN gives a transposed one after a batch normalisation a wrong argument (`input_sizes must be 4-dimensional`).
 */
export function executorFor(
  graph: Graph,
  threads: number,
  joins: FusibleActivations,
): Exclude<Executor, "xla"> {
  const convolves = graph.nodes.some(({ op }) => op.startsWith("Conv2D"));
  if (threads === WORKERS && isMostlyHeavy(graph) && (!convolves || joins["Conv2D"]))
    return "two-workers";
  if (convolves) return "threads";
  const numbers = graph.nodes
    .flatMap(({ outputs }) => outputs)
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return numbers < SMALL_STEP ? "one-thread" : "threads";
}

function loweringOptionsFor(
  { updates, rest }: Split,
  { executor, joins }: LoopOptions,
): LoweringOptions {
  switch (executor) {
    case "threads":
      return { ...DEFAULT_LOWERING, biasAdd: true };
    case "one-thread":
      return { ...DEFAULT_LOWERING, fused: fusions(rest, FEW_NUMBERS, joins) };
    case "two-workers": {
      const fused = fusions(rest, Infinity, joins);
      return {
        fused,
        after: scheduleWorkers(rest.nodes, updates, fused, WORKERS),
        biasAdd: false,
        batchTransposed: true,
      };
    }
    case "xla":
      return DEFAULT_LOWERING;
  }
}

export const tableType = (values: Uint8Array | Float32Array): ElementType =>
  values instanceof Uint8Array ? "uint8" : "float32";

const stateNamesOf = (graph: Graph): string[] =>
  [...graph.outputs.keys()].filter((name) => name !== METRICS);

/** The bytes of a SavedModel. */
export function lowerToTensorFlow(recorded: Graph, step: Step, options: LoopOptions): Uint8Array {
  const { executor } = options;
  const graph = executor === "two-workers" ? splitBatch(recorded) : recorded;
  const split = isControlFlow(executor)
    ? splitUpdates(graph)
    : { updates: [], inPlace: new Map<string, never>(), rest: graph };
  const carried: Carried[] = [
    { name: "turn", type: "int32" },
    { name: "start", type: "int32" },
    { name: "count", type: "int32" },
    { name: "log", type: "float32" },
    ...stateNamesOf(graph).map((name, i): Carried => ({
      name: `state${i}`,
      type: split.inPlace.has(name) ? "resource" : graph.inputs.get(name)!.type,
    })),
    ...tablesOf(step).map(({ values }, i) => ({ name: `table${i}`, type: tableType(values) })),
    ...Object.values(step.inputs).map(({ kind }, i) => ({
      name: `feed${i}`,
      type: kind === "series" ? ("float32" as const) : ("int32" as const),
    })),
  ];
  return encodeSavedModel(loopAround(carried, graph, split, step, options));
}

/** The function that takes what goes round the loop through one turn. */
function turn(
  name: string,
  carried: Carried[],
  graph: Graph,
  { updates, rest }: Split,
  step: Step,
  style: LoweringOptions,
): TfFunction {
  const nodeDef: TfNode[] = [];
  const node = (
    name: string,
    op: string,
    input: string[],
    attributes: Record<string, TfAttr>,
    output: string,
  ) => {
    nodeDef.push({ name, op, input, attr: attributes });
    return `${name}:${output}:0`;
  };
  const int = (name: string, values: number[], shape = [values.length]) =>
    node(
      name,
      "Const",
      [],
      { dtype: attr.type("int32"), value: attr.tensor("int32", shape, Int32Array.from(values)) },
      "output",
    );
  const INT = { T: attr.type("int32") };
  const SHAPED = { Tshape: attr.type("int32") };
  const metrics = graph.outputs.get(METRICS)!;
  const zero = int("zero", [0], []);
  const one = int("one", [1], []);
  const rowShape = int("row_shape", [1, metrics.shape[0]!]);
  const placeShape = int("place_shape", [1, 1]);
  const gather = (name: string, table: string, type: ElementType, indices: string) =>
    node(
      name,
      "GatherV2",
      [table, indices, zero],
      {
        Tparams: attr.type(type),
        Tindices: attr.type("int32"),
        Taxis: attr.type("int32"),
        batch_dims: attr.int(0),
      },
      "output",
    );

  const names = new Map<Value, string>();
  const stateNames = stateNamesOf(graph);
  const tables = tablesOf(step);
  names.set(graph.inputs.get(ITERATION)!, node("iteration", "AddV2", ["start", "turn"], INT, "z"));
  stateNames.forEach((stateName, i) => names.set(graph.inputs.get(stateName)!, `state${i}`));
  const handles = new Map(stateNames.map((stateName, i) => [stateName, `state${i}`]));
  const read = (name: string, handle: string, after: string) =>
    node(name, "ReadVariableOp", [handle, `^${after}`], { dtype: attr.type("float32") }, "value");
  // A turn must not read what the one before has still to write: it begins with its iteration's number, which that one leaves last.
  for (const { weight } of updates)
    names.set(
      weight.now,
      read(`${handles.get(weight.name)!}_now`, handles.get(weight.name)!, "iteration"),
    );
  for (const [i, [inputOf, input]] of Object.entries(step.inputs).entries()) {
    const feed = `feed${i}`;
    const value = graph.inputs.get(inputName(inputOf))!;
    if (input.kind === "series") names.set(value, gather(`${feed}_row`, feed, "float32", "turn"));
    else {
      const type = tableType(input.table.values);
      const rows = gather(
        `${feed}_rows`,
        `table${tables.indexOf(input.table)}`,
        type,
        gather(`${feed}_row`, feed, "int32", "turn"),
      );
      names.set(
        value,
        type === "float32"
          ? rows
          : node(
              `${feed}_cast`,
              "Cast",
              [rows],
              { SrcT: attr.type(type), DstT: attr.type("float32"), Truncate: attr.bool(false) },
              "y",
            ),
      );
    }
  }
  const nameOf = operationNames(
    rest,
    updates.map((update) => update.node),
    style,
  );
  const applied = updates.map((update) => {
    const name = nameOf(update.node);
    names.set(update.weight.next, read(`${name}_next`, handles.get(update.weight.name)!, name));
    return `^${name}`;
  });
  nodeDef.push(
    ...graphNodes(rest, names, nameOf, style),
    ...updates.map((update) => apply(update, handles, names, nameOf, style.after.get(update.node))),
  );
  const row = node(
    "row",
    "Reshape",
    [names.get(metrics)!, rowShape],
    { T: attr.type("float32"), ...SHAPED },
    "output",
  );
  const place = node("place", "Reshape", ["turn", placeShape], { ...INT, ...SHAPED }, "output");
  const after: Record<string, string> = {
    turn: node("next_turn", "AddV2", ["turn", one, ...applied], INT, "z"),
    log: node(
      "next_log",
      "TensorScatterUpdate",
      ["log", place, row],
      { T: attr.type("float32"), Tindices: attr.type("int32") },
      "output",
    ),
    ...Object.fromEntries(
      stateNames.flatMap((stateName, i) =>
        rest.outputs.has(stateName)
          ? [[`state${i}`, names.get(graph.outputs.get(stateName)!)!]]
          : [],
      ),
    ),
  };
  return {
    signature: { name, ...argumentsOf(carried) },
    nodeDef,
    ret: Object.fromEntries(carried.map(({ name }) => [`${name}_out`, after[name] ?? name])),
  };
}

/** Moves a weight and its slots in their variables, once all others have read them. `earlier`: what else must be done before. */
function apply(
  { node, weight, slots, readers }: InPlaceUpdate,
  handles: ReadonlyMap<string, string>,
  names: ReadonlyMap<Value, string>,
  nameOf: (node: Node) => string,
  earlier: Node | undefined,
): TfNode {
  return {
    name: nameOf(node),
    op: node.op,
    input: [
      ...[weight, ...slots].map((state) => handles.get(state.name)!),
      ...node.inputs.map((input) => names.get(input)!),
      ...[...readers, ...(earlier ? [earlier] : [])].map((before) => `^${nameOf(before)}`),
    ],
    attr: {
      T: attr.type("float32"),
      use_locking: attr.bool(false),
      ...(node.op === "ResourceApplyGradientDescent" ? {} : { use_nesterov: attr.bool(false) }),
    },
  };
}

/** The arguments and results of a function of what goes round. */
function argumentsOf(carried: Carried[]): Pick<TfFunction["signature"], "inputArg" | "outputArg"> {
  const inputArg = carried.map(({ name, type }) => ({ name, type: numberOf(type) }));
  return { inputArg, outputArg: inputArg.map(({ name, type }) => ({ name: `${name}_out`, type })) };
}

function loopAround(
  carried: Carried[],
  graph: Graph,
  split: Split,
  step: Step,
  options: LoopOptions,
): TfGraph {
  const { id, executor } = options;
  const types = attr.typeNumbers(carried.map(({ type }) => numberOf(type)));
  const signature = argumentsOf(carried);
  const functions: TfFunction[] = [
    turn(`${id}turn`, carried, graph, split, step, loweringOptionsFor(split, options)),
    {
      signature: {
        name: `${id}condition`,
        inputArg: signature.inputArg,
        outputArg: [{ name: "more", type: TYPE_NUMBERS.bool }],
      },
      nodeDef: [
        { name: "less", op: "Less", input: ["turn", "count"], attr: { T: attr.type("int32") } },
      ],
      ret: { more: "less:z:0" },
    },
  ];
  const loop = {
    T: types,
    cond: attr.func(`${id}condition`),
    body: attr.func(`${id}turn`),
    parallel_iterations: attr.int(1),
    output_shapes: { list: { shape: [] } },
  };

  const nodes: TfNode[] = [];
  const add = (
    name: string,
    op: string,
    input: string[] = [],
    attributes: Record<string, TfAttr> = {},
  ) => {
    nodes.push({ name, op, input, attr: attributes });
    return name;
  };
  const placeholder = (name: string, type: ElementType, shape?: readonly number[]) =>
    add(name, "Placeholder", [], {
      dtype: attr.type(type),
      ...(shape ? { shape: attr.shape(shape) } : {}),
    });
  const constant = (name: string, value: number, control: string[] = []) =>
    add(
      name,
      "Const",
      control.map((each) => `^${each}`),
      { dtype: attr.type("int32"), value: attr.tensor("int32", [], Int32Array.of(value)) },
    );
  /** A variable's value; `negated`: of a variable that holds the negative. */
  const variable = (name: string, type: ElementType, shape: readonly number[], negated = false) => {
    const signed = (name: string, value: string) =>
      negated ? add(name, "Neg", [value], { T: attr.type(type) }) : value;
    add(name, "VarHandleOp", [], {
      dtype: attr.type(type),
      shape: attr.shape(shape),
      shared_name: attr.string(id + name),
      container: attr.string(""),
    });
    add(
      `${name}_load`,
      "AssignVariableOp",
      [name, signed(`${name}_signed`, placeholder(`${name}_in`, type, shape))],
      { dtype: attr.type(type) },
    );
    return signed(
      `${name}_out`,
      add(negated ? `${name}_read` : `${name}_out`, "ReadVariableOp", [name], {
        dtype: attr.type(type),
      }),
    );
  };

  const stateNames = stateNamesOf(graph);
  const { inPlace } = split;
  const stateTypes = stateNames.map((name) => graph.inputs.get(name)!);
  const args = [
    constant("zero", 0),
    placeholder("start", "int32", []),
    placeholder("count", "int32", []),
    placeholder("log", "float32"),
    ...stateTypes.map(({ type, shape }, i) => {
      const own = inPlace.get(stateNames[i]!);
      const value = variable(`state${i}`, type, shape, own?.negated);
      return own ? `state${i}` : value;
    }),
    ...tablesOf(step).map(({ values, rows, rowShape }, i) =>
      variable(`table${i}`, tableType(values), [rows, ...rowShape]),
    ),
    ...Object.values(step.inputs).map(({ kind }, i) =>
      placeholder(`feed${i}`, kind === "series" ? "float32" : "int32"),
    ),
  ];
  if (isControlFlow(executor)) {
    // As a function the loop would run up to twice as slowly here: its operations would wait for each turn's last.
    add("loop", "While", args, { ...loop, _lower_using_switch_merge: attr.bool(true) });
  } else {
    functions.push({
      signature: { name: `${id}loop`, ...signature },
      nodeDef: [
        { name: "loop", op: "StatelessWhile", input: carried.map(({ name }) => name), attr: loop },
      ],
      ret: Object.fromEntries(carried.map(({ name }, i) => [`${name}_out`, `loop:output:${i}`])),
      // Put into its caller it would lose its executor.
      attr: { _noinline: attr.bool(true) },
    });
    add("loop", "PartitionedCall", args, {
      Tin: types,
      Tout: types,
      f: attr.func(`${id}loop`),
      ...(executor === "xla"
        ? { _XlaMustCompile: attr.bool(true) }
        : {
            config: attr.string(""),
            config_proto: attr.string(""),
            executor_type: attr.string("SINGLE_THREADED_EXECUTOR"),
          }),
    });
  }
  const firstState = carried.findIndex(({ name }) => name === "state0");
  const saved = stateTypes.flatMap(({ type }, i) =>
    inPlace.has(stateNames[i]!)
      ? []
      : [
          add(`state${i}_save`, "AssignVariableOp", [`state${i}`, `loop:${firstState + i}`], {
            dtype: attr.type(type),
          }),
        ],
  );
  add("done", "Identity", ["loop:3", ...saved.map((name) => `^${name}`)], {
    T: attr.type("float32"),
  });
  const loads = (prefix: string) =>
    nodes
      .map(({ name }) => name)
      .filter((name) => name.startsWith(prefix) && name.endsWith("_load"));
  constant("load_state", 1, loads("state"));
  constant("load_tables", 1, loads("table"));
  return { node: nodes, library: { function: functions } };
}
