/*
 * The trace of an iteration of a tiny run on 2-D points: k = 2 updates of D, then one of G.
 */

import type { IterationTrace, TracedUpdate } from "../../src/shared/run/trace";

const LATENTS = [0.5, -0.5, -1, 1];
const FAKE = [0.2, 0.2, -0.4, 0.1];

const ofD = (loss: number): TracedUpdate => ({
  latents: LATENTS,
  fake: FAKE,
  real: [0.5, 0.5, -0.5, -0.5],
  discriminator: {
    ...{ loss, lossAfter: loss - 0.01, gradient: 0.25, moved: 0.002 },
    ...{ dReal: 0.6, dRealAfter: 0.61, dFake: 0.4, dFakeAfter: 0.39 },
  },
});

/** The trace of iteration 101. */
export const TRACE: IterationTrace = {
  step: 101,
  loss: "nonSaturating",
  way: "alternating",
  adjustment: "none",
  pretraining: false,
  batch: 256,
  latentSize: 2,
  penalties: [],
  labelsMoved: false,
  optimizers: {
    generator: { type: "adam", learningRate: 0.001 },
    discriminator: { type: "sgd", learningRate: 0.1 },
  },
  data: "points",
  plane: {
    ...{ xMin: -1, xMax: 1, yMin: -1, yMax: 1 },
    d: { columns: 2, rows: 2, before: [0.4, 0.5, 0.5, 0.6], after: [0.3, 0.5, 0.5, 0.7] },
  },
  updates: [
    ofD(1.25),
    ofD(1.24),
    {
      latents: LATENTS,
      fake: FAKE,
      fakeAfter: [0.21, 0.22, -0.41, 0.1],
      descent: [0.1, 0.2, -0.1, 0],
      generator: {
        ...{ loss: 0.94, lossAfter: 0.93, gradient: 0.5, moved: 0.003 },
        ...{ dFake: 0.39, dFakeAfter: 0.395, shift: 0.015 },
      },
    },
  ],
};
