import { figureKind } from "../../src/shared/evaluation/evaluations";
import { OPTIMIZER_SETTINGS } from "../../src/shared/protocol/optimizer-settings";

/* What the numbers of a run mean, in plain words: what each is, and what its course tells. */

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
export const figureHelp = (name: string): string | undefined => figureKind(name)?.help;

/** Of the learning rate, which all optimizers have. */
export const LEARNING_RATE_HELP = OPTIMIZER_SETTINGS["adam"]?.settings.find(
  ({ name }) => name === "learningRate",
)?.help;

/** Of other settings in the page's forms, by their names in a config. */
export const SETTING_HELP: Readonly<Record<string, string>> = {
  loss:
    "What each network minimises. Another loss can be taken in the middle of a run; the " +
    "curves then show another quantity from that step. A critic's loss (Wasserstein, hinge) " +
    "needs a D that is kept in bounds by a penalty, weight clipping or spectral " +
    "normalisation.",
  discriminatorSteps:
    "How often D is updated in a step, each time on fresh data and noise. 1 is usual; 5 with " +
    "the Wasserstein loss. More makes D stronger and each step slower.",
  generatorSteps:
    "How often G is updated in a step, each time on fresh noise. 1 is usual; 2 or 3 where D " +
    "wins too easily. The loss of G in the charts is that of the last of these updates.",
};
