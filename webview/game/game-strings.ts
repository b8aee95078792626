import type { Pull } from "../../src/shared/game-text";

/* What the page that looks at the game says. */

const PULLS: Record<Pull, { title: string; meaning: string }> = {
  attracts: {
    title: "The game attracts here",
    meaning:
      "As far as these eigenvalues tell, gradient descent with small steps is drawn to a place " +
      "like this one.",
  },
  rotates: {
    title: "The game rotates here",
    meaning:
      "It turns around a place like this one more than it is drawn to it: steps that are not " +
      "small are thrown out, and the players circle.",
  },
  repels: {
    title: "The game repels here",
    meaning: "Along some directions gradient descent is driven away from a place like this one.",
  },
  notFinite: {
    title: "The game is not finite here",
    meaning: "Weights, losses or gradients are NaN or infinite: the run has diverged.",
  },
};

export const GAME_STRINGS = {
  opening: "Opening the run…",
  title: (name: string) => `Game of ${name}`,
  openDashboard: "Open the dashboard",
  noCheckpoint: "The run has no checkpoint yet: the game is looked at in one.",
  settings: "How the game is looked at",
  at: "Checkpoint",
  latest: (step: string) => `latest, step ${step}`,
  step: (step: string) => `step ${step}`,
  from: "Path from",
  fromHelp:
    "Another checkpoint of the run: the game is looked at on the straight line from its weights " +
    "to those of this one (Berard et al. 2020).",
  noPath: "no path",
  samples: "Samples",
  samplesHelp: "Of the data and of G, in the batch on which losses and gradients are taken.",
  eigenvalues: "Eigenvalues",
  eigenvaluesHelp: "How many of each matrix, the largest first.",
  answerSteps: "Updates of an answer",
  answerStepsHelp:
    "For the duality gap each player is trained alone for so many updates, on a copy, to find " +
    "its best answer to the other.",
  bounds: (least: string, most: string) => `a whole number from ${least} to ${most}`,
  measure: "Look at the Game",
  cancel: "Cancel",
  progress: "Progress",
  percent: (what: string, percent: number) => `${what}, ${percent} %`,
  cancelled: "Cancelled. Nothing was changed.",
  measured: (step: string, samples: string, engine: string) =>
    `Step ${step}, on ${samples} samples, on ${engine}`,
  pulls: PULLS,
  eigenvaluesTitle: "Eigenvalues in the complex plane",
  eigenvaluesAbout:
    "Gradient descent is drawn to a place where all real parts of the Jacobian's eigenvalues are " +
    "positive. Where an imaginary part is the larger, it turns.",
  planeLabel: (pull: string) => `${pull}. The table below has all eigenvalues.`,
  matrix: "Of",
  matrices: {
    jacobian: "the game's Jacobian",
    generator: "G's own Hessian",
    discriminator: "D's own Hessian",
  },
  real: "Real part",
  imaginary: "Imaginary part",
  residual: "May be off by",
  gapTitle: "Duality gap",
  gapHelp:
    "What D could still gain against this G, and G against this D (Grnarova et al. 2019). It is " +
    "0 at an equilibrium and above 0 elsewhere; found by few updates it is an underestimate. " +
    'The evaluation "dualityGap" measures it while a run trains.',
  gap: (gap: string, d: string, g: string) =>
    `${gap}: D could bring the game's value up to ${d}, G down to ${g}.`,
  pathTitle: (from: string, to: string) => `Path from step ${from} to step ${to}`,
  pathHelp:
    "Alpha 0 is the first checkpoint, 1 this one. A cosine that changes its sign at 1 is a place " +
    "that attracts; a bump there is rotation (Berard et al. 2020).",
  pathLabel: (title: string) => `${title} along the path. The table below has all numbers.`,
  numbers: "Numbers of the path",
  alpha: "Alpha",
  cosine: "Cosine",
  norm: "Norm",
  lossG: "Loss of G",
  lossD: "Loss of D",
};
