import { type Graph, inputAt, sizeOf, type Value } from "../../graph/ir";
import { notRecordable } from "../../graph/recording";
import { fillAtLeast, fillNormal, fillUniform, type Seed } from "../../random/philox";
import { type Sequence, sequencesOf } from "../seeds";

/*
 * Random numbers of a step on ONNX Runtime: drawn by JavaScript and fed, since ONNX has no
 * stateless ones.
 */

/**
 * Random numbers that JavaScript draws for each iteration, because ONNX's own depend on a hidden
 * state. `atLeast`: whether uniform numbers are at least `threshold`, in bytes, a quarter of the
 * numbers themselves.
 */
export interface Noise {
  kind: "uniform" | "normal" | "atLeast";
  shape: readonly number[];
  threshold: number;
  /** Two int32 for an iteration's number. */
  seed: Sequence;
  /** The same numbers in every iteration. */
  constant: boolean;
}

const KINDS: Readonly<Record<string, Noise["kind"]>> = {
  StatelessRandomUniform: "uniform",
  StatelessRandomNormal: "normal",
};

/**
 * What is to be drawn for a graph, by the value that it is.
 * @throws GanError `not-recordable` for a seed that depends on more than the iteration's number.
 */
export function noiseOf(graph: Graph, iteration: Value | undefined): Map<Value, Noise> {
  const inIterations = sequencesOf(graph, iteration);
  const inNone = sequencesOf(graph, undefined);
  const noise = new Map<Value, Noise>();
  for (const node of graph.nodes) {
    const kind = KINDS[node.op];
    if (!kind) continue;
    const drawn = node.outputs[0];
    const seed = inIterations(inputAt(node, 1));
    if (!seed)
      throw notRecordable(
        "the seed of random numbers depends on more than the iteration's number",
        node.source,
      );
    const comparison = kind === "uniform" ? soleComparison(drawn, graph) : undefined;
    const constant = inNone(inputAt(node, 1)) !== undefined;
    noise.set(comparison?.value ?? drawn, {
      kind: comparison ? "atLeast" : kind,
      shape: drawn.shape,
      threshold: comparison?.threshold ?? 0,
      seed,
      constant,
    });
  }
  return noise;
}

export const RANDOM_OPS: readonly string[] = Object.keys(KINDS);

/** What a dropout asks: whether numbers that nobody else wants are at least some constant. */
function soleComparison(
  drawn: Value,
  graph: Graph,
): { value: Value; threshold: number } | undefined {
  const users = graph.nodes.filter(({ inputs }) => inputs.includes(drawn));
  const [user] = users;
  if (
    !user ||
    users.length > 1 ||
    user.op !== "GreaterEqual" ||
    user.inputs[0] !== drawn ||
    [...graph.outputs.values()].includes(drawn)
  )
    return undefined;
  const threshold = graph.constants.get(inputAt(user, 1));
  const first = threshold?.[0];
  if (first === undefined || !threshold?.every((number) => number === first)) return undefined;
  return { value: user.outputs[0], threshold: first };
}

/** Draws an iteration's numbers into `out`: bytes for `atLeast`, else float32. */
export function draw(
  { kind, seed, threshold }: Noise,
  iteration: number,
  out: Float32Array | Uint8Array,
): void {
  const pair = seed(iteration) as unknown as Seed;
  if (kind === "atLeast") fillAtLeast(pair, threshold, out as Uint8Array);
  else if (kind === "uniform") fillUniform(pair, out as Float32Array);
  else fillNormal(pair, out as Float32Array);
}

/** Room for an iteration's numbers. */
export const roomFor = ({ kind, shape }: Noise): Float32Array | Uint8Array =>
  kind === "atLeast" ? new Uint8Array(sizeOf(shape)) : new Float32Array(sizeOf(shape));
