import { toColumns } from "../../src/shared/run/metrics";
import type { LoggedRun } from "../../src/run/tensorboard/events";

/* A small run for tests of TensorBoard's event files. */

const rates = { lrD: 2 ** -10, lrG: 2 ** -11 };

/** A PNG of 2 x 1 pixels, red and blue. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOe" +
    "WQAAAABJRU5ErkJggg==",
  "base64",
);

export const LOGGED_RUN: LoggedRun = {
  state: "finished",
  createdAt: 1_800_000_000,
  updatedAt: 1_800_000_060.5,
  settings: {
    "training.batchSize": 64,
    "objective.loss": "hinge",
    "discriminator.spectralNorm": true,
    "generator.layers": "dense 4 tanh; dense 2",
  },
  columns: toColumns([
    { step: 1, time: 0.5, lossD: 1.5, lossG: 0, dReal: 0.5, dFake: 0.25, ...norms(3), ...rates },
    { step: 2, time: 1.25, lossD: NaN, lossG: -2, dReal: 1, dFake: 0, ...norms(4), ...rates },
  ]),
  evaluations: [
    {
      step: 2,
      time: "2027-01-15T08:00:02.000Z",
      results: { frechetDistance: { value: 12.5, settings: {} } },
    },
  ],
  pictures: [
    { step: 0, png: PNG },
    { step: 2, png: PNG },
  ],
};

function norms(norm: number): { gradNormD: number; gradNormG: number } {
  return { gradNormD: norm, gradNormG: norm / 2 };
}
