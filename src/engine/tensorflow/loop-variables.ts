import { tablesOf } from "../feeds";
import type { ElementType } from "../graph/ir";
import { TYPE_NUMBERS } from "../graph/recording";
import { lookup } from "../collections";
import type { Step } from "../program";
import * as attr from "./attributes";
import type { Plan } from "./plan";
import type { TfArg, TfAttr } from "./saved-model-proto";

/* The variables of a compiled loop: a step's state, and what a call feeds. */

/**
 * What the loop carries from one iteration to the next. Variables that are updated in place are
 * carried as handles.
 */
export interface LoopVariable {
  name: string;
  type: ElementType | "resource";
}

/** TensorFlow's number of the type of a variable's handle. */
const RESOURCE = 20;
const typeNumber = ({ type }: LoopVariable): number =>
  type === "resource" ? RESOURCE : TYPE_NUMBERS[type];

/** The name of a program's node, as a feed or fetch and as a loop variable. */
export const stateVariable = (index: number): string => `state${index}`;
export const tableVariable = (index: number): string => `table${index}`;
export const feedVariable = (index: number): string => `feed${index}`;

export const tableType = (values: Uint8Array | Float32Array): ElementType =>
  values instanceof Uint8Array ? "uint8" : "float32";

/** The loop's variables in order, addressed by name. */
export class LoopVariables {
  readonly all: readonly LoopVariable[];

  constructor({ graph, stateNames, inPlace }: Plan, step: Step) {
    this.all = [
      { name: "turn", type: "int32" },
      { name: "start", type: "int32" },
      { name: "count", type: "int32" },
      { name: "log", type: "float32" },
      ...stateNames.map((name, i): LoopVariable => ({
        name: stateVariable(i),
        type: inPlace.has(name) ? "resource" : lookup(graph.inputs, name, name).type,
      })),
      ...tablesOf(step).map(({ values }, i) => ({
        name: tableVariable(i),
        type: tableType(values),
      })),
      ...Object.values(step.inputs).map(({ kind }, i): LoopVariable => ({
        name: feedVariable(i),
        type: kind === "series" ? "float32" : "int32",
      })),
    ];
  }

  get names(): string[] {
    return this.all.map(({ name }) => name);
  }

  /** A variable's name among the results of the loop's function. */
  static result(name: string): string {
    return `${name}_out`;
  }

  /** The output of the node `loop` that is a variable's last value. */
  output(name: string): string {
    return `loop:${this.names.indexOf(name)}`;
  }

  get types(): TfAttr {
    return attr.typeNumbers(this.all.map(typeNumber));
  }

  /** Arguments and results of a function from the variables to the variables. */
  get signature(): { inputArg: TfArg[]; outputArg: TfArg[] } {
    const inputArg = this.all.map((variable) => ({
      name: variable.name,
      type: typeNumber(variable),
    }));
    return {
      inputArg,
      outputArg: inputArg.map(({ name, type }) => ({ name: LoopVariables.result(name), type })),
    };
  }
}
