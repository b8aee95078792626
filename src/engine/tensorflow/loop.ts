import { tablesOf } from "../feeds";
import type { ElementType } from "../graph/ir";
import { TYPE_NUMBERS } from "../graph/recording";
import { lookup } from "../collections";
import type { Step } from "../program";
import * as attr from "./attributes";
import { type Executor, isControlFlow } from "./executor";
import {
  feedVariable,
  LoopVariables,
  stateVariable,
  tableType,
  tableVariable,
} from "./loop-variables";
import type { Plan } from "./plan";
import type { TfAttr, TfFunction, TfGraph, TfNode } from "./saved-model-proto";

/*
 * Writes the TensorFlow program around the body of a loop: variables, the loop, loading and saving
 * of the state.
 */

interface Options {
  id: string;
  executor: Executor;
}

/**
 * The program around a loop's body: variables, the loop itself, and the nodes that load and save
 * the state.
 */
export function loopAround(
  body: TfFunction,
  plan: Plan,
  step: Step,
  variables: LoopVariables,
  options: Options,
): TfGraph {
  const program = new ProgramEmitter(options.id);
  const args = loopArguments(program, plan, step);
  const functions = [body, condition(`${options.id}condition`, variables)];
  const loop = {
    T: variables.types,
    cond: attr.func(`${options.id}condition`),
    body: attr.func(body.signature.name),
    parallel_iterations: attr.int(1),
    output_shapes: { list: { shape: [] } },
  };
  if (isControlFlow(options.executor)) {
    // Each iteration of a loop that stays a function waits for all operations of the one before: up
    // to twice as slow here.
    program.add("loop", "While", args, { ...loop, _lower_using_switch_merge: attr.bool(true) });
  } else {
    const call = `${options.id}loop`;
    functions.push(loopFunction(call, loop, variables));
    program.add("loop", "PartitionedCall", args, {
      Tin: variables.types,
      Tout: variables.types,
      f: attr.func(call),
      ...callAttributes(options.executor),
    });
  }
  saveState(program, plan, variables);
  const loads = (prefix: string) =>
    program.names.filter((name) => name.startsWith(prefix) && name.endsWith("_load"));
  program.constant("load_state", 1, loads("state"));
  program.constant("load_tables", 1, loads("table"));
  return { node: program.nodes, library: { function: functions } };
}

/** Emits the nodes that give the loop's variables their values before the first iteration. */
function loopArguments(program: ProgramEmitter, plan: Plan, step: Step): string[] {
  const { graph, stateNames, inPlace } = plan;
  return [
    program.constant("zero", 0),
    program.placeholder("start", "int32", []),
    program.placeholder("count", "int32", []),
    program.placeholder("log", "float32"),
    ...stateNames.map((name, i) => {
      const { type, shape } = lookup(graph.inputs, name, name);
      const own = inPlace.get(name);
      const value = program.variable(stateVariable(i), type, shape, own?.negated);
      return own ? stateVariable(i) : value;
    }),
    ...tablesOf(step).map(({ values, rows, rowShape }, i) =>
      program.variable(tableVariable(i), tableType(values), [rows, ...rowShape]),
    ),
    ...Object.values(step.inputs).map(({ kind }, i) =>
      program.placeholder(feedVariable(i), kind === "series" ? "float32" : "int32"),
    ),
  ];
}

/** The loop's condition: `turn < count`. */
function condition(name: string, variables: LoopVariables): TfFunction {
  return {
    signature: {
      name,
      inputArg: variables.signature.inputArg,
      outputArg: [{ name: "more", type: TYPE_NUMBERS.bool }],
    },
    nodeDef: [
      { name: "less", op: "Less", input: ["turn", "count"], attr: { T: attr.type("int32") } },
    ],
    ret: { more: "less:z:0" },
  };
}

/** The loop as a function, for an executor of its own. */
function loopFunction(
  name: string,
  loop: Record<string, TfAttr>,
  variables: LoopVariables,
): TfFunction {
  return {
    signature: { name, ...variables.signature },
    nodeDef: [{ name: "loop", op: "StatelessWhile", input: variables.names, attr: loop }],
    ret: Object.fromEntries(
      variables.names.map((variable, i) => [LoopVariables.result(variable), `loop:output:${i}`]),
    ),
    // Inlined into its caller the function would lose its executor.
    attr: { _noinline: attr.bool(true) },
  };
}

const callAttributes = (executor: Executor): Record<string, TfAttr> =>
  executor === "xla"
    ? { _XlaMustCompile: attr.bool(true) }
    : {
        config: attr.string(""),
        config_proto: attr.string(""),
        executor_type: attr.string("SINGLE_THREADED_EXECUTOR"),
      };

/** Emits the assignments of the state after the loop, and `done`, the log, which waits for them. */
function saveState(program: ProgramEmitter, plan: Plan, variables: LoopVariables): void {
  const saved = plan.stateNames.flatMap((name, i) => {
    if (plan.inPlace.has(name)) return [];
    const variable = stateVariable(i);
    const { type } = lookup(plan.graph.inputs, name, name);
    return [
      program.add(`${variable}_save`, "AssignVariableOp", [variable, variables.output(variable)], {
        dtype: attr.type(type),
      }),
    ];
  });
  program.add("done", "Identity", [variables.output("log"), ...saved.map((name) => `^${name}`)], {
    T: attr.type("float32"),
  });
}

/**
 * Collects the nodes of a program. Each method emits nodes, and returns the name of the one that
 * holds the value.
 */
class ProgramEmitter {
  readonly nodes: TfNode[] = [];

  /** @param id the prefix of the variables' shared names. */
  constructor(readonly id: string) {}

  get names(): string[] {
    return this.nodes.map(({ name }) => name);
  }

  add(
    name: string,
    op: string,
    input: string[] = [],
    attributes: Record<string, TfAttr> = {},
  ): string {
    this.nodes.push({ name, op, input, attr: attributes });
    return name;
  }

  placeholder(name: string, type: ElementType, shape?: readonly number[]): string {
    return this.add(name, "Placeholder", [], {
      dtype: attr.type(type),
      ...(shape ? { shape: attr.shape(shape) } : {}),
    });
  }

  constant(name: string, value: number, control: readonly string[] = []): string {
    return this.add(
      name,
      "Const",
      control.map((each) => `^${each}`),
      { dtype: attr.type("int32"), value: attr.tensor("int32", [], Int32Array.of(value)) },
    );
  }

  /**
   * A resource variable: `NAME` is its handle, `NAME_in` and `NAME_load` set it, `NAME_out` is its
   * value.
   * @param negated the variable holds the negated value; it is negated on the way in and out.
   */
  variable(name: string, type: ElementType, shape: readonly number[], negated = false): string {
    const dtype = { dtype: attr.type(type) };
    this.add(name, "VarHandleOp", [], {
      ...dtype,
      shape: attr.shape(shape),
      shared_name: attr.string(this.id + name),
      container: attr.string(""),
    });
    const given = this.placeholder(`${name}_in`, type, shape);
    const loaded = negated ? this.#negative(`${name}_signed`, given, type) : given;
    this.add(`${name}_load`, "AssignVariableOp", [name, loaded], dtype);
    const value = this.add(
      negated ? `${name}_read` : `${name}_out`,
      "ReadVariableOp",
      [name],
      dtype,
    );
    return negated ? this.#negative(`${name}_out`, value, type) : value;
  }

  #negative(name: string, value: string, type: ElementType): string {
    return this.add(name, "Neg", [value], { T: attr.type(type) });
  }
}
