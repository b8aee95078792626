import * as tf from "../../tensor/tf";
import { type Attributes, setGradient } from "../eager/plain-kernels";

interface TapeNode {
  inputs: Record<string, tf.Tensor>;
  outputs: tf.Tensor[];
  gradient?: (dys: (tf.Tensor | null)[]) => Record<string, () => tf.Tensor>;
}
/** What tfjs-core's engine keeps to itself. */
interface Tape {
  state: { activeTape: TapeNode[] };
  addTapeNode(
    kernelName: string,
    inputs: Record<string, tf.Tensor>,
    outputs: tf.Tensor[],
    gradFunc: unknown,
    saved: tf.Tensor[],
    attributes: Attributes,
  ): void;
}

/** A gradient of a kernel of several outputs. `dys`: by each output, undefined for one that nothing depends on. */
interface MultiOutputGradient {
  kernelName: string;
  inputsToSave: string[];
  outputsToSave: boolean[];
  gradFunc(
    dys: readonly (tf.Tensor | undefined)[],
    saved: readonly tf.Tensor[],
    attributes: Attributes,
  ): Record<string, () => tf.Tensor>;
}
const multiOutput = new Map<string, MultiOutputGradient["gradFunc"]>();

/**
 * Registers it. tfjs would hand the gradient function a tensor of zeros for every output that nothing depends on: work,
 * and no way to tell whether the gradient by that output was asked for.
 */
export function setMultiOutputGradient({ gradFunc, ...config }: MultiOutputGradient): void {
  multiOutput.set(config.kernelName, gradFunc);
  setGradient({
    ...config,
    gradFunc: (dys, saved, attributes) => gradFunc(dys as tf.Tensor[], saved, attributes),
  });
}

let patched = false;

/**
 * Second derivatives through tanh, sigmoid, exp, softmax: every op whose gradient uses its own output. tfjs saves a
 * clone of the output, and notes the clone on its tape before the op that made the output. Reading the tape from the
 * front it then takes the clone for a constant: the second derivative is silently too small, and a gradient penalty
 * with it. The clones are moved behind the op. Ops of several outputs are given their gradient function of above.
 */
export function patchTape(): void {
  if (patched) return;
  patched = true;
  const engine = tf.engine() as unknown as Tape;
  const addTapeNode = engine.addTapeNode.bind(engine);
  engine.addTapeNode = (kernelName, inputs, outputs, gradFunc, saved, attributes) => {
    const tape = engine.state.activeTape;
    const made = new Set(outputs.map(({ id }) => id));
    // Each saved tensor has put exactly one node, its clone, at the end of the tape.
    const clones = tape.splice(tape.length - saved.length);
    const ofOutputs = clones.filter((node) =>
      Object.values(node.inputs).some(({ id }) => made.has(id)),
    );
    tape.push(...clones.filter((node) => !ofOutputs.includes(node)));
    addTapeNode(kernelName, inputs, outputs, gradFunc, saved, attributes);
    const gradient = multiOutput.get(kernelName);
    if (gradient)
      tape.at(-1)!.gradient = (dys) =>
        gradient(
          dys.map((dy) => dy ?? undefined),
          saved,
          attributes,
        );
    tape.push(...ofOutputs);
  };
}
