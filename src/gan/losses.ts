import { neg, sigmoid, softplus, square, type Scalar, type Tensor } from "../shared/tf";

/**
 * The two players' losses, both to be minimised, as functions of D's outputs for a real and a generated batch. The
 * outputs are logits l with D = sigmoid(l); log D = -softplus(-l) and log(1 - D) = -softplus(l) never overflow.
 */
export interface Objective {
  discriminator(real: Tensor, fake: Tensor): Scalar;
  generator(fake: Tensor): Scalar;
  /** D as it is shown and compared with D* = p_data / (p_data + p_g), from the network's output. */
  value(output: Tensor): Tensor;
}

const mean = (x: Tensor): Scalar => x.mean();
const crossEntropy = {
  /** -E[log D(x)] - E[log(1 - D(G(z)))] (Goodfellow et al. 2014, equation 1, negated). */
  discriminator: (real: Tensor, fake: Tensor): Scalar => mean(softplus(neg(real))).add(mean(softplus(fake))),
  value: (output: Tensor): Tensor => sigmoid(output),
};

export const OBJECTIVES = {
  /** G minimises E[log(1 - D(G(z)))], the game's own value. */
  minimax: { ...crossEntropy, generator: (fake) => neg(mean(softplus(fake))) },
  /** G maximises E[log D(G(z))] (Goodfellow et al. 2014, section 3): the same fixed point, stronger gradients early. */
  nonSaturating: { ...crossEntropy, generator: (fake) => mean(softplus(neg(fake))) },
  /** Mao et al. 2017, a = 0, b = c = 1: D's output is itself the estimate of D*. */
  leastSquares: {
    discriminator: (real, fake) => mean(square(real.sub(1))).add(mean(square(fake))).mul(0.5),
    generator: (fake) => mean(square(fake.sub(1))).mul(0.5),
    value: (output) => output,
  },
} satisfies Record<string, Objective>;
