import type { MetricName } from "../run/metrics";

/* The signals that verdicts rest on: what each is called, and which curves show it. */

export interface SignalKind {
  /** As a sentence names it: `the mean of D(x)`. */
  title: string;
  /** Its number is a share: shown in per cent. */
  share?: true;
  /** The curves on which its steps are marked. */
  curves: readonly MetricName[];
}

export const SIGNAL_KINDS = {
  dReal: { title: "the mean of D(x)", curves: ["dReal"] },
  dFake: { title: "the mean of D(G(z))", curves: ["dFake"] },
  gap: { title: "the mean of D(x) - D(G(z))", curves: ["dReal", "dFake"] },
  largestGap: { title: "the largest D(x) - D(G(z)) of any window", curves: ["dReal", "dFake"] },
  wrongShare: {
    title: "the share of windows in which D takes samples for more real than data",
    share: true,
    curves: ["dReal", "dFake"],
  },
  gapSteadiness: {
    title: "the mean of D(x) - D(G(z)) over its standard deviation between windows",
    curves: ["dReal", "dFake"],
  },
  gradNormD: { title: "the median norm of D's gradient", curves: ["gradNormD"] },
  gradNormG: { title: "the median norm of G's gradient", curves: ["gradNormG"] },
  gradGrowthD: { title: "the growth of D's gradient norm", curves: ["gradNormD"] },
  gradGrowthG: { title: "the growth of G's gradient norm", curves: ["gradNormG"] },
  gradShareG: { title: "G's gradient norm over its largest so far", curves: ["gradNormG"] },
  movement: {
    title: "the largest relative change of losses and gradient norms since the start",
    share: true,
    curves: ["lossD", "lossG", "gradNormD", "gradNormG"],
  },
  spikyShare: {
    title: "the share of windows in which D's loss jumps",
    share: true,
    curves: ["lossD"],
  },
  spread: { title: "the spread of samples over that of the data", curves: [] },
  missingBins: {
    title: "the share of the data's bins that have too few samples",
    share: true,
    curves: [],
  },
  crowdedBins: {
    title: "the share of the data's bins that have too many samples",
    share: true,
    curves: [],
  },
  lacking: {
    title: "the share of the data that is lacking, by how samples are shared out among its parts",
    share: true,
    curves: [],
  },
  sharedNearest: {
    title: "the share of samples that have their nearest training example in common with others",
    share: true,
    curves: [],
  },
  changed: {
    title: "how much samples have changed since before training",
    share: true,
    curves: [],
  },
  copies: {
    title: "the share of samples that are all but copies of training examples",
    share: true,
    curves: [],
  },
  recallDrop: { title: "how much of its best value recall has lost", share: true, curves: [] },
  coverageDrop: { title: "how much of its best value coverage has lost", share: true, curves: [] },
  classKl: { title: "the divergence of the samples' classes from the data's", curves: [] },
  classEntropy: {
    title: "the entropy of the samples' classes over that of the data's",
    curves: [],
  },
  dualityGap: { title: "the duality gap", curves: [] },
  similarity: { title: "the MS-SSIM of two samples less that of two examples", curves: [] },
  duplicates: {
    title: "the share of samples that are all but the same as another",
    share: true,
    curves: [],
  },
  heldOutGap: { title: "D(x) of training data less that of held-out data", curves: ["dReal"] },
  notFiniteAt: {
    title: "the step at which a number was no longer finite",
    curves: ["lossD", "lossG"],
  },
} as const satisfies Record<string, SignalKind>;

export type SignalName = keyof typeof SIGNAL_KINDS;

/** Of a signal that only another version knows its name alone. */
export const signalKind = (name: string): SignalKind =>
  Object.hasOwn(SIGNAL_KINDS, name)
    ? SIGNAL_KINDS[name as SignalName]
    : { title: name, curves: [] };
