/**
 * What the module below repeats. Its weights are named as those of layers are, and drawn from
 * streams of these names.
 */
export const LAYERS = {
  generator: {
    layers: [
      { type: "dense", units: 16, activation: "relu" },
      { type: "dropout", rate: 0.25 },
      { type: "dense", units: 2 },
    ],
  },
  discriminator: {
    layers: [
      { type: "dense", units: 16, activation: "tanh" },
      { type: "dense", units: 1 },
    ],
  },
};

export const COMMON = `
export function dense({ tf, random }, name, inputs, outputs) {
  const range = Math.sqrt(6 / (inputs + outputs));
  return {
    [name + "/kernel"]: random.uniform(name + "/kernel", [inputs, outputs], -range, range),
    [name + "/bias"]: tf.zeros([outputs]),
  };
}
export const affine = (tf, weights, name, x) =>
  tf.add(tf.matMul(x, weights[name + "/kernel"]), weights[name + "/bias"]);
`;

export const GENERATOR = `
import type { NetworkModule } from "./gan-network";
import { affine, dense } from "./common";
const network: NetworkModule = {
  init: (given) => ({ ...dense(given, "0", given.input[0], 16), ...dense(given, "2", 16, given.output[0]) }),
  apply({ tf, weights, x, training, random }) {
    let h = tf.relu(affine(tf, weights, "0", x));
    if (training) {
      const kept = tf.cast(tf.greaterEqual(random.uniform("1", h.shape), 0.25), "float32");
      h = tf.mul(h, tf.mul(kept, 1 / 0.75));
    }
    return affine(tf, weights, "2", h);
  },
};
export default network;
`;

export const DISCRIMINATOR = `
const { affine, dense } = require("./common");
module.exports = {
  init: (given) => ({ ...dense(given, "0", given.input[0], 16), ...dense(given, "1", 16, 1) }),
  apply: ({ tf, weights, x }) => affine(tf, weights, "1", tf.tanh(affine(tf, weights, "0", x))),
};
`;
