import type { ImagesPicture } from "../shared/run/picture";
import type { FiniteDataset } from "./dataset";

/* Of which classes samples are, by the training examples that are nearest to them. */

/** The classes of the nearest examples, and of all of them, where these have any. */
export function classCountsOf(
  { labels }: Pick<FiniteDataset, "labels">,
  nearest: readonly number[],
): Pick<ImagesPicture, "classCounts"> {
  if (!labels) return {};
  const classes = labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  const counted = (some: Iterable<number>) => {
    const counts = Array.from({ length: classes }, () => 0);
    for (const label of some) counts[label]!++;
    return counts;
  };
  return {
    classCounts: { nearest: counted(nearest.map((i) => labels[i]!)), examples: counted(labels) },
  };
}
