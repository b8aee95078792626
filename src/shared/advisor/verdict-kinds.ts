/*
 * What can go wrong with a run, by the names that verdicts have in `events.jsonl`: what each is
 * called, what it means, and who has described it.
 */

export interface VerdictKindRecord {
  /** What a person calls it, as the beginning of a sentence. */
  title: string;
  /** What it means, in two sentences for a student. */
  meaning: string;
  /** Where a researcher can read of it. */
  source: string;
  /** What may help where no single change is to be proposed: the experiment has them all, or none fits. */
  otherwise: string;
}

export const VERDICT_KINDS = {
  diverged: {
    title: "Training diverged",
    meaning:
      "A weight or a loss is no finite number any more, so no further step can be made. Steps " +
      "that are too long make weights grow until they overflow.",
    source: "Goodfellow et al. 2016, Deep Learning, section 8.2.4",
    otherwise: "Smaller rates in the schedules, or gradient clipping, may help.",
  },
  gradientsExplode: {
    title: "Gradients explode",
    meaning:
      "A network's gradient has grown far beyond what it was, so each step throws its weights " +
      "further than the last. Training mostly breaks down soon after.",
    source:
      "Pascanu et al. 2013; for GANs Brock et al. 2019, section 4; a norm over 100 is the mark of " +
      "Chintala et al. 2016 (How to Train a GAN, 10)",
    otherwise: "Smaller rates in the schedules, or gradient clipping, may help.",
  },
  gradientVanishes: {
    title: "G's gradient vanishes",
    meaning:
      "D is so certain of G's samples that its output does not change when they do, or G's own units " +
      "are dead. G is then told nothing of how to become better.",
    source: "Goodfellow et al. 2014, section 3; Arjovsky and Bottou 2017, theorem 2.4",
    otherwise: "A smaller D, or more noise on what it is shown, may help.",
  },
  discriminatorWins: {
    title: "D wins",
    meaning:
      "D tells every sample from the data, and its loss goes to 0. What it can still teach G is " +
      "little and erratic, and G often stays where it is.",
    source: "Arjovsky and Bottou 2017, theorem 2.1; Chintala et al. 2016 (How to Train a GAN, 10)",
    otherwise: "A smaller D, or more noise on what it is shown, may help.",
  },
  discriminatorLags: {
    title: "D does not follow G",
    meaning:
      "D takes samples for more real than the data, for many steps on end. G then learns from a " +
      "judge who is wrong, and leaves the data.",
    source: "Heusel et al. 2017 (two time-scale update rule)",
    otherwise: "A larger D, or more of its updates for one of G, may help.",
  },
  discriminatorCannotLearn: {
    title: "D cannot learn",
    meaning:
      "D has given data and samples the same answer since the start. A D that sees no difference " +
      "tells G nothing, however bad the samples are.",
    source: "Goodfellow et al. 2014, section 3 (D is to be kept near its optimum)",
    otherwise: "Larger rates in D's schedule, or a larger D, may help.",
  },
  oscillates: {
    title: "The players circle",
    meaning:
      "D's lead comes and goes: G moves to where D was wrong, D follows, and G moves on. Mostly " +
      "samples hop between parts of the data instead of covering them.",
    source: "Mescheder et al. 2017; Mescheder et al. 2018; Berard et al. 2020",
    otherwise: "Smaller rates, lookahead of both networks, or a method for two players may help.",
  },
  spikes: {
    title: "D's loss spikes",
    meaning:
      "Now and then D's loss jumps to many times what is usual. Single steps that are too long undo " +
      "what was learnt before.",
    source: "Chintala et al. 2016 (How to Train a GAN, 10: the variance of D's loss)",
    otherwise: "Smaller rates in the schedules, or gradient clipping, may help.",
  },
  ratesDoNothing: {
    title: "The learning rates move nothing",
    meaning:
      "Losses and gradients, or samples, are what they were at the start. Gradients are there, but the steps " +
      "along them are too short to change anything in this run.",
    source: "Goodfellow et al. 2016, Deep Learning, section 11.4.1",
    otherwise: "Larger rates in the schedules, or more steps, may help.",
  },
  collapsed: {
    title: "Samples have collapsed",
    meaning:
      "G makes nearly the same sample from every latent vector, though the data is varied. It has " +
      "found one place where D is wrong, and D alone cannot tell it that the others are empty.",
    source: "Goodfellow 2016, NIPS tutorial, section 5.1.1; Salimans et al. 2016, section 3.2",
    otherwise: "A larger G, a D that sees how varied a batch is, or another loss may help.",
  },
  modesMissing: {
    title: "Parts of the data are missing",
    meaning:
      "Some of what is in the data never appears among the samples, and other parts appear too " +
      "often. Each sample may look good; it is their variety that is wrong.",
    source: "Richardson and Weiss 2018 (NDB); Srivastava et al. 2017",
    otherwise: "A larger G, a D that sees how varied a batch is, or another loss may help.",
  },
  recallFalls: {
    title: "Variety is being lost",
    meaning:
      "Samples are as good as before, but they cover less of the data than they did. That is mode " +
      "collapse on its way.",
    source: "Kynkäänniemi et al. 2019; Naeem et al. 2020",
    otherwise: "Smaller rates from an earlier checkpoint on may help.",
  },
  farFromEquilibrium: {
    title: "The game stays far from its equilibrium",
    meaning:
      "Each player could still gain much against the other as it is. Where training goes well this " +
      "gap becomes small, and at an equilibrium it is 0.",
    source: "Grnarova et al. 2019",
    otherwise: "A method for two players, or networks of more equal size, may help.",
  },
  memorises: {
    title: "Samples copy training examples",
    meaning:
      "Many samples are all but equal to an example that was trained with. G then repeats the data " +
      "and has not learnt its distribution.",
    source: "Meehan et al. 2020; Theis et al. 2016",
    otherwise: "Less training, more data or a smaller G may help.",
  },
  discriminatorOverfits: {
    title: "D overfits",
    meaning:
      "D takes the examples that it trains with for real, but not those that it has never seen. It " +
      "has learnt the examples by heart and pushes G towards copying them.",
    source: "Karras et al. 2020 (ADA), section 3",
    otherwise: "More data or a smaller D may help.",
  },
} as const satisfies Record<string, VerdictKindRecord>;

export type VerdictKind = keyof typeof VERDICT_KINDS;
export const VERDICT_NAMES = Object.keys(VERDICT_KINDS) as VerdictKind[];

/** Of a kind that another version has named; undefined where this one does not know it. */
export const verdictKind = (kind: string): VerdictKindRecord | undefined =>
  Object.hasOwn(VERDICT_KINDS, kind) ? VERDICT_KINDS[kind as VerdictKind] : undefined;
