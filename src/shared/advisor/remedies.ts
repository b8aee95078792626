import { formatNumber } from "../text/format";
import type { Remedy } from "./verdict";

/* The remedies by their names in verdicts: what each does, why it helps, and who says so. */

export interface RemedyKindRecord {
  /** What is done, as an order: `Lower G's learning rate`. */
  title: string;
  /** Why it helps, in one sentence. */
  why: string;
  source: string;
}

export const REMEDY_KINDS = {
  addR1: {
    title: "Add the r1 penalty to D",
    why: "It keeps D from steep answers at the data, so that the players come to rest.",
    source: "Mescheder et al. 2018",
  },
  addGradientPenalty: {
    title: "Add the gradient penalty to the critic",
    why: "It bounds the critic's slope, without which its loss has no least value.",
    source: "Gulrajani et al. 2017",
  },
  addInstanceNoise: {
    title: "Add instance noise to what D sees",
    why: "Data and samples then overlap, so that D cannot separate them and teaches G again.",
    source: "Sønderby et al. 2017; Arjovsky and Bottou 2017",
  },
  useNonSaturating: {
    title: "Use the non-saturating loss",
    why: "G's gradient then stays large where D is certain of its samples.",
    source: "Goodfellow et al. 2014, section 3",
  },
  lowerGeneratorRate: {
    title: "Lower G's learning rate below D's",
    why: "D then has time to follow G: two time scales, D the faster one.",
    source: "Heusel et al. 2017",
  },
  raiseToGeneratorRate: {
    title: "Raise D's learning rate to G's",
    why: "D is then as fast as G, and can follow it.",
    source: "Heusel et al. 2017",
  },
  raiseDiscriminatorRate: {
    title: "Raise D's learning rate",
    why: "D is then fast enough to see the difference between data and samples.",
    source: "Heusel et al. 2017",
  },
  lowerRates: {
    title: "Lower both learning rates",
    why: "Shorter steps cannot throw the weights so far.",
    source: "Goodfellow et al. 2016, Deep Learning, section 11.4.1",
  },
  raiseRates: {
    title: "Raise both learning rates",
    why: "Longer steps along the same gradients move the weights in the time that there is.",
    source: "Goodfellow et al. 2016, Deep Learning, section 11.4.1",
  },
  usePacking: {
    title: "Let D judge two samples at once",
    why: "A lack of variety shows in two samples at once, which D then punishes.",
    source: "Lin et al. 2018 (PacGAN)",
  },
} as const satisfies Record<string, RemedyKindRecord>;

export type RemedyName = keyof typeof REMEDY_KINDS;

/** Of a name that another version has given; undefined where this one does not know it. */
export const remedyKind = (name: string): RemedyKindRecord | undefined =>
  Object.hasOwn(REMEDY_KINDS, name) ? REMEDY_KINDS[name as RemedyName] : undefined;

/** What a remedy sets, as it is typed: `optimizer.generator.learningRate=0.00025`. */
export const settingTexts = ({ set }: Remedy): string[] =>
  set.map(({ path, value }) => `${path}=${valueText(value)}`);

const valueText = (value: unknown): string =>
  typeof value === "number" ? formatNumber(value).replaceAll(",", "") : JSON.stringify(value);
