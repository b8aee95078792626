import { MISSING_SHARE } from "../metrics/bins";
import { entropy } from "../metrics/divergence";
import type { SampleGroup } from "../shared/advisor/verdict";
import type { ImagesPicture } from "../shared/run/picture";
import type { SampleSignals } from "./sample-signals";
import { shareOf } from "./statistics";

/* What samples that are pictures are like. */

/**
 * The root mean square of the differences of a copy's pixels, in [0, 1], to those of its example.
 * Samples of G's that copied 16 digits were at 0.06 at most, others of digits at 0.12 at least.
 */
const COPY_RMS = 0.07;
/**
 * Where examples are many for what they vary in, any good sample is near one of them: a copy is
 * nearer to its example than this share of how far examples are from each other.
 */
const COPY_APART = 0.5;

/** What a picture of pictures says of them, by their nearest training examples. */
export function imageSignals(
  {
    nearest = [],
    examples = Infinity,
    apart = Infinity,
    layout,
    spread,
    classCounts,
  }: ImagesPicture,
  classNames: readonly string[] = [],
): Partial<SampleSignals> {
  const ofSamples = {
    ...(spread === undefined ? {} : { spread }),
    ...(classCounts ? ofClasses(classCounts, classNames) : {}),
  };
  if (nearest.length <= 1) return ofSamples;
  const pixels = layout.tileWidth * layout.tileHeight;
  const farthest = Math.min(COPY_RMS * Math.sqrt(pixels), COPY_APART * apart);
  const isCopy = nearest.map(({ distance }) => distance < farthest);
  const groups = groupsOf(nearest.map(({ index }) => index)).filter(({ count }) => count > 1);
  const byChance = 1 - (1 - 1 / examples) ** (nearest.length - 1);
  const shared = groups.reduce((sum, { count }) => sum + count, 0) / nearest.length;
  return {
    ...ofSamples,
    ...(byChance < 0.5
      ? {
          sharedNearest: Math.max(0, (shared - byChance) / (1 - byChance)),
          sharedBy: groups.slice(0, MAX_GROUPS),
        }
      : {}),
    copies: shareOf(isCopy, (copy) => copy),
    copiesAt: groupsOf(nearest.map(({ index }, tile) => (isCopy[tile] ? index : undefined))).slice(
      0,
      MAX_GROUPS,
    ),
  };
}

/** So many classes are named. */
const MAX_NAMED = 6;

/**
 * What the classes of samples say, each that of its nearest training example. Of n samples the
 * entropy is (classes seen - 1) / 2n less in the mean than that of their source (Miller 1955).
 */
function ofClasses(
  { nearest, examples }: NonNullable<ImagesPicture["classCounts"]>,
  names: readonly string[],
): Pick<SampleSignals, "classEntropy" | "missingAt"> {
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const entropyOf = (counts: readonly number[]) => {
    const seen = counts.filter((count) => count > 0).length;
    return entropy(counts.map((count) => count / total(counts))) + (seen - 1) / (2 * total(counts));
  };
  const ofData = entropyOf(examples);
  if (ofData === 0) return {};
  const share = total(nearest) / total(examples);
  const missing = examples.flatMap((count, index) =>
    nearest[index]! < MISSING_SHARE * share * count
      ? [classText(names[index] ?? String(index))]
      : [],
  );
  return { classEntropy: entropyOf(nearest) / ofData, missingAt: missing.slice(0, MAX_NAMED) };
}

/** A class by its name: `truck`, but `class 3` where that is a number. */
const classText = (name: string): string => (/^\d+$/.test(name) ? `class ${name}` : name);

/** So many groups of samples are shown, and so many of each. */
const MAX_GROUPS = 3;
const MAX_TILES = 6;

/**
 * Samples by the training example that they have in common, the largest group first.
 *
 * @param examples that of each sample; one without is in no group
 */
function groupsOf(examples: readonly (number | undefined)[]): SampleGroup[] {
  const tiles = new Map<number, number[]>();
  examples.forEach((example, tile) => {
    if (example !== undefined) tiles.set(example, [...(tiles.get(example) ?? []), tile]);
  });
  return [...tiles.values()]
    .sort((a, b) => b.length - a.length)
    .map((own) => ({ count: own.length, tiles: own.slice(0, MAX_TILES) }));
}
