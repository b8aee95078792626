import { tablesOf } from "../feeds";
import { type ElementType, type Node, sizeAt, type Value } from "../graph/ir";
import { inputName, ITERATION, METRICS } from "../graph/record";
import { lookup } from "../collections";
import type { Step, StepInput } from "../program";
import * as attr from "./attributes";
import {
  feedVariable,
  LoopVariables,
  stateVariable,
  tableType,
  tableVariable,
} from "./loop-variables";
import { graphNodes, operationNames } from "./operations";
import type { InPlaceUpdate } from "./passes/in-place";
import type { Plan } from "./plan";
import type { TfAttr, TfFunction, TfNode } from "./saved-model-proto";

/* The body of the loop: a function that takes the loop's variables through one iteration. */

const INT32 = { T: attr.type("int32") };
const FLOAT32 = { T: attr.type("float32") };
const SHAPED = { Tshape: attr.type("int32") };

/** A function that computes the loop's variables after an iteration from those before it. */
export function loopBody(
  name: string,
  plan: Plan,
  step: Step,
  variables: LoopVariables,
): TfFunction {
  const { nodes, results } = new BodyEmitter(plan, step).emit();
  return {
    signature: { name, ...variables.signature },
    nodeDef: nodes,
    ret: Object.fromEntries(
      variables.names.map((variable) => [
        LoopVariables.result(variable),
        results[variable] ?? variable,
      ]),
    ),
  };
}

class BodyEmitter {
  readonly #nodes: TfNode[] = [];
  /** The name under which nodes of the function refer to each value of the graph. */
  readonly #names = new Map<Value, string>();
  /** The loop variable of each state. */
  readonly #variables: ReadonlyMap<string, string>;
  readonly #nameOf: (node: Node) => string;

  constructor(
    readonly plan: Plan,
    readonly step: Step,
  ) {
    const { graph, updates, lowering, stateNames } = plan;
    this.#variables = new Map(stateNames.map((name, i) => [name, stateVariable(i)]));
    this.#nameOf = operationNames(
      graph,
      updates.map(({ node }) => node),
      lowering,
    );
  }

  emit(): { nodes: TfNode[]; results: Record<string, string> } {
    const { graph, lowering } = this.plan;
    const metrics = lookup(graph.outputs, METRICS, METRICS);
    const zero = this.#ints("zero", [], [0]);
    const one = this.#ints("one", [], [1]);
    const rowShape = this.#ints("row_shape", [2], [1, sizeAt(metrics.shape, 0)]);
    const placeShape = this.#ints("place_shape", [2], [1, 1]);
    this.#bindState();
    for (const [i, [name, input]] of Object.entries(this.step.inputs).entries())
      this.#names.set(
        lookup(graph.inputs, inputName(name), name),
        this.#input(feedVariable(i), input, zero),
      );
    const applied = this.#bindUpdated();
    this.#nodes.push(
      ...graphNodes(graph, this.#names, this.#nameOf, lowering),
      ...this.plan.updates.map((update) => this.#update(update)),
    );
    const row = this.#node(
      "row",
      "Reshape",
      [lookup(this.#names, metrics, METRICS), rowShape],
      { ...FLOAT32, ...SHAPED },
      "output",
    );
    const place = this.#node(
      "place",
      "Reshape",
      ["turn", placeShape],
      { ...INT32, ...SHAPED },
      "output",
    );
    const results = {
      turn: this.#node("next_turn", "AddV2", ["turn", one, ...applied], INT32, "z"),
      log: this.#node(
        "next_log",
        "TensorScatterUpdate",
        ["log", place, row],
        { ...FLOAT32, Tindices: attr.type("int32") },
        "output",
      ),
      ...this.#nextStates(),
    };
    return { nodes: this.#nodes, results };
  }

  /** Names the iteration's number and the state before the iteration. */
  #bindState(): void {
    const { graph, stateNames, updates } = this.plan;
    this.#names.set(
      lookup(graph.inputs, ITERATION, ITERATION),
      this.#node("iteration", "AddV2", ["start", "turn"], INT32, "z"),
    );
    stateNames.forEach((name, i) =>
      this.#names.set(lookup(graph.inputs, name, name), stateVariable(i)),
    );
    // Read-after-write hazard between iterations: these reads wait for the iteration's number,
    // which waits for the updates of the iteration before.
    for (const { weight } of updates) {
      const variable = this.#variableOf(weight.name);
      this.#names.set(weight.now, this.#read(`${variable}_now`, variable, "iteration"));
    }
  }

  /** Names the weights after their in-place updates. Returns the updates as control inputs. */
  #bindUpdated(): string[] {
    return this.plan.updates.map(({ node, weight }) => {
      const name = this.#nameOf(node);
      this.#names.set(weight.next, this.#read(`${name}_next`, this.#variableOf(weight.name), name));
      return `^${name}`;
    });
  }

  /**
   * The states that the body's nodes compute. Those in variables, and unchanged ones, have no
   * entry.
   */
  #nextStates(): Record<string, string> {
    const { graph, stateNames } = this.plan;
    return Object.fromEntries(
      stateNames.flatMap((name, i) => {
        const value = graph.outputs.get(name);
        return value ? [[stateVariable(i), lookup(this.#names, value, name)]] : [];
      }),
    );
  }

  /**
   * The value of a step's input in this iteration: a row of a series, or the rows of a table that a
   * row of numbers names.
   */
  #input(feed: string, input: StepInput, zero: string): string {
    const rowOf = (type: ElementType) => this.#gather(`${feed}_row`, feed, type, "turn", zero);
    if (input.kind === "series") return rowOf("float32");
    const type = tableType(input.table.values);
    const table = tableVariable(tablesOf(this.step).indexOf(input.table));
    const rows = this.#gather(`${feed}_rows`, table, type, rowOf("int32"), zero);
    if (type === "float32") return rows;
    return this.#node(
      `${feed}_cast`,
      "Cast",
      [rows],
      { SrcT: attr.type(type), DstT: attr.type("float32"), Truncate: attr.bool(false) },
      "y",
    );
  }

  /** Updates a weight and its slots in their variables, after the readers of the old weight. */
  #update({ node, weight, slots, readers }: InPlaceUpdate): TfNode {
    const previous = this.plan.lowering.previous.get(node);
    const earlier = [...readers, ...(previous ? [previous] : [])];
    return {
      name: this.#nameOf(node),
      op: node.op,
      input: [
        ...[weight, ...slots].map(({ name }) => this.#variableOf(name)),
        ...node.inputs.map((input) => lookup(this.#names, input, `an input of ${node.op}`)),
        ...earlier.map((before) => `^${this.#nameOf(before)}`),
      ],
      attr: {
        T: attr.type("float32"),
        use_locking: attr.bool(false),
        ...(node.op === "ResourceApplyGradientDescent" ? {} : { use_nesterov: attr.bool(false) }),
      },
    };
  }

  #variableOf(state: string): string {
    return lookup(this.#variables, state, state);
  }

  #node(
    name: string,
    op: string,
    input: string[],
    attributes: Record<string, TfAttr>,
    output: string,
  ): string {
    this.#nodes.push({ name, op, input, attr: attributes });
    return `${name}:${output}:0`;
  }

  #ints(name: string, shape: number[], values: readonly number[]): string {
    const value = attr.tensor("int32", shape, Int32Array.from(values));
    return this.#node(name, "Const", [], { dtype: attr.type("int32"), value }, "output");
  }

  #read(name: string, variable: string, after: string): string {
    const attributes = { dtype: attr.type("float32") };
    return this.#node(name, "ReadVariableOp", [variable, `^${after}`], attributes, "value");
  }

  #gather(name: string, table: string, type: ElementType, indices: string, axis: string): string {
    const attributes = {
      Tparams: attr.type(type),
      Tindices: attr.type("int32"),
      Taxis: attr.type("int32"),
      batch_dims: attr.int(0),
    };
    return this.#node(name, "GatherV2", [table, indices, axis], attributes, "output");
  }
}
