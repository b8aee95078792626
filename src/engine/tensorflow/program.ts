import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node/dist/nodejs_kernel_backend";
import type { TensorMetadata } from "@tensorflow/tfjs-node/dist/tfjs_binding";
import * as tf from "../../tensor/tf";
import { numbersOf } from "../../tensor/tensor-values";
import type { Values } from "../../tensor/values";
import { feedOf, tablesOf } from "../feeds";
import type { Data, ElementType } from "../graph/ir";
import { METRICS, recordStep } from "../graph/record";
import { TYPE_NUMBERS } from "../graph/recording";
import { engineThreads } from "../native/environment";
import { resultHandle, uploadTensor, tensorsOf } from "../tensor-handles";
import type { Argument, TensorHandle, Program, Step } from "../program";
import { withThreads } from "../native/session-threads";
import { fusibleActivations } from "./passes/fuse";
import { executorFor, lowerToTensorFlow, tableType } from "./lower";

/** XLA compiles a loop for fixed sizes: each call is given room for so many iterations. */
const XLA_CAPACITY = 512;

/** A tensor in TensorFlow's hands, by the number that the addon gives it. */
interface Feed {
  name: string;
  id: number;
}

let serial = 0;

/**
 * Records a step, lowers it to a TensorFlow loop and loads that, with the state in TensorFlow's variables. The backend
 * `tensorflow` must be current. @throws GanError `not-recordable`.
 */
export function createTensorFlowProgram(
  step: Step,
  initial: Record<string, Values>,
  { xla }: { xla: boolean },
): Program {
  const backend = tf.backend() as unknown as NodeJSKernelBackend;
  const { binding } = backend;
  const graph = recordStep(step, initial);
  const joins = fusibleActivations(binding.TF_Version);
  const executor = xla ? "xla" : executorFor(graph, engineThreads(), joins);
  const program = load(
    lowerToTensorFlow(graph, step, { id: `program${process.pid}_${serial++}_`, executor, joins }),
  );
  const names = Object.keys(initial);
  const metrics = graph.outputs.get(METRICS)!.shape[0]!;

  function load(model: Uint8Array): number {
    const dir = mkdtempSync(join(tmpdir(), "gan-program-"));
    try {
      writeFileSync(join(dir, "saved_model.pb"), model);
      // A lane is one thread: its operations must not be shared out in their turn. The addon splits the tags at commas and wants a last one.
      return withThreads(executor === "two-workers" ? 1 : undefined, () =>
        binding.loadSavedModel(dir, "serve,"),
      );
    } finally {
      rmSync(dir, { recursive: true });
    }
  }
  const tensor = (type: ElementType, shape: readonly number[], values: Data): number =>
    binding.createTensor([...shape], TYPE_NUMBERS[type], values);
  const give = (name: string, type: ElementType, shape: readonly number[], values: Data): Feed => ({
    name,
    id: tensor(type, shape, apart(values)),
  });
  const forget = (tensors: readonly Pick<TensorMetadata, "id">[]) => {
    for (const { id } of tensors) binding.deleteTensor(id);
  };
  /** Runs part of the program. What is fetched belongs to the caller. */
  const runPart = (feeds: readonly Feed[], fetches: readonly string[]): TensorMetadata[] =>
    binding.runSavedModel(
      program,
      feeds.map(({ id }) => id),
      feeds.map(({ name }) => `${name}:0`).join(),
      fetches.map((name) => `${name}:0`).join(),
    );
  /** The same; what is fed is freed. */
  function call(feeds: readonly Feed[], fetches: readonly string[]): TensorMetadata[] {
    try {
      return runPart(feeds, fetches);
    } finally {
      forget(feeds);
    }
  }

  forget(
    call(
      names.map((name, i) =>
        give(`state${i}_in`, initial[name]!.dtype, initial[name]!.shape, initial[name]!.values),
      ),
      ["load_state"],
    ),
  );
  // Too large to be copied: TensorFlow may share their memory with JavaScript. So they are held until the program ends.
  const tables = tablesOf(step).map(({ values, rows, rowShape }, i): Feed => ({
    name: `table${i}_in`,
    id: tensor(tableType(values), [rows, ...rowShape], values),
  }));
  if (tables.length > 0) forget(runPart(tables, ["load_tables"]));

  /** The state as tensors of the backend; they share TensorFlow's memory with the program until it trains on. */
  const stateTensors = (): Record<string, tf.Tensor> => {
    const fetched = call(
      [],
      names.map((_, i) => `state${i}_out`),
    );
    return Object.fromEntries(fetched.map((metadata, i) => [names[i]!, adopt(backend, metadata)]));
  };

  return {
    kind: "compiled",
    capacity: xla ? XLA_CAPACITY : Infinity,
    async run(from, count) {
      const room = xla ? XLA_CAPACITY : count;
      const int = (name: string, value: number) => give(name, "int32", [], Int32Array.of(value));
      const feeds = Object.values(step.inputs).map((input, i) => {
        const { shape, values } = feedOf(input, from, count, room);
        return give(`feed${i}`, values instanceof Int32Array ? "int32" : "float32", shape, values);
      });
      const fetched = call(
        [
          int("start", from),
          int("count", count),
          give("log", "float32", [room, metrics], new Float32Array(room * metrics)),
          ...feeds,
        ],
        ["done"],
      );
      const log = binding.tensorDataSync(fetched[0]!.id) as Float32Array;
      forget(fetched);
      return log.subarray(0, count * metrics);
    },
    async state() {
      const fetched = call(
        [],
        names.map((_, i) => `state${i}_out`),
      );
      const values = fetched.map(({ id }, i): [string, Values] => {
        const { dtype, shape } = initial[names[i]!]!;
        return [
          names[i]!,
          { dtype, shape, values: binding.tensorDataSync(id).slice() as Float32Array | Int32Array },
        ];
      });
      forget(fetched);
      return Object.fromEntries(values);
    },
    async compute(_name, f, args = {}) {
      return numbersOf(() =>
        f(
          stateTensors(),
          tensorsOf(args, (arg) => argument(backend, arg)),
        ),
      );
    },
    async computeHandle(_name, f, args) {
      return resultHandle(() =>
        f(
          stateTensors(),
          tensorsOf(args, (arg) => argument(backend, arg)),
        ),
      );
    },
    upload: uploadTensor,
    dispose() {
      binding.deleteSavedModel(program);
      forget(tables);
    },
  };
}

/**
 * A copy that TensorFlow copies in its turn. An array that begins at a multiple of 64 bytes it would take as it is, and
 * free on whichever thread is the last to need it: in a program that is one of TensorFlow's own, from which the addon
 * then calls into V8. That breaks V8's memory.
 */
function apart<T extends Data>(values: T): T {
  const TypedArray = values.constructor as new (
    buffer: ArrayBuffer,
    offset: number,
    length: number,
  ) => T;
  const copy = new TypedArray(new ArrayBuffer(4 + values.byteLength), 4, values.length);
  copy.set(values);
  return copy;
}

/** A tensor of tfjs for one that TensorFlow has made. */
const adopt = (backend: NodeJSKernelBackend, metadata: TensorMetadata): tf.Tensor =>
  (
    backend as unknown as { createOutputTensor(metadata: TensorMetadata): tf.Tensor }
  ).createOutputTensor(metadata);

function argument(
  backend: NodeJSKernelBackend,
  { dtype, shape, values }: Exclude<Argument, TensorHandle>,
): tf.Tensor {
  if (dtype !== "uint8") return tf.tensor(values, shape, dtype);
  // tfjs has no bytes; TensorFlow has, and turns them into numbers faster than JavaScript.
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
