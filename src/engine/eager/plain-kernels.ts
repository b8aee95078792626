import * as tf from "../../tensor/tf";
import type { BackendName } from "../names";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node/dist/nodejs_kernel_backend";

/** The engines that have no op of TensorFlow's own and are given kernels made of tfjs's ordinary ops. */
export const PLAIN_BACKENDS = ["wasm", "cpu"] as const satisfies readonly BackendName[];

export type Inputs = Record<string, tf.Tensor>;
export type Attributes = Record<string, unknown>;
type Compute = (
  inputs: Inputs,
  attributes: Attributes,
  backend: tf.KernelBackend,
) => tf.TensorInfo | tf.TensorInfo[];

/** Registers a kernel, in place of the one that may be there already. */
export function setKernel(kernelName: string, backendName: BackendName, compute: Compute): void {
  if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) =>
      compute(inputs as Inputs, attrs ?? {}, backend as tf.KernelBackend),
  });
}

/** A kernel for the engines without TensorFlow, composed of ordinary ops; what it makes on the way is disposed of. */
export function setComposedKernel(
  kernelName: string,
  compose: (inputs: Inputs, attributes: Attributes) => tf.Tensor | tf.Tensor[],
): void {
  for (const backendName of PLAIN_BACKENDS)
    setKernel(kernelName, backendName, (inputs, attributes) =>
      tf.tidy(() => compose(inputs, attributes)),
    );
}

/** Gradients belong to a kernel whatever the backend. */
export function setGradient(config: tf.GradConfig): void {
  if (tf.getGradient(config.kernelName)) tf.unregisterGradient(config.kernelName);
  tf.registerGradient(config);
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

/** Runs one of TensorFlow's ops by name. Goes through `executeSingleOutput`, where the graph recorder listens. */
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

/** The same for an op of `count` outputs. Goes through `executeMultipleOutputs`, where the graph recorder listens. */
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
