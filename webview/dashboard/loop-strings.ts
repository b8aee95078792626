import type { Update } from "./loop-parts";

/* The words of the loop: of its diagram, and of an iteration in slow motion. */

/** Numbers as texts, by the names that they have in the sentences below. */
type Texts<K extends string> = Record<K, string>;
type Moves = Texts<"gradient" | "optimizer" | "rate" | "moved">;

export const LOOP_STRINGS = {
  title: "The Loop",
  open: "Loop…",
  openTip: "Show what an iteration does, as a diagram and in slow motion",
  close: "Close",
  slowMotion: "Slow Motion",
  slowMotionTip: "Pause, and look into the next iteration stage by stage with its own numbers",
  live: "Back to Live",
  liveTip: "Show the newest samples and metrics again",
  trainIt: "Train This Iteration",
  trainItTip: "Make this iteration, and look into the one after it",
  lookAgain: "Look into the Next",
  play: "Play",
  pause: "Pause",
  previous: "Previous stage",
  next: "Next stage",
  stages: "Stages of the iteration",
  slow: "One iteration in slow motion",
  keys: "Arrow keys go from stage to stage, Space plays and pauses.",
  liveHint:
    "Newest samples and metrics. In slow motion each stage of the next iteration is told with its " +
    "own numbers; the run is paused for it.",
  restHint: "Newest samples and metrics. Slow motion needs a run that is being trained.",
  passed: (step: string) => `The run has gone on since: it is at step ${step}.`,
  refused: "The next iteration could not be looked into; the message of the editor says why.",
  iteration: (step: string) => `Iteration ${step}`,
  updateOf: (network: Update["network"], index: number, count: number) => {
    const whose = { discriminator: "D", generator: "G", both: "both networks" }[network];
    return count === 1 ? `Update of ${whose}` : `Update ${index} of ${count} of ${whose}`;
  },
  pretraining: "D is trained alone before the game begins",
  stageLabel: (index: number, name: string, group: string) => `${index}. ${name} (${group})`,

  latentSpace: "latents z",
  latentsOf: (size: number) => (size === 1 ? "1 number each" : `${size} numbers each`),
  samples: "samples G(z)",
  examples: "examples x",
  outputs: "what D says",
  lossOf: { discriminator: "loss of D", generator: "loss of G" },
  dReal: "D(x)",
  dFake: "D(G(z))",
  diagram: (numbers: string) =>
    "The loop of training: G makes samples of latents; D judges them and examples of the data; " +
    `losses of both; gradients back to D, and through D to G. ${numbers}`,

  names: {
    latents: "Draw latents",
    generate: "Generate",
    data: "Take examples",
    judge: "Judge",
    loss: "Loss",
    gradient: "Gradients",
    ahead: "Look ahead",
    update: "Update",
  },
  latents: (count: string, size: string) => `Draw ${count} latents z at random, ${size}.`,
  freshLatents: (count: string, size: string) => `Draw ${count} fresh latents z, ${size}.`,
  generate: {
    discriminator: "G makes a sample of each. D is to learn now, so G is held fixed.",
    generator: "G makes a sample of each. G is to learn now, so D is held fixed.",
    both: "G makes a sample of each. Both networks are to learn from the same batch.",
  } satisfies Record<Update["network"], string>,
  data: (count: string) => `Take ${count} examples x of the data.`,
  judgeBoth: (critic: boolean, { dReal, dFake }: Texts<"dReal" | "dFake">) =>
    critic
      ? `D scores each, higher for more real: on average ${dReal} for the examples and ${dFake} ` +
        "for the samples."
      : `D says how real each looks, from 0 to 1: on average ${dReal} for the examples and ` +
        `${dFake} for the samples.`,
  judgeFake: (dFake: string) =>
    `D, as it is now, judges the samples: ${dFake} on average. G wants that to rise.`,
  lossD: (critic: boolean, loss: string) =>
    critic
      ? `D's loss is ${loss}. It falls as D scores the examples above the samples.`
      : `D's loss is ${loss}. It is least where D says 1 of each example and 0 of each sample.`,
  undecided: (loss: string) => `A D that always said 1/2 would have ${loss}.`,
  penalties: (names: string) => `The penalty is part of it: ${names}.`,
  labelsMoved: "Its labels are smoothed or flipped, so that 1 and 0 are not quite its targets.",
  lossG: (relative: boolean, loss: string) =>
    relative
      ? `G's loss is ${loss}. It falls as D takes the samples for more real than the examples.`
      : `G's loss is ${loss}. It falls as D takes the samples for more real.`,
  lossBoth: (lossD: string, lossG: string) =>
    `D's loss is ${lossD} and G's ${lossG}: on the same batch, at the same weights.`,
  gradientG: (points: boolean) =>
    "The gradient of the loss goes back through D, whose weights stay, to the samples: " +
    (points
      ? "an arrow shows where it would move each."
      : "it says how each of their numbers would have to change."),
  gradientBoth: (d: string, g: string) =>
    `Both gradients are taken at these weights: D's has norm ${d}; G's goes through D to the ` +
    `samples and on to G, and has norm ${g}.`,
  adjusted: (name: string) => `The adjustment "${name}" changes both before they are used.`,
  ahead: (lossD: string, lossG: string) =>
    "Extragradient first looks ahead: both networks move, and are measured there on a fresh " +
    `batch: losses ${lossD} and ${lossG}. The gradients from there count, at the weights before.`,
  updateD: (
    { gradient, optimizer, rate, moved }: Moves,
    after: Texts<"dReal" | "dFake" | "loss">,
  ) =>
    `The gradient of the loss goes back through D (norm ${gradient}). ${optimizer}, at rate ` +
    `${rate}, moves D's weights by ${moved}. On this batch D then says ${after.dReal} of the ` +
    `examples and ${after.dFake} of the samples, and its loss is ${after.loss}.`,
  updateG: (
    { gradient, optimizer, rate, moved }: Moves,
    after: Texts<"dFake" | "loss" | "shift">,
  ) =>
    `From the samples the gradient goes on through G (norm ${gradient}). ${optimizer}, at rate ` +
    `${rate}, moves G's weights by ${moved}, and with them the samples by ${after.shift} on ` +
    `average. D then says ${after.dFake} of them, and G's loss is ${after.loss}.`,
  updateBoth: (moved: Texts<"d" | "g">, after: Texts<"dReal" | "dFake" | "lossD" | "lossG">) =>
    `Both move at once: D's weights by ${moved.d}, G's by ${moved.g}. On this batch D then says ` +
    `${after.dReal} of the examples and ${after.dFake} of the samples; the losses are ` +
    `${after.lossD} and ${after.lossG}.`,
} as const;
