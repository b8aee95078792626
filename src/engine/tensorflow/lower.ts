import { tablesOf } from "../feeds";
import type { Graph } from "../graph/ir";
import type { Step } from "../program";
import { loopBody } from "./body";
import type { Executor } from "./executor";
import { loopAround } from "./loop";
import { feedVariable, LoopVariables, stateVariable, tableVariable } from "./loop-variables";
import type { FusibleActivations } from "./passes/fuse";
import { planFor } from "./plan";
import { encodeSavedModel } from "./saved-model-proto";

/*
 * Lowers a recorded step to a TensorFlow program: a loop whose body is the step. State and tables
 * live in resource variables outside the loop. A call reads the state, carries it through the loop
 * and assigns it; weights and slots that are updated in place are carried as handles of their
 * variables. The numbers that JavaScript provides for each iteration (series, row numbers) are one
 * tensor a call, of which the body takes a row; metrics are the rows of one log.
 */

export interface LoopOptions {
  /** A prefix that makes names unique in the process: TensorFlow shares variables by name. */
  id: string;
  executor: Executor;
  /** The fused operations that the installed version of TensorFlow has. */
  fusible: FusibleActivations;
}

/** A program, and the names of its nodes that a caller feeds and fetches. */
export interface LoweredProgram {
  /** A SavedModel under the tag `serve`. */
  bytes: Uint8Array;
  feeds: {
    /** Number of the call's first iteration, and how many iterations it runs. */
    start: string;
    count: string;
    /** Room for the metrics, [iterations, metrics]. */
    log: string;
    /** In the order of the step's inputs. */
    inputs: readonly string[];
    /** Initial values, in the order of the state and of `tablesOf`. */
    state: readonly string[];
    tables: readonly string[];
  };
  fetches: {
    /** Runs the loop; the log with the metrics. */
    log: string;
    /** The state's values, in its order. */
    state: readonly string[];
    /** Assign the initial values. */
    loadState: string;
    loadTables: string;
  };
}

export function lower(recorded: Graph, step: Step, options: LoopOptions): LoweredProgram {
  const plan = planFor(recorded, options.executor, options.fusible);
  const variables = new LoopVariables(plan, step);
  const body = loopBody(`${options.id}turn`, plan, step, variables);
  const states = plan.stateNames.map((_, i) => stateVariable(i));
  return {
    bytes: encodeSavedModel(loopAround(body, plan, step, variables, options)),
    feeds: {
      start: "start",
      count: "count",
      log: "log",
      inputs: Object.keys(step.inputs).map((_, i) => feedVariable(i)),
      state: states.map((name) => `${name}_in`),
      tables: tablesOf(step).map((_, i) => `${tableVariable(i)}_in`),
    },
    fetches: {
      log: "done",
      state: states.map((name) => `${name}_out`),
      loadState: "load_state",
      loadTables: "load_tables",
    },
  };
}
