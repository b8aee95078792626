import * as tf from "../../tensor/tf";
import type { BackendName } from "../names";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node/dist/nodejs_kernel_backend";

/* Kernels made of tfjs's ordinary ops, for the engines that have none of TensorFlow's. */

/**
 * The engines that have no op of TensorFlow's own and are given kernels made of tfjs's ordinary
 * ops.
 */
export const PLAIN_BACKENDS = ["wasm", "cpu"] as const satisfies readonly BackendName[];

export type Inputs = Record<string, tf.Tensor>;
export type Attributes = Record<string, unknown>;
/** A kernel as a function of its inputs, by name. */
export type Compute<Names extends string> = (
  inputs: Record<Names, tf.Tensor>,
  attributes: Attributes,
  backend: tf.KernelBackend,
) => tf.TensorInfo | tf.TensorInfo[];

/**
 * Registers a kernel, in place of one that is registered already. `Names`: the inputs that the
 * kernel is called with.
 */
export function setKernel<Names extends string>(
  kernelName: string,
  backendName: BackendName,
  compute: Compute<Names>,
): void {
  if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) =>
      compute(inputs as Record<Names, tf.Tensor>, attrs ?? {}, backend as tf.KernelBackend),
  });
}

/**
 * Registers a kernel for the engines without TensorFlow, composed of ordinary ops. Its intermediate
 * tensors are freed.
 */
export function setComposedKernel<Names extends string>(
  kernelName: string,
  compose: (inputs: Record<Names, tf.Tensor>, attributes: Attributes) => tf.Tensor | tf.Tensor[],
): void {
  for (const backendName of PLAIN_BACKENDS)
    setKernel<Names>(kernelName, backendName, (inputs, attributes) =>
      tf.tidy(() => compose(inputs, attributes)),
    );
}

/**
 * The gradient of a kernel. `Saved`: the tensors that it needs, the inputs of `inputsToSave` before
 * the saved outputs.
 */
interface Gradient<Output, Saved extends readonly tf.Tensor[]> {
  kernelName: string;
  inputsToSave?: string[];
  outputsToSave?: boolean[];
  gradFunc(dy: Output, saved: Saved, attributes: Attributes): Record<string, () => tf.Tensor>;
}
/** `dys`: the gradients by each output, undefined for an output that nothing depends on. */
export type MultiOutputGradient<Saved extends readonly tf.Tensor[]> = Gradient<
  readonly (tf.Tensor | undefined)[],
  Saved
>;

/**
 * Registers a gradient for a kernel on every backend, in place of one that is registered already.
 */
export function setGradient<Saved extends readonly tf.Tensor[] = readonly []>({
  gradFunc,
  ...config
}: Gradient<tf.Tensor, Saved>): void {
  register(config, (dy, saved, attributes) =>
    gradFunc(dy as tf.Tensor, saved as unknown as Saved, attributes as unknown as Attributes),
  );
}

export function setGradientOfOutputs<Saved extends readonly tf.Tensor[]>({
  gradFunc,
  ...config
}: MultiOutputGradient<Saved>): void {
  register(config, (dys, saved, attributes) =>
    gradFunc(dys as tf.Tensor[], saved as unknown as Saved, attributes as unknown as Attributes),
  );
}

function register(
  config: Omit<tf.GradConfig, "gradFunc">,
  gradFunc: tf.GradConfig["gradFunc"],
): void {
  if (tf.getGradient(config.kernelName)) tf.unregisterGradient(config.kernelName);
  tf.registerGradient({ ...config, gradFunc });
}

export const runKernel = (
  kernelName: string,
  inputs: Inputs,
  attributes: Attributes = {},
): tf.Tensor =>
  tf
    .engine()
    .runKernel(kernelName, inputs as unknown as tf.NamedTensorMap, attributes as tf.NamedAttrMap);

/** A kernel of several outputs. */
export const runMultiOutputKernel = (
  kernelName: string,
  inputs: Inputs,
  attributes: Attributes = {},
): tf.Tensor[] =>
  tf
    .engine()
    .runKernel(kernelName, inputs as unknown as tf.NamedTensorMap, attributes as tf.NamedAttrMap);

type OpAttribute =
  | { name: string; kind: "TYPE"; value: tf.DataType }
  | { name: string; kind: "BOOL"; value: boolean }
  | { name: string; kind: "FLOAT"; value: number }
  | { name: string; kind: "STRING"; value: string };

export const typeAttribute = (name: string, value: tf.DataType): OpAttribute => ({
  name,
  kind: "TYPE",
  value,
});
export const boolAttribute = (name: string, value: boolean): OpAttribute => ({
  name,
  kind: "BOOL",
  value,
});
export const floatAttribute = (name: string, value: number): OpAttribute => ({
  name,
  kind: "FLOAT",
  value,
});
export const stringAttribute = (name: string, value: string): OpAttribute => ({
  name,
  kind: "STRING",
  value,
});

type NativeAttributes = Parameters<NodeJSKernelBackend["executeSingleOutput"]>[1];

const native = (node: NodeJSKernelBackend, attributes: readonly OpAttribute[]): NativeAttributes =>
  attributes.map(({ name, kind, value }) => ({
    name,
    type: node.binding[`TF_ATTR_${kind}`],
    value: kind === "TYPE" ? node.getDTypeInteger(value as tf.DataType) : value,
  })) as NativeAttributes;

/**
 * Runs one of TensorFlow's ops by name. Goes through `executeSingleOutput`, where the graph
 * recorder listens.
 */
export function runOp(
  backend: tf.KernelBackend,
  op: string,
  attributes: readonly OpAttribute[],
  inputs: readonly tf.Tensor[],
): tf.Tensor {
  const node = backend as NodeJSKernelBackend;
  return node.executeSingleOutput(op, native(node, attributes), [
    ...inputs,
  ]) as unknown as tf.Tensor;
}

/**
 * The same for an op of `count` outputs. Goes through `executeMultipleOutputs`, where the graph
 * recorder listens.
 */
export function runMultiOutputOp(
  backend: tf.KernelBackend,
  op: string,
  attributes: readonly OpAttribute[],
  inputs: readonly tf.Tensor[],
  count: number,
): tf.Tensor[] {
  const node = backend as NodeJSKernelBackend;
  return node.executeMultipleOutputs(
    op,
    native(node, attributes),
    [...inputs],
    count,
  ) as unknown as tf.Tensor[];
}
