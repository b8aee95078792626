import type { Data } from "../graph/ir";
import { liveNodes } from "../graph/prune";
import type {
  OnnxAttribute,
  OnnxGraph,
  OnnxNode,
  OnnxTensor,
  OnnxType,
  OnnxValue,
} from "./onnx-proto";

/* Writes the nodes of an ONNX graph, each only once. */

export type Attributes = Readonly<Record<string, OnnxAttribute>>;

export const int = (value: number): OnnxAttribute => ({ kind: "int", value });
export const ints = (value: readonly number[]): OnnxAttribute => ({ kind: "ints", value });
export const float = (value: number): OnnxAttribute => ({ kind: "float", value });
export const text = (value: string): OnnxAttribute => ({ kind: "string", value });
export const to = (value: OnnxType): OnnxAttribute => ({ kind: "type", value });

/**
 * Collects the nodes of one ONNX graph. All ops that we emit are pure functions, so that the same
 * op of the same inputs is emitted once; what no output needs is left out at the end.
 */
export class Emitter {
  readonly #nodes: OnnxNode[] = [];
  readonly #tensors: OnnxTensor[] = [];
  readonly #known = new Map<string, readonly string[]>();
  #serial = 0;

  fresh(): string {
    return `v${this.#serial++}`;
  }

  /**
   * Emits an op of one output and gives the output's name. An empty name stands for an optional
   * input left out.
   */
  op(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.ops(op, inputs, attributes, 1)[0]!;
  }

  /** Emits an op of several outputs. */
  ops(
    op: string,
    inputs: readonly string[],
    attributes: Attributes,
    count: number,
  ): readonly string[] {
    const key = JSON.stringify([op, inputs, attributes, count]);
    let outputs = this.#known.get(key);
    if (!outputs) {
      outputs = Array.from({ length: count }, () => this.fresh());
      this.#known.set(key, outputs);
      this.#nodes.push({ op, inputs, outputs, attributes });
    }
    return outputs;
  }

  /** A constant of given numbers; booleans are bytes of 0 and 1. */
  constant(
    type: OnnxType,
    shape: readonly number[],
    values: Data | BigInt64Array | Float64Array,
  ): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const key = bytes.length <= 256 ? `${type}[${shape}]${bytes.join()}` : undefined;
    const known = key === undefined ? undefined : this.#known.get(key);
    if (known) return known[0]!;
    const name = this.fresh();
    if (key !== undefined) this.#known.set(key, [name]);
    this.#tensors.push({ name, type, shape, bytes: bytes.slice() });
    return name;
  }

  scalar(type: OnnxType, value: number): string {
    return this.constant(type, [], typedArray(type, [value]));
  }

  /** Sizes, axes or places: a list of int64, as ONNX wants them. */
  list(values: readonly number[]): string {
    return this.constant("int64", [values.length], typedArray("int64", values));
  }

  cast(name: string, type: OnnxType): string {
    return this.op("Cast", [name], { to: to(type) });
  }

  /** The graph that makes the outputs, each under its name, from the inputs. */
  graph(
    name: string,
    inputs: readonly OnnxValue[],
    outputs: readonly (OnnxValue & { from: string })[],
  ): OnnxGraph {
    const { nodes, needed } = liveNodes(
      this.#nodes,
      outputs.map(({ from }) => from),
    );
    // An output takes the place of the value that it is; one that is an input, a constant or an
    // output already is copied.
    const made = new Set(nodes.flatMap((node) => node.outputs));
    const renamed = new Map<string, string>();
    for (const { from, name: output } of outputs)
      if (made.has(from) && !renamed.has(from)) renamed.set(from, output);
    const rename = (names: readonly string[]): string[] =>
      names.map((one) => renamed.get(one) ?? one);
    const copies = outputs.filter(({ from, name: output }) => renamed.get(from) !== output);
    return {
      name,
      inputs,
      outputs: outputs.map(({ name: output, type, shape }) => ({ name: output, type, shape })),
      nodes: [
        ...nodes.map((node) => ({
          ...node,
          inputs: rename(node.inputs),
          outputs: rename(node.outputs),
        })),
        ...copies.map(({ from, name: output }) => ({
          op: "Identity",
          inputs: rename([from]),
          outputs: [output],
          attributes: {},
        })),
      ],
      initializers: this.#tensors.filter((tensor) => needed.has(tensor.name)),
    };
  }
}

export function typedArray(
  type: OnnxType,
  values: ArrayLike<number>,
): Data | BigInt64Array | Float64Array {
  switch (type) {
    case "float32":
      return Float32Array.from(values);
    case "float64":
      return Float64Array.from(values);
    case "int32":
      return Int32Array.from(values);
    case "int64":
      return BigInt64Array.from(Array.from(values, BigInt));
    case "uint8":
    case "bool":
      return Uint8Array.from(values);
  }
}
