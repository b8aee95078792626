import type { ElementType, Graph, Value } from "../graph/ir";
import { encodeSavedModel, type TfAttr, type TfFunction, type TfNode } from "../graph/messages";
import { inputName, ITERATION, METRICS } from "../graph/record";
import { TYPE_NUMBERS } from "../graph/recording";
import { tablesOf } from "../feeds";
import type { Step } from "../program";
import * as attr from "./attributes";
import { functionBody } from "./body";

/*
 * A recorded step as a TensorFlow program: a loop whose body is the step. State and tables live in resource variables,
 * outside the loop; each call reads the state, carries it through the loop and assigns it. What JavaScript gives each
 * iteration (series, row numbers) comes in as one tensor a call, of which the body takes the row of its turn; metrics
 * go out as one row of a log.
 *
 * Names in the program, for those who run it: `start`, `count`, `log`, `feed<i>` (in the order of the step's inputs),
 * `done` (the log); `state<i>_in`/`load_state`/`state<i>_out`; `table<i>_in`/`load_tables`.
 */

export interface LoopOptions {
  /** Makes names unique among the programs of a process: variables are shared by name. */
  id: string;
  /** Have XLA compile the loop. */
  xla: boolean;
}

interface Carried { name: string; type: ElementType; /** Its new value at the end of an iteration; absent: it stays. */ next?: string }

/** The bytes of a SavedModel. */
export function lowerToTensorFlow(graph: Graph, step: Step, { id, xla }: LoopOptions): Uint8Array {
  const names = new Map<Value, string>();
  const stateNames = [...graph.outputs.keys()].filter((name) => name !== METRICS);
  const prelude: TfNode[] = [];
  const int = (name: string, values: number[], shape = [values.length]) => {
    prelude.push({ name, op: "Const", input: [], attr: { dtype: attr.type("int32"), value: attr.tensor("int32", shape, Int32Array.from(values)) } });
    return `${name}:output:0`;
  };
  const node = (name: string, op: string, input: string[], attributes: Record<string, TfAttr>, output: string) => {
    prelude.push({ name, op, input, attr: attributes });
    return `${name}:${output}:0`;
  };
  const INT = { T: attr.type("int32") };

  // ---- the body's inputs
  const carried: Carried[] = [
    { name: "turn", type: "int32", next: node("turn_next", "AddV2", ["turn", int("one", [1], [])], INT, "z") },
    { name: "start", type: "int32" }, { name: "count", type: "int32" }, { name: "log", type: "float32" },
  ];
  names.set(graph.inputs.get(ITERATION)!, node("iteration", "AddV2", ["start", "turn"], INT, "z"));
  for (const [i, name] of stateNames.entries()) {
    names.set(graph.inputs.get(name)!, `state${i}`);
    carried.push({ name: `state${i}`, type: graph.inputs.get(name)!.type });
  }
  const zero = int("zero", [0], []);
  const gather = (name: string, table: string, type: ElementType, indices: string) => node(name, "GatherV2", [table, indices, zero],
    { Tparams: attr.type(type), Tindices: attr.type("int32"), Taxis: attr.type("int32"), batch_dims: attr.int(0) }, "output");
  const tables = tablesOf(step);
  carried.push(...tables.map(({ values }, i) => ({ name: `table${i}`, type: tableType(values) })));
  for (const [i, [name, input]] of Object.entries(step.inputs).entries()) {
    const value = graph.inputs.get(inputName(name))!;
    const feed = `feed${i}`;
    if (input.kind === "series") {
      carried.push({ name: feed, type: "float32" });
      names.set(value, gather(`${feed}_row`, feed, "float32", "turn"));
    } else {
      const type = tableType(input.table.values);
      carried.push({ name: feed, type: "int32" });
      const rows = gather(`${feed}_rows`, `table${tables.indexOf(input.table)}`, type, gather(`${feed}_row`, feed, "int32", "turn"));
      names.set(value, type === "float32" ? rows : node(`${feed}_cast`, "Cast", [rows], { SrcT: attr.type(type), DstT: attr.type("float32"), Truncate: attr.bool(false) }, "y"));
    }
  }

  // ---- the body
  const body = functionBody(graph, names);
  for (const [i, name] of stateNames.entries()) carried.find((each) => each.name === `state${i}`)!.next = names.get(graph.outputs.get(name)!)!;
  const metrics = graph.outputs.get(METRICS)!;
  const row = node("log_row", "Reshape", [names.get(metrics)!, int("log_row_shape", [1, metrics.shape[0]!])], { T: attr.type("float32"), Tshape: attr.type("int32") }, "output");
  const at = node("log_at", "Reshape", ["turn", int("log_at_shape", [1, 1])], { T: attr.type("int32"), Tshape: attr.type("int32") }, "output");
  carried[3]!.next = node("log_next", "TensorScatterUpdate", ["log", at, row], { T: attr.type("float32"), Tindices: attr.type("int32") }, "output");

  return encodeSavedModel(loopAround([...prelude, ...body], carried, graph, step, stateNames, { id, xla }));
}

export const tableType = (values: Uint8Array | Float32Array): ElementType => (values instanceof Uint8Array ? "uint8" : "float32");

function loopAround(nodeDef: TfNode[], carried: Carried[], graph: Graph, step: Step, stateNames: string[], { id, xla }: LoopOptions) {
  const inputArg = carried.map(({ name, type }) => ({ name, type: TYPE_NUMBERS[type] }));
  const outputArg = inputArg.map(({ name, type }) => ({ name: `${name}_out`, type }));
  const types = attr.types(carried.map(({ type }) => type));
  const functions: TfFunction[] = [
    { signature: { name: `${id}body`, inputArg, outputArg }, nodeDef, ret: Object.fromEntries(carried.map(({ name, next }) => [`${name}_out`, next ?? name])) },
    {
      signature: { name: `${id}condition`, inputArg, outputArg: [{ name: "more", type: TYPE_NUMBERS.bool }] },
      nodeDef: [{ name: "less", op: "Less", input: ["turn", "count"], attr: { T: attr.type("int32") } }],
      ret: { more: "less:z:0" },
    },
  ];
  const loop = { T: types, cond: attr.func(`${id}condition`), body: attr.func(`${id}body`), parallel_iterations: attr.int(1), output_shapes: { list: { shape: [] } } };

  const nodes: TfNode[] = [];
  const add = (name: string, op: string, input: string[] = [], attributes: Record<string, TfAttr> = {}) => {
    nodes.push({ name, op, input, attr: attributes });
    return name;
  };
  const placeholder = (name: string, type: ElementType, shape?: readonly number[]) =>
    add(name, "Placeholder", [], { dtype: attr.type(type), ...(shape ? { shape: attr.shape(shape) } : {}) });
  const constant = (name: string, value: number, control: string[] = []) =>
    add(name, "Const", control.map((each) => `^${each}`), { dtype: attr.type("int32"), value: attr.tensor("int32", [], Int32Array.of(value)) });
  const variable = (name: string, type: ElementType, shape: readonly number[]) => {
    add(name, "VarHandleOp", [], { dtype: attr.type(type), shape: attr.shape(shape), shared_name: attr.string(id + name), container: attr.string("") });
    add(`${name}_load`, "AssignVariableOp", [name, placeholder(`${name}_in`, type, shape)], { dtype: attr.type(type) });
    return add(`${name}_out`, "ReadVariableOp", [name], { dtype: attr.type(type) });
  };

  const stateTypes = stateNames.map((name) => graph.inputs.get(name)!);
  const args = [
    constant("zero", 0), placeholder("start", "int32", []), placeholder("count", "int32", []), placeholder("log", "float32"),
    ...stateTypes.map(({ type, shape }, i) => variable(`state${i}`, type, shape)),
    ...tablesOf(step).map(({ values, rows, rowShape }, i) => variable(`table${i}`, tableType(values), [rows, ...rowShape])),
    ...Object.values(step.inputs).map(({ kind }, i) => placeholder(`feed${i}`, kind === "series" ? "float32" : "int32")),
  ];
  if (xla) {
    functions.push({
      signature: { name: `${id}xla`, inputArg, outputArg },
      nodeDef: [{ name: "loop", op: "StatelessWhile", input: carried.map(({ name }) => name), attr: loop }],
      ret: Object.fromEntries(carried.map(({ name }, i) => [`${name}_out`, `loop:output:${i}`])),
    });
    add("loop", "PartitionedCall", args, { Tin: types, Tout: types, f: attr.func(`${id}xla`), _XlaMustCompile: attr.bool(true) });
  } else {
    // As a frame of TensorFlow's first version the loop would run two to four times slower on small networks.
    add("loop", "While", args, { ...loop, _lower_using_switch_merge: attr.bool(true) });
  }
  const firstState = carried.findIndex(({ name }) => name === "state0");
  const saved = stateTypes.map(({ type }, i) => add(`state${i}_save`, "AssignVariableOp", [`state${i}`, `loop:${firstState + i}`], { dtype: attr.type(type) }));
  add("done", "Identity", ["loop:3", ...saved.map((name) => `^${name}`)], { T: attr.type("float32") });
  const loads = (prefix: string) => nodes.map(({ name }) => name).filter((name) => name.startsWith(prefix) && name.endsWith("_load"));
  constant("load_state", 1, loads("state"));
  constant("load_tables", 1, loads("table"));
  return { node: nodes, library: { function: functions } };
}
