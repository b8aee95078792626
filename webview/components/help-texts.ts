import { figureKind } from "../../src/shared/evaluation/evaluations";

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

/** What a figure of an evaluation tells; undefined for one of another version. */
export const measureHelp = (name: string): string | undefined => figureKind(name)?.help;

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
