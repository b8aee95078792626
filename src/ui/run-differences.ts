import { changedKeys } from "../shared/evaluation/comparison";
import { describeValue } from "../shared/text/setting";

/** A setting's path as a row has room for it: `optimizer.generator.learningRate` is `G rate`. */
const shortName = (path: string): string =>
  path
    .replace(/^(optimizer|training|objective)\./, "")
    .replace(/^generator\b\.?/, "G ")
    .replace(/^discriminator\b\.?/, "D ")
    .replace(/\blearningRate$/, "rate")
    .trim();

/**
 * In which settings each of several configs differs from the others, in a few words each. What both
 * networks have alike is told once; the seed, which says least, comes last.
 */
export function differencesOf(experiments: readonly object[]): string[][] {
  const changed = changedKeys(experiments).sort(
    (a, b) => Number(a.key === "seed") - Number(b.key === "seed"),
  );
  return experiments.map((_, index) =>
    toldOnce(
      changed.map(({ key, values }) => {
        const value = values[index];
        return `${shortName(key)} ${value === undefined ? "none" : describeValue(value)}`;
      }),
    ),
  );
}

function toldOnce(texts: readonly string[]): string[] {
  const ofBoth = (text: string): boolean =>
    texts.includes(text.replace(/^[GD] /, "G ")) && texts.includes(text.replace(/^[GD] /, "D "));
  return [...new Set(texts.map((text) => (ofBoth(text) ? text.replace(/^[GD] /, "") : text)))];
}
