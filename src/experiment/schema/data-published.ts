import * as z from "../../shared/zod";
import { flip, normalisation, officialSplit, range } from "./data-settings";
import { entry } from "./entry";

/* Data sets that are fetched once. */

export const published = [
  z
    .strictObject({
      source: z.literal("mnist"),
      range,
      split: officialSplit("the first 50,000, as in the paper", "the last 10,000"),
    })
    .meta(
      entry({
        summary:
          "60,000 handwritten digits of 28 x 28 x 1 pixels, and 10,000 to test with; fetched once.",
        paper: "LeCun et al. 1998",
      }),
    ),
  z
    .strictObject({
      source: z.literal("fashionMnist"),
      range,
      split: officialSplit("the first 50,000", "the last 10,000"),
    })
    .meta(
      entry({
        summary:
          "60,000 pictures of clothes of 28 x 28 x 1 pixels, and 10,000 to test with; " +
          "fetched once.",
        paper: "Xiao et al. 2017",
        helps: "Of the size of MNIST, and harder.",
      }),
    ),
  z
    .strictObject({
      source: z.literal("cifar10"),
      range,
      normalisation,
      flip,
      split: officialSplit(
        "the first 40,000, as in the paper's convolutional experiment",
        "the last 10,000",
      ),
    })
    .meta(
      entry({
        summary:
          "50,000 small photographs of 32 x 32 x 3 pixels in ten classes, and 10,000 to " +
          "test with; fetched once.",
        paper: "Krizhevsky 2009",
      }),
    ),
] as const;
