import * as tf from "../../shared/tf";

interface TapeNode {
  inputs: Record<string, tf.Tensor>;
  outputs: tf.Tensor[];
}
/** What tfjs-core's engine keeps to itself. */
interface Tape {
  state: { activeTape: TapeNode[] };
  addTapeNode(kernelName: string, inputs: Record<string, tf.Tensor>, outputs: tf.Tensor[], gradFunc: unknown, saved: tf.Tensor[], attributes: unknown): void;
}

let mended = false;

/**
 * Second derivatives through tanh, sigmoid, exp, softmax: every op whose gradient uses its own output. tfjs saves a
 * clone of the output, and notes the clone on its tape before the op that made the output. Reading the tape from the
 * front it then takes the clone for a constant: the second derivative is silently too small, and a gradient penalty
 * with it. The clones are moved behind the op.
 */
export function mendTape(): void {
  if (mended) return;
  mended = true;
  const engine = tf.engine() as unknown as Tape;
  const addTapeNode = engine.addTapeNode.bind(engine);
  engine.addTapeNode = (kernelName, inputs, outputs, gradFunc, saved, attributes) => {
    if (saved.length === 0) return addTapeNode(kernelName, inputs, outputs, gradFunc, saved, attributes);
    const tape = engine.state.activeTape;
    const made = new Set(outputs.map(({ id }) => id));
    // Each saved tensor has put exactly one node, its clone, at the end of the tape.
    const clones = tape.splice(-saved.length);
    const ofOutputs = clones.filter((node) => Object.values(node.inputs).some(({ id }) => made.has(id)));
    tape.push(...clones.filter((node) => !ofOutputs.includes(node)));
    addTapeNode(kernelName, inputs, outputs, gradFunc, saved, attributes);
    tape.push(...ofOutputs);
  };
}
