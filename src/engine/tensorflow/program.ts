import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node/dist/nodejs_kernel_backend";
import type { TensorMetadata, TFJSBinding } from "@tensorflow/tfjs-node/dist/tfjs_binding";
import * as tf from "../../tensor/tf";
import { copyInTurns } from "../copy-state";
import { numbersOf } from "../../tensor/tensor-values";
import type { Values } from "../../tensor/values";
import { feedOf, tablesOf } from "../feeds";
import { type Data, type ElementType, sizeAt } from "../graph/ir";
import { METRICS, recordStep } from "../graph/record";
import { TYPE_NUMBERS } from "../graph/recording";
import { resultHandle, tensorsOf, uploadTensor } from "../tensor-handles";
import { lookup, zip } from "../collections";
import { engineThreads } from "../native/environment";
import type { Argument, Program, PureFunction, Step, TensorHandle } from "../program";
import { withThreads } from "../native/session-threads";
import { type Executor, executorFor } from "./executor";
import { lower, type LoweredProgram } from "./lower";
import { tableType } from "./loop-variables";
import { fusibleActivations } from "./passes/fuse";

/*
 * A program on TensorFlow: keeps a step's state in the library, feeds its calls and reads their
 * metrics.
 */

/** XLA compiles a loop for fixed sizes: every call has room for this many iterations. */
const XLA_CAPACITY = 512;

let serial = 0;

/**
 * Records a step, lowers it to a TensorFlow loop and loads that, with the state in TensorFlow's
 * variables. The backend `tensorflow` must be current. @throws GanError `not-recordable`.
 */
export function createTensorFlowProgram(
  step: Step,
  initial: Record<string, Values>,
  { xla }: { xla: boolean },
): Program {
  const backend = tf.backend() as unknown as NodeJSKernelBackend;
  const graph = recordStep(step, initial);
  const fusible = fusibleActivations(backend.binding.TF_Version);
  const executor = xla ? "xla" : executorFor(graph, engineThreads(), fusible);
  const id = `program${process.pid}_${serial++}_`;
  const lowered = lower(graph, step, { id, executor, fusible });
  const { shape } = lookup(graph.outputs, METRICS, METRICS);
  return new TensorFlowProgram(backend, lowered, executor, step, initial, sizeAt(shape, 0));
}

/** A value for a node of a program: the node's name, and the addon's number of the tensor. */
interface Feed {
  name: string;
  id: number;
}

/** Loads a SavedModel. @returns the addon's number of it. */
function load(binding: TFJSBinding, model: Uint8Array, executor: Executor): number {
  const dir = mkdtempSync(join(tmpdir(), "gan-program-"));
  try {
    writeFileSync(join(dir, "saved_model.pb"), model);
    // A worker is one thread: its operations are not shared out further. The addon splits the tags
    // at commas and wants a last one.
    return withThreads(executor === "two-workers" ? 1 : undefined, () =>
      binding.loadSavedModel(dir, "serve,"),
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
}

class TensorFlowProgram implements Program {
  readonly kind = "compiled";
  readonly capacity: number;
  readonly upload = uploadTensor;
  readonly #binding: TFJSBinding;
  readonly #model: number;
  /**
   * The tables' tensors. TensorFlow may share their memory, which is too large to copy: they are
   * freed with the program.
   */
  readonly #tables: readonly Feed[];

  constructor(
    readonly backend: NodeJSKernelBackend,
    readonly lowered: LoweredProgram,
    executor: Executor,
    readonly step: Step,
    readonly initial: Record<string, Values>,
    readonly metrics: number,
  ) {
    const { feeds, fetches, bytes } = lowered;
    this.capacity = executor === "xla" ? XLA_CAPACITY : Infinity;
    this.#binding = backend.binding;
    this.#model = load(this.#binding, bytes, executor);
    const state = zip(feeds.state, Object.values(initial)).map(([name, { dtype, shape, values }]) =>
      this.#feed(name, dtype, shape, values),
    );
    this.#free(this.#call(state, [fetches.loadState]));
    this.#tables = zip(feeds.tables, tablesOf(step)).map(([name, { values, rows, rowShape }]) => ({
      name,
      id: this.#tensor(tableType(values), [rows, ...rowShape], values),
    }));
    if (this.#tables.length > 0) this.#free(this.#run(this.#tables, [fetches.loadTables]));
  }

  async run(from: number, count: number): Promise<Float32Array> {
    const { feeds, fetches } = this.lowered;
    const room = this.capacity === Infinity ? count : this.capacity;
    const int = (name: string, value: number) =>
      this.#feed(name, "int32", [], Int32Array.of(value));
    const inputs = zip(feeds.inputs, Object.values(this.step.inputs)).map(([name, input]) => {
      const { shape, values } = feedOf(input, from, count, room);
      const type = values instanceof Int32Array ? "int32" : "float32";
      return this.#feed(name, type, shape, values);
    });
    const log = new Float32Array(room * this.metrics);
    const fetched = this.#call(
      [
        int(feeds.start, from),
        int(feeds.count, count),
        this.#feed(feeds.log, "float32", [room, this.metrics], log),
        ...inputs,
      ],
      [fetches.log],
    );
    const [rows] = fetched.map(({ id }) => this.#binding.tensorDataSync(id) as Float32Array);
    this.#free(fetched);
    return (rows ?? log).subarray(0, count * this.metrics);
  }

  async state(): Promise<Record<string, Values>> {
    const fetched = this.#call([], this.lowered.fetches.state);
    try {
      const tensors = zip(fetched, Object.entries(this.initial)).map(
        ([{ id }, [name, { dtype, shape }]]) => ({
          name,
          dtype,
          shape,
          copy: () => this.#binding.tensorDataSync(id) as Values["values"],
        }),
      );
      return await copyInTurns(tensors);
    } finally {
      this.#free(fetched);
    }
  }

  async compute(
    _name: string,
    f: PureFunction,
    args: Record<string, Argument> = {},
  ): Promise<Float32Array> {
    return numbersOf(() => f(this.#stateTensors(), this.#arguments(args)));
  }

  async computeHandle(
    _name: string,
    f: PureFunction,
    args: Record<string, Argument>,
  ): Promise<TensorHandle> {
    return resultHandle(() => f(this.#stateTensors(), this.#arguments(args)));
  }

  dispose(): void {
    this.#binding.deleteSavedModel(this.#model);
    this.#free(this.#tables);
  }

  #arguments(args: Record<string, Argument>): Record<string, tf.Tensor> {
    return tensorsOf(args, (numbers) => argument(this.backend, numbers));
  }

  /**
   * The state as tensors of the backend. They share memory with the program's variables until the
   * next call of `run`.
   */
  #stateTensors(): Record<string, tf.Tensor> {
    const fetched = this.#call([], this.lowered.fetches.state);
    return Object.fromEntries(
      zip(Object.keys(this.initial), fetched).map(([name, metadata]) => [
        name,
        adopt(this.backend, metadata),
      ]),
    );
  }

  /** Runs part of the program and frees what it was fed. The caller owns what is fetched. */
  #call(feeds: readonly Feed[], fetches: readonly string[]): TensorMetadata[] {
    try {
      return this.#run(feeds, fetches);
    } finally {
      this.#free(feeds);
    }
  }

  #run(feeds: readonly Feed[], fetches: readonly string[]): TensorMetadata[] {
    return this.#binding.runSavedModel(
      this.#model,
      feeds.map(({ id }) => id),
      feeds.map(({ name }) => `${name}:0`).join(),
      fetches.map((name) => `${name}:0`).join(),
    );
  }

  #feed(name: string, type: ElementType, shape: readonly number[], values: Data): Feed {
    return { name, id: this.#tensor(type, shape, misaligned(values)) };
  }

  #tensor(type: ElementType, shape: readonly number[], values: Data): number {
    return this.#binding.createTensor([...shape], TYPE_NUMBERS[type], values);
  }

  #free(tensors: readonly Pick<TensorMetadata, "id">[]): void {
    for (const { id } of tensors) this.#binding.deleteTensor(id);
  }
}

/**
 * A copy whose memory TensorFlow copies again. TensorFlow would adopt an array that begins at a
 * multiple of 64 bytes, and free it on the last thread that needs it. In a program that is a thread
 * of TensorFlow's own, from which the addon would call into V8 and corrupt its memory.
 */
function misaligned<T extends Data>(values: T): T {
  const TypedArray = values.constructor as new (
    buffer: ArrayBuffer,
    offset: number,
    length: number,
  ) => T;
  const copy = new TypedArray(new ArrayBuffer(4 + values.byteLength), 4, values.length);
  copy.set(values);
  return copy;
}

/** A tensor of tfjs that owns a tensor of TensorFlow's. */
const adopt = (backend: NodeJSKernelBackend, metadata: TensorMetadata): tf.Tensor =>
  (
    backend as unknown as { createOutputTensor(metadata: TensorMetadata): tf.Tensor }
  ).createOutputTensor(metadata);

function argument(
  backend: NodeJSKernelBackend,
  { dtype, shape, values }: Exclude<Argument, TensorHandle>,
): tf.Tensor {
  if (dtype !== "uint8") return tf.tensor(values, shape, dtype);
  // tfjs has no type for bytes. TensorFlow converts them to float32 faster than JavaScript.
  const { binding } = backend;
  const bytes = adopt(backend, {
    id: binding.createTensor(shape, TYPE_NUMBERS.uint8, values),
    shape,
    dtype: TYPE_NUMBERS.uint8,
  });
  const kind = binding.TF_ATTR_TYPE;
  return backend.executeSingleOutput(
    "Cast",
    [
      { name: "SrcT", type: kind, value: TYPE_NUMBERS.uint8 },
      { name: "DstT", type: kind, value: TYPE_NUMBERS.float32 },
    ],
    [bytes],
  ) as unknown as tf.Tensor;
}
