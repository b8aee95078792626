import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node/dist/nodejs_kernel_backend";
import type { TensorMetadata } from "@tensorflow/tfjs-node/dist/tfjs_binding";
import * as tf from "../../shared/tf";
import type { Values } from "../../shared/values";
import { feedOf } from "../feeds";
import type { Data, ElementType } from "../graph/ir";
import { METRICS, recordStep } from "../graph/record";
import { TYPE_NUMBERS } from "../graph/recording";
import type { Argument, Program, Step } from "../program";
import { lowerToTensorFlow, tableType } from "./lower";

/** XLA compiles a loop for fixed sizes: each call is given room for so many iterations. */
const XLA_CAPACITY = 512;

/** A tensor in TensorFlow's hands, by the number that the addon gives it. */
interface Feed { name: string; id: number }

let serial = 0;

/**
 * Records a step, lowers it to a TensorFlow loop and loads that, with the state in TensorFlow's variables. The backend
 * `tensorflow` must be current. @throws GanError `not-recordable`.
 */
export function createTensorFlowProgram(step: Step, initial: Record<string, Values>, { xla }: { xla: boolean }): Program {
  const backend = tf.backend() as unknown as NodeJSKernelBackend;
  const { binding } = backend;
  const graph = recordStep(step, initial);
  const program = load(lowerToTensorFlow(graph, step, { id: `program${process.pid}_${serial++}_`, xla }));
  const names = Object.keys(initial);
  const metrics = graph.outputs.get(METRICS)!.shape[0]!;

  function load(model: Uint8Array): number {
    const dir = mkdtempSync(join(tmpdir(), "gan-program-"));
    try {
      writeFileSync(join(dir, "saved_model.pb"), model);
      // The addon splits the tags at commas and wants a last one.
      return binding.loadSavedModel(dir, "serve,");
    } finally {
      rmSync(dir, { recursive: true });
    }
  }
  const give = (name: string, type: ElementType, shape: readonly number[], values: Data): Feed =>
    ({ name, id: binding.createTensor([...shape], TYPE_NUMBERS[type], values) });
  /** Runs part of the program. What is fed is freed, what is fetched belongs to the caller. */
  function call(feeds: readonly Feed[], fetches: readonly string[]): TensorMetadata[] {
    try {
      return binding.runSavedModel(program, feeds.map(({ id }) => id), feeds.map(({ name }) => `${name}:0`).join(), fetches.map((name) => `${name}:0`).join());
    } finally {
      for (const { id } of feeds) binding.deleteTensor(id);
    }
  }
  const forget = (fetched: readonly TensorMetadata[]) => { for (const { id } of fetched) binding.deleteTensor(id); };

  forget(call(names.map((name, i) => give(`state${i}_in`, initial[name]!.dtype, initial[name]!.shape, initial[name]!.values)), ["load_state"]));
  const tables = Object.values(step.inputs).flatMap((input, i) => (input.kind === "rows"
    ? [give(`table${i}_in`, tableType(input.table.values), [input.table.rows, ...input.table.rowShape], input.table.values)] : []));
  if (tables.length > 0) forget(call(tables, ["load_tables"]));

  /** The state as tensors of the backend; they share TensorFlow's memory with the program until it trains on. */
  const stateTensors = (): Record<string, tf.Tensor> => {
    const fetched = call([], names.map((_, i) => `state${i}_out`));
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
      const fetched = call([int("start", from), int("count", count), give("log", "float32", [room, metrics], new Float32Array(room * metrics)), ...feeds], ["done"]);
      const log = binding.tensorDataSync(fetched[0]!.id) as Float32Array;
      forget(fetched);
      return log.subarray(0, count * metrics);
    },
    async state() {
      const fetched = call([], names.map((_, i) => `state${i}_out`));
      const values = fetched.map(({ id }, i): [string, Values] => {
        const { dtype, shape } = initial[names[i]!]!;
        return [names[i]!, { dtype, shape, values: binding.tensorDataSync(id).slice() as Float32Array | Int32Array }];
      });
      forget(fetched);
      return Object.fromEntries(values);
    },
    async compute(_name, f, args = {}) {
      return tf.tidy(() => f(stateTensors(), Object.fromEntries(Object.entries(args).map(([name, arg]) => [name, argument(backend, arg)]))).dataSync() as Float32Array);
    },
    dispose: () => binding.deleteSavedModel(program),
  };
}

/** A tensor of tfjs for one that TensorFlow has made. */
const adopt = (backend: NodeJSKernelBackend, metadata: TensorMetadata): tf.Tensor =>
  (backend as unknown as { createOutputTensor(metadata: TensorMetadata): tf.Tensor }).createOutputTensor(metadata);

function argument(backend: NodeJSKernelBackend, { dtype, shape, values }: Argument): tf.Tensor {
  if (dtype !== "uint8") return tf.tensor(values, shape, dtype);
  // tfjs has no bytes; TensorFlow has, and turns them into numbers faster than JavaScript.
  const { binding } = backend;
  const bytes = adopt(backend, { id: binding.createTensor(shape, TYPE_NUMBERS.uint8, values), shape, dtype: TYPE_NUMBERS.uint8 });
  const kind = binding.TF_ATTR_TYPE;
  return backend.executeSingleOutput("Cast", [{ name: "SrcT", type: kind, value: TYPE_NUMBERS.uint8 }, { name: "DstT", type: kind, value: TYPE_NUMBERS.float32 }], [bytes]) as unknown as tf.Tensor;
}
