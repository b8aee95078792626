import {
  neg,
  relu,
  scalar,
  sigmoid,
  softplus,
  square,
  type Scalar,
  type Tensor,
} from "../tensor/tf";
import type { Loss } from "../shared/losses";

/* The losses of G and D as functions of D's outputs. */

/**
 * D's target labels for the cross-entropy losses, [n, 1] or scalars. They are 1 and 0 unless they
 * are smoothed or flipped.
 */
export interface Labels {
  real: Tensor;
  generated: Tensor;
}

/**
 * The losses of both networks, each of which is minimised, as functions of D's outputs for a real
 * and a generated batch, [n, 1]. The cross-entropy losses take the outputs as logits l with D =
 * sigmoid(l): log D = -softplus(-l) and log(1 - D) = -softplus(l) never overflow.
 */
interface Losses {
  discriminator(real: Tensor, fake: Tensor, labels?: Labels): Scalar;
  /** D's value as metrics report it: what `LossKind.output` says. */
  value(output: Tensor): Tensor;
}

interface LossesOfSamples extends Losses {
  generator(fake: Tensor): Scalar;
  generatorSeesReal?: undefined;
}

/** Losses of which G's also depends on D's outputs for a real batch, which are constant to G. */
interface LossesOfBoth extends Losses {
  generator(fake: Tensor, real: Tensor): Scalar;
  generatorSeesReal: true;
}

export type Objective = LossesOfSamples | LossesOfBoth;

const mean = (x: Tensor): Scalar => x.mean();

/** The mean cross entropy between labels t and logits l: -t log D - (1 - t) log(1 - D). */
const crossEntropyWith = (label: Tensor, logits: Tensor): Scalar =>
  mean(label.mul(softplus(neg(logits))).add(scalar(1).sub(label).mul(softplus(logits))));

const crossEntropy = {
  /** -E[log D(x)] - E[log(1 - D(G(z)))] (Goodfellow et al. 2014, equation 1, negated). */
  discriminator: (real: Tensor, fake: Tensor, labels?: Labels): Scalar =>
    labels
      ? crossEntropyWith(labels.real, real).add(crossEntropyWith(labels.generated, fake))
      : mean(softplus(neg(real))).add(mean(softplus(fake))),
  value: (output: Tensor): Tensor => sigmoid(output),
};
const nonSaturating = {
  ...crossEntropy,
  generator: (fake: Tensor): Scalar => mean(softplus(neg(fake))),
};
const critic = {
  generator: (fake: Tensor): Scalar => neg(mean(fake)),
  value: (output: Tensor): Tensor => output,
};

/**
 * Relativistic average logits, C(x) - E[C(G(z))] and C(G(z)) - E[C(x)]: how much more real a sample
 * is than the average sample of the other batch.
 */
const relativeLogits = (real: Tensor, fake: Tensor) => ({
  real: real.sub(mean(fake)),
  fake: fake.sub(mean(real)),
});

/** The mathematics of each loss; all else is said of it in `src/shared/losses.ts`. */
export const OBJECTIVES: Record<Loss, Objective> = {
  /** G minimises E[log(1 - D(G(z)))], the game's own value. */
  minimax: { ...crossEntropy, generator: (fake) => neg(mean(softplus(fake))) },
  /**
   * G maximises E[log D(G(z))] (Goodfellow et al. 2014, section 3): the same fixed point, stronger
   * gradients early.
   */
  nonSaturating,
  /** As the code of Goodfellow et al. 2014: half of D's loss. */
  halfSum: {
    ...nonSaturating,
    discriminator: (real, fake, labels) => crossEntropy.discriminator(real, fake, labels).mul(0.5),
  },
  /** Mao et al. 2017, a = 0, b = c = 1: D's output is itself the estimate of D*. */
  leastSquares: {
    discriminator: (real, fake) =>
      mean(square(real.sub(1)))
        .add(mean(square(fake)))
        .mul(0.5),
    generator: (fake) => mean(square(fake.sub(1))).mul(0.5),
    value: (output) => output,
  },
  /** Arjovsky et al. 2017: E[D(G(z))] - E[D(x)], the estimated distance negated. */
  wasserstein: { ...critic, discriminator: (real, fake) => mean(fake).sub(mean(real)) },
  /** Lim and Ye 2017; Miyato et al. 2018. */
  hinge: {
    ...critic,
    discriminator: (real, fake) => mean(relu(scalar(1).sub(real))).add(mean(relu(fake.add(1)))),
  },
  /**
   * Jolicoeur-Martineau 2018, RaSGAN (without the halves of its code): the cross entropies of
   * relative logits.
   */
  relativisticAverage: {
    ...critic,
    discriminator(real, fake) {
      const logits = relativeLogits(real, fake);
      return crossEntropy.discriminator(logits.real, logits.fake);
    },
    generator(fake, real) {
      const logits = relativeLogits(real, fake);
      return crossEntropy.discriminator(logits.fake, logits.real);
    },
    generatorSeesReal: true,
  },
  /** Jolicoeur-Martineau 2018, RSGAN; RpGAN in Huang et al. 2024. The i-th samples are a pair. */
  relativistic: {
    ...critic,
    discriminator: (real, fake) => mean(softplus(fake.sub(real))),
    generator: (fake, real) => mean(softplus(real.sub(fake))),
    generatorSeesReal: true,
  },
};
