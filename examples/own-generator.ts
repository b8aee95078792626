import type { NetworkModule } from "./gan-network";

/** Width of the residual blocks, and how many there are. */
const UNITS = 64;
const BLOCKS = 2;

/**
 * A generator that no list of layers says: sines of the latent vector at frequencies that are
 * trained too, then residual blocks whose second half starts at zero, so that each block is at
 * first the identity.
 */
const network: NetworkModule = {
  init({ tf, input, output, random }) {
    const block = (i: number) => ({
      [`${i}/in`]: random.normal(`${i}/in`, [UNITS, UNITS], Math.sqrt(2 / UNITS)),
      [`${i}/bias`]: tf.zeros([UNITS]),
      [`${i}/out`]: tf.zeros([UNITS, UNITS]),
    });
    return {
      frequencies: random.normal("frequencies", [input[0], UNITS], 2),
      phases: random.uniform("phases", [UNITS], 0, 2 * Math.PI),
      ...Object.assign({}, ...Array.from({ length: BLOCKS }, (_, i) => block(i))),
      last: random.normal("last", [UNITS, output[0]], Math.sqrt(1 / UNITS)),
      bias: tf.zeros([output[0]]),
    };
  },

  apply({ tf, weights: w, x }) {
    let h = tf.sin(tf.add(tf.matMul(x, w.frequencies), w.phases));
    for (let i = 0; i < BLOCKS; i++) {
      const inner = tf.relu(tf.add(tf.matMul(h, w[`${i}/in`]), w[`${i}/bias`]));
      h = tf.add(h, tf.matMul(inner, w[`${i}/out`]));
    }
    return tf.add(tf.matMul(h, w.last), w.bias);
  },
};

export default network;
