import { formatNumber } from "../text/format";

/*
 * What the figures of an evaluation depend on. Two figures of one name can be compared only
 * where their provenance agrees in all but what belongs to each run by itself.
 */

/** What every figure depends on. */
export type CommonProvenance = {
  /**
   * The data that it is a distance from, with the settings that shape it: `ring (modes 8, radius 1,
   * stddev 0.01)`.
   */
  data: string;
  /** Of a person's own data: the hash of their content. */
  dataHash?: string;
  /** How many samples of G. */
  samples: number;
  /** Whose: G as it is trained, or the moving average of its weights. */
  generator: "current" | "average";
  /** Of a conditional GAN: which classes it was asked for. */
  classes?: "as in the data";
  step: number;
  /** Of the latent vectors, and of whatever else is drawn. */
  seed: number;
};

/** The real examples that samples are compared with. */
export type RealProvenance = {
  real: number;
  /** Which they are: `rows 0-9999 of the test set`; of synthetic data `drawn afresh`. */
  rows: string;
  /** Only there where the run was trained with them: the figure is then no held-out one. */
  seenInTraining?: true;
};

/** What turns an example into the numbers that are compared. */
export type FeaturesProvenance = {
  /** `mnist-classifier-v1`, `inception-2015-12-05`, or `values` for the example itself. */
  features: string;
  /** Of the extractor's weights; none for `values`. */
  featuresHash?: string;
  dimensions: number;
} & Partial<PixelProvenance>;

/** The range in which pixels were measured, whatever the range of the training. */
export type PixelProvenance = { pixelRange: string };

/** What follows the ± of a figure. */
export type SpreadProvenance = { plusMinus: string; ddof: 0 };

/**
 * D's output is a probability, or whatever number a critic gives; with packing it is that on a pack
 * of one sample repeated.
 */
export type JudgeProvenance = { output: "probability" | "critic"; packing?: number };
/** The grid on which D was compared with D*, and how p_g was estimated there. */
export type OptimumProvenance = { density: string } & (
  | { points: number; from: number; to: number }
  /** Of 2-D data: means over cells, for which D was asked at some places in each. */
  | { cells: string; placesACell: number }
);
export type ModesProvenance = { of: number; within: string };

/** Provenance as it is read back from a run: also of a run that another version has evaluated. */
export type StoredProvenance = Record<string, string | number | boolean>;

/** What belongs to a run or a moment by itself and may differ between figures that are compared. */
const OWN: ReadonlySet<string> = new Set(["step", "seed", "sigma"]);

export const isOwnToARun = (key: string): boolean => OWN.has(key);

/** Figures of one name with equal keys can be set side by side. */
export function comparisonKey(provenance: StoredProvenance): string {
  return JSON.stringify(
    Object.entries(provenance)
      .filter(([key]) => !OWN.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The parts in which provenance differs, of those that must agree. */
export function differingParts(provenances: readonly StoredProvenance[]): string[] {
  const keys = [...new Set(provenances.flatMap(Object.keys))].filter((key) => !OWN.has(key));
  return keys.filter((key) => new Set(provenances.map((provenance) => provenance[key])).size > 1);
}

/**
 * What several figures depend on, said once: what all do, and what those by the same titles do
 * beside it.
 */
export function describeSharedProvenance(
  figures: readonly { title: string; settings: StoredProvenance }[],
): { all: string; own: { titles: string[]; text: string }[] } {
  const first = figures[0]?.settings ?? {};
  const shared = Object.keys(first).filter((key) =>
    figures.every(({ settings }) => settings[key] === first[key]),
  );
  const own = new Map<string, string[]>();
  for (const { title, settings } of figures) {
    const text = describeProvenance(
      settings,
      Object.keys(settings).filter((key) => !shared.includes(key)),
    );
    if (text) own.set(text, [...(own.get(text) ?? []), title]);
  }
  return {
    all: describeProvenance(first, shared),
    own: [...own].map(([text, titles]) => ({ titles, text })),
  };
}

/**
 * All parts of a figure's provenance in words, or those that are named: `10,000 samples of G,
 * 10,000 real (rows 0-9999 of the test set), ddof 1`.
 */
export function describeProvenance(
  provenance: StoredProvenance,
  keys: readonly string[] = Object.keys(provenance),
): string {
  return keys.map((key) => partText(key, provenance[key])).join(", ");
}

function partText(key: string, value: StoredProvenance[string] | undefined): string {
  if (value === undefined)
    return key === "dataHash" ? "data of a hash that was not recorded" : `no ${key}`;
  return (
    TEXTS[key]?.(typeof value === "number" ? formatNumber(value, 5) : String(value)) ??
    `${key} ${typeof value === "number" ? formatNumber(value, 5) : value}`
  );
}

/** Parts that read better in words of their own. */
const TEXTS: Record<string, (value: string) => string> = {
  dataHash: (hash) => `data of hash ${hash}`,
  samples: (count) => `${count} samples of G`,
  generator: (which) => (which === "average" ? "average of G" : "G as trained"),
  classes: (which) => `classes ${which}`,
  real: (count) => `${count} real`,
  rows: (rows) => rows,
  seenInTraining: () => "trained with",
  validation: (count) => `${count} for sigma`,
  validationRows: (rows) => rows,
  validationSeenInTraining: () => "those trained with",
  features: (name) => (name === "values" ? "plain values" : `features of ${name}`),
  featuresHash: (hash) => `hash ${hash}`,
  dimensions: (count) => `${count} dimensions`,
  pixelRange: (range) => `pixels ${range}`,
  sigmas: (range) => `of ${range}`,
  plusMinus: (what) => `± ${what}`,
  of: (count) => `of ${count}`,
  packing: (count) => `packs of ${count}`,
  output: (what) => `D a ${what}`,
  subsetSize: (count) => `of ${count} each`,
  bins: (count) => `${count} bins`,
  cells: (count) => `${count} cells`,
  placesACell: (count) => `${count} places in each`,
  pairs: (count) => `${count} pairs`,
  scales: (count) => `${count} scales`,
  level: (level) => `at the level ${level}`,
  nearerThan: (what) => `nearer than ${what}`,
  answerSteps: (count) => `${count} updates of each player`,
  subsets: (count) => `${count} subsets`,
};
