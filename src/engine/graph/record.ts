import "../native/restore-node-util";
import * as tf from "../../tensor/tf";
import { NodeJSKernelBackend } from "@tensorflow/tfjs-node/dist/nodejs_kernel_backend";
import type { Values } from "../../tensor/values";
import { zip } from "../collections";
import type { Argument, PureFunction, Step, Tensors } from "../program";
import { prepareRecorder, RECORDER } from "./backend";
import type { ElementType, Graph, Value } from "./ir";
import { withoutDeadCode } from "./prune";
import { checkPurity } from "./purity";
import { FETCH, notRecordable, PLACEHOLDER, Recording, TYPE_NUMBERS } from "./recording";

type Shaped = Pick<Value, "shape"> & { type: ElementType };

export const stateName = (name: string): string => `state/${name}`;
export const inputName = (name: string): string => `input/${name}`;
export const ITERATION = "iteration";
export const METRICS = "metrics";
export const RESULT = "result";

/**
 * Records one iteration. Inputs of the graph: `iteration`, `state/...`, `input/...`; outputs:
 * `state/...` and `metrics`.
 * @throws GanError `not-recordable` where the step is not a pure function of its tensors, or uses
 * what cannot be recorded.
 */
export function recordStep(step: Step, state: Record<string, Values>): Graph {
  const inputs = {
    [ITERATION]: { type: "int32", shape: [] } as Shaped,
    ...mapKeys(state, stateName, ({ dtype, shape }): Shaped => ({ type: dtype, shape })),
    ...mapKeys(step.inputs, inputName, (input): Shaped => ({
      type: "float32",
      shape: input.kind === "series" ? input.shape : [input.count, ...input.table.rowShape],
    })),
  };
  return record(inputs, (tensors) => {
    const result = step.run(
      pick(tensors, Object.keys(state), stateName),
      pick(tensors, Object.keys(step.inputs), inputName),
      tensors[ITERATION] as tf.Scalar,
    );
    return {
      ...mapKeys(
        pick(result.state, Object.keys(state), (name) => name),
        stateName,
        (tensor) => tensor,
      ),
      [METRICS]: result.metrics,
    };
  });
}

/**
 * Records a function. Inputs of the graph: those of `state/...` and `input/...` that it uses;
 * output: `result`.
 */
export function recordFunction(
  f: PureFunction,
  state: Record<string, Values>,
  args: Record<string, Argument>,
): Graph {
  const inputs = {
    ...mapKeys(state, stateName, ({ dtype, shape }): Shaped => ({ type: dtype, shape })),
    ...mapKeys(args, inputName, ({ dtype, shape }): Shaped => ({
      type: dtype === "uint8" ? "float32" : dtype,
      shape,
    })),
  };
  const graph = record(inputs, (tensors) => ({
    [RESULT]: f(
      pick(tensors, Object.keys(state), stateName),
      pick(tensors, Object.keys(args), inputName),
    ),
  }));
  const used = new Set(
    graph.nodes.flatMap((node) => node.inputs).concat(...graph.outputs.values()),
  );
  return { ...graph, inputs: new Map([...graph.inputs].filter(([, value]) => used.has(value))) };
}

function record(inputs: Record<string, Shaped>, f: (tensors: Tensors) => Tensors): Graph {
  // Twice: what differs between two recordings did not come from the tensors.
  const [first, second] = [once(inputs, f), once(inputs, f)];
  checkPurity(first, second);
  return withoutDeadCode(first);
}

function once(inputs: Record<string, Shaped>, f: (tensors: Tensors) => Tensors): Graph {
  const recording = new Recording();
  const before = tf.getBackend();
  prepareRecorder();
  tf.registerBackend(
    RECORDER,
    () => new NodeJSKernelBackend(recording.binding, "") as unknown as tf.KernelBackend,
  );
  try {
    // Takes effect at once: only a backend that starts asynchronously makes it wait.
    void tf.setBackend(RECORDER);
    const names = tf.tidy(() => {
      const backend = tf.backend() as unknown as NodeJSKernelBackend;
      const placeholder = ({ type, shape }: Shaped) =>
        backend.executeSingleOutput(
          PLACEHOLDER,
          [
            { name: "dtype", type: backend.binding.TF_ATTR_TYPE, value: TYPE_NUMBERS[type] },
            { name: "shape", type: backend.binding.TF_ATTR_INT, value: [...shape] },
          ],
          [],
        ) as unknown as tf.Tensor;
      const outputs = f(
        Object.fromEntries(
          Object.entries(inputs).map(([name, shaped]) => [name, placeholder(shaped)]),
        ),
      );
      backend.executeMultipleOutputs(FETCH, [], Object.values(outputs), 0);
      return Object.keys(outputs);
    });
    return {
      inputs: new Map(zip(Object.keys(inputs), recording.inputs)),
      constants: recording.constants,
      nodes: recording.nodes,
      outputs: new Map(zip(names, recording.fetched)),
    };
  } finally {
    void tf.setBackend(before);
    tf.removeBackend(RECORDER);
  }
}

function mapKeys<A, B>(
  record: Record<string, A>,
  key: (name: string) => string,
  value: (entry: A) => B,
): Record<string, B> {
  return Object.fromEntries(
    Object.entries(record).map(([name, entry]) => [key(name), value(entry)]),
  );
}

/**
 * @throws GanError `not-recordable` where a tensor is missing: a step must return the whole state.
 */
function pick(tensors: Tensors, names: readonly string[], key: (name: string) => string): Tensors {
  return Object.fromEntries(
    names.map((name) => {
      const tensor = tensors[key(name)];
      if (!tensor)
        throw notRecordable(`the step gives no value for ${name}`, "outside of any layer");
      return [name, tensor];
    }),
  );
}
