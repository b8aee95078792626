import { type Graph, sizeOf } from "../graph/ir";
import { isMostlyHeavy } from "./passes/costs";
import type { FusibleActivations } from "./passes/fuse";

/*
 * Which of TensorFlow's executors runs a program, by the size of its step and the processors there
 * are.
 */

/**
 * Runs a program's loop: TensorFlow's executor on all threads; on one thread; on two workers,
 * threads that run one operation at a time each; or XLA, which compiles the loop.
 */
export type Executor = "threads" | "one-thread" | "two-workers" | "xla";

/** Whether the loop is lowered to TensorFlow's control flow. Otherwise it stays a function. */
export const isControlFlow = (executor: Executor): boolean =>
  executor === "threads" || executor === "two-workers";

/**
 * The step size, in numbers, below which an operation is shorter than handing it to another thread.
 */
const SMALL_STEP = 1e6;
/** Two workers were measured on two processors. */
export const WORKERS = 2;

/**
 * The fastest executor for a step.
 * - One thread for hundreds of tiny operations, whose time is mostly spent sharing them out.
 * - Two workers for large products and convolutions on two processors: with all threads TensorFlow
 *   runs several operations at once on all of them, which then wait for each other. Convolutions
 *   need fused biases there.
 * - All threads otherwise. Convolutions never run on one thread: there TensorFlow 2.21 with oneDNN
 *   gives a transposed convolution behind a batch normalisation a wrong argument (`input_sizes must
 *   be 4-dimensional`).
 */
export function executorFor(
  graph: Graph,
  threads: number,
  fusible: FusibleActivations,
): Exclude<Executor, "xla"> {
  const convolves = graph.nodes.some(({ op }) => op.startsWith("Conv2D"));
  if (threads === WORKERS && isMostlyHeavy(graph) && (!convolves || fusible["Conv2D"]))
    return "two-workers";
  if (convolves) return "threads";
  const numbers = graph.nodes
    .flatMap(({ outputs }) => outputs)
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return numbers < SMALL_STEP ? "one-thread" : "threads";
}
