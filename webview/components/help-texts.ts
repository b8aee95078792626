import type { MeasureName } from "../../src/shared/evaluation/provenance";

/* What the figures of a run mean, in plain words: what each is, and what its course tells. */

/** Of the charts of what is recorded at each step, by their ids. */
export const CHART_HELP: Readonly<Record<string, string>> = {
  losses:
    "What each network minimises, on the batch of each step. The two play against each " +
    "other, so neither has to fall: in a healthy run both move about a level. A D loss " +
    "near 0 means that D tells all samples apart, and G then learns little. A loss that " +
    "grows without end has diverged: lower the learning rate, or take another loss.",
  outputs:
    "D(x) is D's mean output for real examples, D(G(z)) for generated ones: 1 means real, " +
    "0 generated. When G is as good as the data D cannot tell them apart, and both are " +
    "near ½. D(x) near 1 with D(G(z)) near 0 means that D has won for now. For a critic " +
    "(wasserstein, hinge) the outputs have no fixed range; what counts is the distance " +
    "between the two lines.",
  gradients:
    "The Euclidean norm of the gradient of each network's loss by all its weights: how " +
    "steep the ground is where the network stands. Steady values are good. A norm that " +
    "falls to almost 0 means that the network has stopped learning; one that grows by " +
    "powers of ten announces divergence. Gradient clipping and a lower learning rate help.",
  learningRates:
    "How far each network's optimizer moves along its gradient in a step. It is what the " +
    "config says, or what its schedule gives at each step; a change made in the middle of " +
    "a run shows as a jump.",
};

/** Of the measures that compare samples with data. */
export const MEASURE_HELP: Readonly<Record<MeasureName, string>> = {
  meanDReal:
    "D's mean output for real examples. Near ½ means that D cannot tell them from samples; " +
    "far above it D still has the upper hand.",
  meanDGenerated:
    "D's mean output for generated samples. Near ½ means that D takes them for real as " +
    "often as not; near 0 that it sees through them.",
  w1:
    "The Wasserstein-1 distance: how far, on average, samples have to be moved to be spread " +
    "like the data, in the data's own unit. 0 is perfect, but a finite number of samples " +
    "never quite reaches it. It should fall over the run.",
  jensenShannon:
    "The Jensen-Shannon divergence between the densities of samples and data: 0 where they " +
    "are equal, log 2 (0.693) where they have nothing in common. It should fall over the " +
    "run.",
  distanceFromOptimum:
    "How far D is from D*, the best possible discriminator for the present generator, on " +
    "average over the samples. Small means that D keeps up with G; a rising course means " +
    "that G moves faster than D can follow.",
  modesCovered:
    "How many of the data's modes have at least some samples. Fewer than there are is mode " +
    "collapse: G leaves parts of the data out. It should rise to the number of modes and " +
    "stay there.",
  highQuality:
    "The share of samples that lie close to a mode, within a few standard deviations. 1 is " +
    "best. A high share with few modes covered means that G makes a few things well and " +
    "leaves out the rest.",
  reverseKl:
    "How unevenly samples are shared out among the modes, as the Kullback-Leibler " +
    "divergence from the data's shares: 0 means in the right proportions; it grows as " +
    "modes are preferred or left out. It should fall towards 0.",
  parzen:
    "The mean log-likelihood of real examples under a density that is put around the " +
    "samples. Higher is better, but it is a rough measure in many dimensions: compare runs " +
    "only with the same number of samples.",
  fid:
    "The Fréchet distance between samples and real examples, each seen by a classifier and " +
    "described by means and covariances. Lower is better, 0 is perfect. It depends on the " +
    "classifier and on the number of samples, so compare only figures that agree in both.",
  kid:
    "The kernel distance between samples and real examples as a classifier sees them. Lower " +
    "is better; unlike FID it has no bias with few samples, and may come out slightly below " +
    "0.",
  inceptionScore:
    "How certain a classifier is of each sample, and how varied its verdicts are. Higher " +
    "is better, at most the number of classes. It never looks at the data, so samples that " +
    "are only learnt by heart score well too.",
  classesCovered:
    "How many classes a classifier finds among the samples. It should rise to the number " +
    "of classes; fewer is mode collapse.",
  classKl:
    "How unevenly samples are shared out among the classes, compared with the data: 0 " +
    "means in the right proportions. It should fall towards 0.",
  classAgreement:
    "Of a conditional GAN: the share of samples that a classifier puts into the class that " +
    "was asked for. 1 is best.",
  precision:
    "The share of samples that look like some real example: how good they are. 1 is best. " +
    "High precision with low recall means good but few kinds of samples.",
  recall:
    "The share of real examples that look like some sample: how much of the data is " +
    "covered. 1 is best. Low recall is mode collapse.",
  density:
    "How thickly samples lie where real examples are. Around 1 is good; it may be more. " +
    "Like precision, but an outlier among the data disturbs it less.",
  coverage:
    "The share of real examples that have a sample close by. 1 is best. Like recall, but " +
    "an outlier among the samples disturbs it less.",
};

/** What a measure tells; undefined for one of another version. */
export const measureHelp = (name: string): string | undefined =>
  (MEASURE_HELP as Record<string, string>)[name];

/** Of the settings in the page's forms, by their names in a config. */
export const SETTING_HELP: Readonly<Record<string, string>> = {
  loss:
    "What each network minimises. Another loss can be taken in the middle of a run; the " +
    "curves then show another quantity from that step. A critic's loss (Wasserstein, hinge) " +
    "needs a D that is kept in bounds by a penalty, weight clipping or spectral " +
    "normalisation.",
  discriminatorSteps:
    "How often D is updated for each update of G, each time on fresh data and noise. 1 is " +
    "usual; 5 with the Wasserstein loss. More makes D stronger and each step slower.",
  learningRate:
    "How far a step goes along the gradient. Too high and the losses jump or diverge, too " +
    "low and little happens. GANs mostly want 0.0001 to 0.001 with Adam; change it by " +
    "factors of 2 to 10.",
  beta1:
    "How long the mean of gradients remembers. 0.9 is usual elsewhere; GANs often train " +
    "more calmly with 0.5, or 0.",
  beta2:
    "How long the mean of squared gradients remembers. 0.999 is usual; a lower value " +
    "reacts faster to a changed scale of the gradients.",
  epsilon:
    "Added to the divisor, so that tiny gradients are not blown up. Rarely worth a change; " +
    "a larger value makes adaptive steps more careful.",
  momentum:
    "The share of the last step that is added to the next. 0.9 is usual; 0.5 or less is calmer.",
  initialAccumulator:
    "What the sum of squared gradients begins with. Larger values make the first steps shorter.",
  momentumDecay:
    "How slowly NAdam's momentum grows to its full value. 0.004 is usual; rarely worth a change.",
  rule:
    "How momentum enters a step: as in textbooks, or as in PyTorch. They differ only when " +
    "the rate changes.",
  rho: "How long the mean of squared gradients remembers. 0.9 is usual.",
  weightDecay:
    "Pulls all weights towards 0 in proportion to their size. Leave it off, or try 0.0001 " +
    "to 0.01 where D learns its examples by heart.",
  decoupledWeightDecay:
    "Weight decay that does not pass through the optimizer's own scaling (as in AdamW). " +
    "Leave it off, or try 0.01.",
  l1:
    "Pulls all weights towards 0 by the same amount, which makes many of them 0. Mostly left " +
    "off.",
  type:
    "Limits gradients that are too large: each number by itself, the norm of each tensor, or " +
    "the norm of all together.",
  limit: "The limit for clipping. 1 is a usual first try for norms.",
  eta: "The size of noise that is added to gradients, and fades over the steps.",
  gamma: "How fast the noise of gradients fades: higher is faster. 0.55 is usual.",
  every: "Lookahead: after so many steps the slow weights follow the fast ones. 5 to 10 is usual.",
  rate: "Lookahead: how far the slow weights follow, from 0 to 1. 0.5 is usual.",
};
