import type { Graph, Node } from "../graph/ir";
import { METRICS } from "../graph/record";
import { type Executor, WORKERS } from "./executor";
import { DEFAULT_LOWERING, type LoweringOptions } from "./operations";
import { type FusibleActivations, fusions, MAX_FUSED_ON_ONE_THREAD } from "./passes/fuse";
import { type InPlaceUpdate, splitUpdates } from "./passes/in-place";
import { scheduleWorkers } from "./passes/schedule";
import { splitBatch } from "./passes/split-batch";

/* The plan of a compiled step, on which the passes of an executor work one after the other. */

/** A recorded step on its way to a program: a list of passes turns one plan into the next. */
export interface Plan {
  /** The nodes that become operations of the loop's body. */
  graph: Graph;
  /** The names of the state in the order of its variables. */
  stateNames: readonly string[];
  /**
   * Updates in variables, and the states that they change; `negated`: the variable holds the
   * negated value.
   */
  updates: readonly InPlaceUpdate[];
  inPlace: ReadonlyMap<string, { negated: boolean }>;
  lowering: LoweringOptions;
  fusible: FusibleActivations;
}

type Pass = (plan: Plan) => Plan;

/** The passes for each executor, in order. `passes/` says what each is for. */
const PASSES: Readonly<Record<Executor, readonly Pass[]>> = {
  threads: [updateInPlace, emitBiasAdd],
  "one-thread": [fuseUpTo(MAX_FUSED_ON_ONE_THREAD)],
  "two-workers": [
    splitAlongBatch,
    updateInPlace,
    fuseUpTo(Infinity),
    schedule,
    batchTransposedProducts,
  ],
  xla: [],
};

export function planFor(graph: Graph, executor: Executor, fusible: FusibleActivations): Plan {
  const recorded: Plan = {
    graph,
    stateNames: [...graph.outputs.keys()].filter((name) => name !== METRICS),
    updates: [],
    inPlace: new Map(),
    lowering: DEFAULT_LOWERING,
    fusible,
  };
  return PASSES[executor].reduce((plan, pass) => pass(plan), recorded);
}

const withLowering = (plan: Plan, lowering: Partial<LoweringOptions>): Plan => ({
  ...plan,
  lowering: { ...plan.lowering, ...lowering },
});

function splitAlongBatch(plan: Plan): Plan {
  return { ...plan, graph: splitBatch(plan.graph) };
}

function updateInPlace(plan: Plan): Plan {
  const { updates, inPlace, rest } = splitUpdates(plan.graph);
  return { ...plan, updates, inPlace, graph: rest };
}

function fuseUpTo(maxSize: number): Pass {
  return (plan) => withLowering(plan, { fused: fusions(plan.graph, maxSize, plan.fusible) });
}

function schedule(plan: Plan): Plan {
  const { graph, updates, lowering } = plan;
  const previous: ReadonlyMap<Node, Node> = scheduleWorkers(
    graph.nodes,
    updates,
    lowering.fused,
    WORKERS,
  );
  return withLowering(plan, { previous });
}

function emitBiasAdd(plan: Plan): Plan {
  return withLowering(plan, { biasAdd: true });
}

function batchTransposedProducts(plan: Plan): Plan {
  return withLowering(plan, { batchTransposed: true });
}
