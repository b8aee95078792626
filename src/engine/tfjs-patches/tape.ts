import * as tf from "../../tensor/tf";
import {
  type Attributes,
  type MultiOutputGradient,
  setGradientOfOutputs,
} from "../eager/plain-kernels";

/*
 * Replaces tfjs-core's way of adding ops to the gradient tape, which makes some second derivatives
 * silently wrong.
 */

interface TapeNode {
  inputs: Record<string, tf.Tensor>;
  outputs: tf.Tensor[];
  gradient?: (dys: (tf.Tensor | null)[]) => Record<string, () => tf.Tensor>;
}
/** Private parts of tfjs-core's engine. */
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

const multiOutput = new Map<string, MultiOutputGradient<readonly tf.Tensor[]>["gradFunc"]>();

/**
 * Registers the gradient of a kernel with several outputs. tfjs would pass zeros for every output
 * that nothing depends on: work, and no way to tell whether the gradient by that output is needed.
 */
export function setMultiOutputGradient<Saved extends readonly tf.Tensor[]>(
  gradient: MultiOutputGradient<Saved>,
): void {
  multiOutput.set(gradient.kernelName, (dys, saved, attributes) =>
    gradient.gradFunc(dys, saved as unknown as Saved, attributes),
  );
  setGradientOfOutputs(gradient);
}

let patched = false;

/**
 * Replaces `addTapeNode` of tfjs-core's engine. For an op whose gradient uses its own output (tanh,
 * sigmoid, exp, softmax) tfjs saves a clone of the output, and puts the clone on the tape before
 * the op itself. Read from the front the tape then treats the clone as a constant: the second
 * derivative, and with it a gradient penalty, is silently too small. Here such clones follow the
 * op. Ops with several outputs get the gradient function that `setMultiOutputGradient` registered.
 */
export function patchTape(): void {
  if (patched) return;
  patched = true;
  const engine = tf.engine() as unknown as Tape;
  const addTapeNode = engine.addTapeNode.bind(engine);
  engine.addTapeNode = (kernelName, inputs, outputs, gradFunc, saved, attributes) => {
    const tape = engine.state.activeTape;
    const made = new Set(outputs.map(({ id }) => id));
    // Each saved tensor has added exactly one node, its clone, to the end of the tape.
    const clones = tape.splice(tape.length - saved.length);
    const ofOutputs = clones.filter((node) =>
      Object.values(node.inputs).some(({ id }) => made.has(id)),
    );
    tape.push(...clones.filter((node) => !ofOutputs.includes(node)));
    addTapeNode(kernelName, inputs, outputs, gradFunc, saved, attributes);
    const gradient = multiOutput.get(kernelName);
    const added = tape.at(-1);
    if (gradient && added)
      added.gradient = (dys) =>
        gradient(
          dys.map((dy) => dy ?? undefined),
          saved,
          attributes,
        );
    tape.push(...ofOutputs);
  };
}
