import type { PublishedConfig } from "./schema";

/*
 * What the data sets that are fetched are like, by the names that a config gives; where their files
 * come from is in `src/data/published.ts`.
 */

interface PublishedSet {
  /** [height, width, channels] of a picture. */
  shape: readonly [number, number, number];
  /** Pictures of the training set. */
  examples: number;
  /** The row of the training set at which the validation rows begin: the paper's, where it has. */
  validationFrom: number;
  /** What the classes are called, in the order of their numbers. */
  classes: readonly string[];
}

export const PUBLISHED_SETS: Readonly<Record<PublishedConfig["source"], PublishedSet>> = {
  mnist: {
    shape: [28, 28, 1],
    examples: 60_000,
    validationFrom: 50_000,
    classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  },
  fashionMnist: {
    shape: [28, 28, 1],
    examples: 60_000,
    validationFrom: 50_000,
    classes: [
      "T-shirt",
      "trousers",
      "pullover",
      "dress",
      "coat",
      "sandal",
      "shirt",
      "sneaker",
      "bag",
      "ankle boot",
    ],
  },
  cifar10: {
    shape: [32, 32, 3],
    examples: 50_000,
    validationFrom: 40_000,
    classes: [
      "airplane",
      "automobile",
      "bird",
      "cat",
      "deer",
      "dog",
      "frog",
      "horse",
      "ship",
      "truck",
    ],
  },
};
