import { type Data, type ElementType, sizeOf } from "../../graph/ir";

/* What a program wants of an ONNX Runtime, native or WebAssembly. */

/** A tensor in the runtime's memory. Its owner must release it. */
export interface RuntimeTensor {
  readonly type: ElementType;
  readonly shape: readonly number[];
}

/** A model made ready to run. */
export interface Session {
  /**
   * Runs the model on tensors, by the names of its inputs. @returns its outputs, in their order.
   */
  run(inputs: Readonly<Record<string, RuntimeTensor>>): Promise<RuntimeTensor[]>;
  release(): Promise<void>;
}

/** What we need of ONNX Runtime, whichever way it comes. */
export interface Runtime {
  readonly name: "onnx-web" | "onnx-node";
  readonly version: string;
  readonly threads: number;
  load(model: Uint8Array): Promise<Session>;
  /** A new tensor; `fill` writes its numbers. */
  create(type: ElementType, shape: readonly number[], fill: (values: Data) => void): RuntimeTensor;
  /** A tensor's numbers where they lie: to be copied before anything else is run or created. */
  read(held: RuntimeTensor): Data;
  release(held: RuntimeTensor): void;
}

/** A typed array for numbers of a type; booleans are bytes. */
export function viewOf(
  type: ElementType,
  buffer: ArrayBufferLike,
  offset: number,
  count: number,
): Data {
  switch (type) {
    case "float32":
      return new Float32Array(buffer, offset, count);
    case "int32":
      return new Int32Array(buffer, offset, count);
    case "uint8":
    case "bool":
      return new Uint8Array(buffer, offset, count);
  }
}

export const bytesOf = (type: ElementType, shape: readonly number[]): number =>
  sizeOf(shape) * (type === "float32" || type === "int32" ? 4 : 1);
