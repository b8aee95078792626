import { zip } from "../collections";
import type { Graph, Node, Value } from "../graph/ir";
import { BATCH_NORM } from "./ops/batch-norm";
import { Context, type Lowered, type Lowering, notLowerable, Unsupported } from "./context";
import { CONVOLUTIONS } from "./ops/convolutions";
import { DEPTHWISE } from "./ops/depthwise";
import { ACTIVATIONS } from "./ops/activations";
import { ELEMENTWISE } from "./ops/elementwise";
import { Emitter } from "./emitter";
import { INDEXING } from "./ops/indexing";
import { draw, type Noise, noiseOf, RANDOM_OPS, roomFor } from "./ops/random";
import { PICTURES } from "./ops/resize";
import { POOLING } from "./ops/pooling";
import { PRODUCTS } from "./ops/matmul";
import { REDUCTIONS } from "./ops/reductions";
import { SHAPES } from "./ops/shapes";

/* Lowers a recorded graph to ONNX: each of TensorFlow's ops by its row in a table. */

const LOWERINGS: Readonly<Record<string, Lowering>> = {
  ...ELEMENTWISE,
  ...ACTIVATIONS,
  ...REDUCTIONS,
  ...SHAPES,
  ...PRODUCTS,
  ...CONVOLUTIONS,
  ...DEPTHWISE,
  ...POOLING,
  ...PICTURES,
  ...INDEXING,
  ...BATCH_NORM,
};

/** TensorFlow's ops that can be lowered. */
export const LOWERABLE: readonly string[] = [...Object.keys(LOWERINGS), ...RANDOM_OPS];

/** How a graph is connected to what is around it in ONNX. */
export interface Surroundings {
  /** The input that numbers iterations. */
  iteration?: Value;
  /** Emits what is needed to have an input, and gives its name. */
  input(emit: Emitter, name: string, value: Value): string;
  /** The name of random numbers that are drawn afresh for each iteration. */
  noise(noise: Noise): string;
}

/**
 * Emits the nodes of a graph in ONNX's ops. @returns the names of its outputs.
 * @throws GanError `not-recordable`, naming the op and where it came from.
 */
export function lowerGraph(
  graph: Graph,
  surroundings: Surroundings,
): { emit: Emitter; outputs: ReadonlyMap<string, string> } {
  const emit = new Emitter();
  const context = new Context(emit, graph);
  const noise = noiseOf(graph, surroundings.iteration);
  for (const [name, value] of graph.inputs)
    context.bind(value, surroundings.input(emit, name, value));
  for (const node of graph.nodes) {
    const drawn = noise.get(node.outputs[0]);
    // Random numbers that are only compared are not there themselves.
    if (!drawn && RANDOM_OPS.includes(node.op)) continue;
    const lowered = drawn ? lowerNoise(drawn) : lowerNode(node, context);
    const outputs = Array.isArray(lowered)
      ? (lowered as readonly Exclude<Lowered, readonly unknown[]>[])
      : [lowered as Exclude<Lowered, readonly unknown[]>];
    // An op may leave out last outputs that nothing reads.
    for (const [value, output] of zip(node.outputs.slice(0, outputs.length), outputs))
      context.bind(value, output);
  }
  return {
    emit,
    outputs: new Map([...graph.outputs].map(([name, value]) => [name, context.full(value)])),
  };

  function lowerNoise(drawn: Noise): string {
    if (!drawn.constant) return surroundings.noise(drawn);
    const values = roomFor(drawn);
    draw(drawn, 0, values);
    return emit.constant(drawn.kind === "atLeast" ? "bool" : "float32", drawn.shape, values);
  }
}

function lowerNode(node: Node, context: Context): Lowered {
  const lower = LOWERINGS[node.op];
  if (!lower) throw notLowerable(node);
  try {
    return lower(node, context);
  } catch (error) {
    if (error instanceof Unsupported) throw notLowerable(node, error.message);
    throw error;
  }
}
