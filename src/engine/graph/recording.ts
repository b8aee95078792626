import * as tf from "../../tensor/tf";
import type {
  TFEOpAttr,
  TFJSBinding,
  TensorMetadata,
} from "@tensorflow/tfjs-node/dist/tfjs_binding";
import { GanError } from "../../shared/errors";
import { list, typed } from "./attributes";
import type { Attribute, Data, ElementType, Node, Outputs, Value } from "./ir";
import { outputsOf } from "./shapes";

/*
 * Stands in for TensorFlow's native library while a step is recorded: notes each op that is asked
 * for, and computes nothing.
 */

/** The numbers that TensorFlow's C interface gives to types and to kinds of attributes. */
export const TYPE_NUMBERS: Record<ElementType, number> = {
  float32: 1,
  int32: 3,
  uint8: 4,
  bool: 10,
};
const CONSTANTS = {
  TF_FLOAT: 1,
  TF_INT32: 3,
  TF_UINT8: 4,
  TF_STRING: 7,
  TF_COMPLEX64: 8,
  TF_INT64: 9,
  TF_BOOL: 10,
  TF_RESOURCE: 20,
  TF_ATTR_STRING: 0,
  TF_ATTR_INT: 1,
  TF_ATTR_FLOAT: 2,
  TF_ATTR_BOOL: 3,
  TF_ATTR_TYPE: 4,
  TF_ATTR_SHAPE: 5,
  TF_ATTR_RESOURCE: 6,
} as const;

const typeOf = (number: number): ElementType | undefined =>
  (Object.keys(TYPE_NUMBERS) as ElementType[]).find((name) => TYPE_NUMBERS[name] === number);

/**
 * Ops that only the recorder knows: a tensor for a value from outside, and the values of tensors.
 */
export const PLACEHOLDER = "placeholder";
export const FETCH = "fetch";

export const notRecordable = (what: string, source: string): GanError =>
  new GanError(
    "not-recordable",
    `${what} (${source})`,
    "the run continues op by op, which is slower; write the layer with TensorFlow.js " +
      "operations alone to have it compiled",
  );

/**
 * What tfjs-node's backend takes for TensorFlow's native library: it computes nothing, but notes
 * each op that it is asked to run and says what shape comes out. So a step is recorded by
 * tfjs-node's own kernels, with or without TensorFlow on the machine, in the time that JavaScript
 * takes.
 */
export class Recording {
  readonly inputs: Value[] = [];
  readonly nodes: Node[] = [];
  readonly constants = new Map<Value, Data>();
  /** What was fetched last. */
  fetched: Value[] = [];
  readonly #values: Value[] = [];
  readonly #known = new Map<string, number>();

  readonly binding = {
    ...CONSTANTS,
    TF_Version: "recorder",
    isUsingGpuDevice: () => false,
    createTensor: (shape: number[], dtype: number, data: Data) =>
      this.#constant(shape, dtype, data),
    deleteTensor: () => undefined,
    tensorDataSync: (id: number) => this.#read(id),
    executeOp: (op: string, attributes: TFEOpAttr[], ids: number[]) =>
      this.#execute(op, attributes, ids),
  } as unknown as TFJSBinding;

  #constant(shape: number[], dtype: number, data: Data): number {
    const type = typeOf(dtype);
    if (!type)
      throw notRecordable(
        `a constant of TensorFlow's type ${dtype} cannot be recorded`,
        currentSource(),
      );
    // Tensors of one and the same number are many (gradients of sums multiply by ones); their
    // content is told by that number.
    const uniform = data.length > 0 && data.every((value) => Object.is(value, data[0]));
    const sampled = uniform ? data.subarray(0, 1) : data;
    const content = sampled.byteLength <= 4096 ? bytesOf(sampled) : undefined;
    const key = content === undefined ? undefined : `${type}[${shape}]${content}`;
    const known = key === undefined ? undefined : this.#known.get(key);
    if (known !== undefined) return known;
    const value: Value = { type, shape: [...shape] };
    this.constants.set(value, data.slice());
    const id = this.#add(value);
    if (key !== undefined) this.#known.set(key, id);
    return id;
  }

  #read(id: number): Data {
    const constant = this.constants.get(this.#value(id));
    if (!constant)
      throw notRecordable(
        "a tensor's numbers were read (dataSync, arraySync) while the step was recorded",
        currentSource(),
      );
    return constant;
  }

  #execute(op: string, attributes: TFEOpAttr[], ids: number[]): TensorMetadata[] {
    const inputs = ids.map((id) => this.#value(id));
    if (op === FETCH) {
      this.fetched = inputs;
      return [];
    }
    const source = currentSource();
    const converted = Object.fromEntries(
      attributes.map((attribute) => [attribute.name, convert(attribute, op, source)]),
    );
    if (op === PLACEHOLDER) {
      const placeholder = { attributes: converted };
      const value: Value = {
        type: typed(placeholder, "dtype") ?? "float32",
        shape: list(placeholder, "shape") ?? [],
      };
      this.inputs.push(value);
      return [this.#metadata(value)];
    }
    const outputs = this.#infer(op, converted, inputs, source);
    this.nodes.push({ op, attributes: converted, inputs, outputs, source });
    return outputs.map((output) => this.#metadata(output));
  }

  #infer(
    op: string,
    attributes: Record<string, Attribute>,
    inputs: Value[],
    source: string,
  ): Outputs {
    const constant = (index: number): number[] => {
      const input = inputs[index];
      const data = input && this.constants.get(input);
      if (!data) throw new Error(`input ${index + 1} must be a constant`);
      return [...data];
    };
    let outputs: Outputs | undefined;
    try {
      outputs = outputsOf(op, { attributes, inputs, constant });
    } catch (error) {
      throw notRecordable(
        `TensorFlow's op ${op} cannot be recorded as it is used: ` +
          `${error instanceof Error ? error.message : String(error)}`,
        source,
      );
    }
    if (!outputs) throw notRecordable(`TensorFlow's op ${op} cannot be recorded yet`, source);
    return outputs;
  }

  #metadata(value: Value): TensorMetadata {
    return { id: this.#add(value), shape: [...value.shape], dtype: TYPE_NUMBERS[value.type] };
  }

  #add(value: Value): number {
    return this.#values.push(value) - 1;
  }

  #value(id: number): Value {
    const value = this.#values[id];
    if (!value) throw notRecordable("a tensor of another recording is used", currentSource());
    return value;
  }
}

function convert({ name, type, value }: TFEOpAttr, op: string, source: string): Attribute {
  if (Array.isArray(value)) {
    if (type === CONSTANTS.TF_ATTR_INT) return { kind: "ints", value };
  } else if (type === CONSTANTS.TF_ATTR_INT) return { kind: "int", value: value as number };
  else if (type === CONSTANTS.TF_ATTR_FLOAT) return { kind: "float", value: value as number };
  else if (type === CONSTANTS.TF_ATTR_BOOL) return { kind: "bool", value: value as boolean };
  else if (type === CONSTANTS.TF_ATTR_STRING) return { kind: "string", value: value as string };
  else if (type === CONSTANTS.TF_ATTR_TYPE) {
    const named = typeOf(value as number);
    if (named) return { kind: "type", value: named };
  }
  throw notRecordable(`the attribute ${name} of TensorFlow's op ${op} cannot be recorded`, source);
}

/** Bytes and not digits: 0 and -0 are two numbers. */
const bytesOf = ({ buffer, byteOffset, byteLength }: Data): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("latin1");

/**
 * The layer or function at work, by the names of tfjs's open scopes: `discriminator, layer 3
 * (dropout)`.
 */
function currentSource(): string {
  const { scopeStack } = tf.engine().state as unknown as { scopeStack: { name: string }[] };
  const names = scopeStack
    .map(({ name }) => (name === "backward" ? "its gradient" : name))
    .filter(
      (name) => name && name !== "unnamed scope" && name !== "forward" && !name.endsWith("__op"),
    );
  return names.length > 0 ? names.join(", ") : "outside of any layer";
}
