import * as z from "../../shared/zod";
import { stddev } from "./data-settings";
import { entry } from "./entry";
import { positiveInt } from "./numbers";

/* Data that is drawn afresh for each batch. */

export const oneDimensional = [
  z
    .strictObject({
      source: z.literal("gaussian"),
      mean: z.number().default(0).describe("Mean."),
      stddev: z.number().positive().default(1).describe("Standard deviation."),
    })
    .meta(
      entry({
        summary: "Numbers from a normal distribution, drawn afresh for each batch.",
        formula: "x = mean + stddev n, n ~ N(0, 1)",
        paper: "Goodfellow et al. 2014, figure 1",
        helps: "D can be compared with its optimum p_data / (p_data + p_g).",
      }),
    ),
  z
    .strictObject({
      source: z.literal("gaussianMixture1d"),
      means: z
        .array(z.number())
        .min(1)
        .max(1000)
        .default([-2, 2])
        .describe("Centre of each component."),
      stddevs: z
        .array(z.number().positive())
        .min(1)
        .max(1000)
        .default([0.5, 0.5])
        .describe("Standard deviation of each component."),
      weights: z
        .array(z.number().positive())
        .min(1)
        .max(1000)
        .optional()
        .describe(
          "Share of each component; they are divided by their sum. Without them all are equal.",
        ),
    })
    .meta(
      entry({
        summary: "Numbers from a mixture of normal distributions, drawn afresh for each batch.",
        formula: "p(x) = sum_k weights_k N(x; means_k, stddevs_k^2) / sum_k weights_k",
        helps: "The smallest data on which modes can be dropped.",
      }),
    ),
  z
    .strictObject({
      source: z.literal("uniform"),
      low: z.number().default(-1).describe("Smallest value."),
      high: z.number().default(1).describe("Largest value."),
    })
    .meta(
      entry({
        summary: "Numbers from a uniform distribution, drawn afresh for each batch.",
        formula: "x = low + (high - low) u, u ~ U[0, 1)",
        helps: "Its sharp edges are hard to imitate; p_g smears over them.",
      }),
    ),
] as const;

export const twoDimensional = [
  z
    .strictObject({
      source: z.literal("ring"),
      modes: positiveInt.max(10_000).default(8).describe("Gaussians on the circle."),
      radius: z.number().positive().default(1).describe("Radius of the circle."),
      stddev: z.number().positive().default(0.01).describe("Standard deviation of each Gaussian."),
    })
    .meta(
      entry({
        summary: "Points from Gaussians evenly placed on a circle, drawn afresh for each batch.",
        formula:
          "x = radius (cos a, sin a) + stddev n, a = 2 pi i / modes, i uniform in 0..modes-1",
        paper: "Metz et al. 2017; Lin et al. 2018",
        helps: "The classic picture of mode collapse.",
      }),
    ),
  z
    .strictObject({
      source: z.literal("grid"),
      side: positiveInt.max(100).default(5).describe("Gaussians along each side."),
      spacing: z.number().positive().default(2).describe("Distance between neighbouring centres."),
      stddev: z.number().positive().default(0.05).describe("Standard deviation of each Gaussian."),
    })
    .meta(
      entry({
        summary:
          "Points from Gaussians on a square grid centred at 0, drawn afresh for each batch.",
        formula:
          "x = spacing (i - (side - 1) / 2, j - (side - 1) / 2) + stddev n, i and j " +
          "uniform in 0..side-1",
        paper: "Srivastava et al. 2017; Lin et al. 2018",
        helps: "25 modes tell more about lost modes than 8.",
      }),
    ),
  z
    .strictObject({
      source: z.literal("spiral"),
      arms: positiveInt.max(1000).default(2).describe("Arms, evenly turned against each other."),
      turns: z.number().positive().default(1).describe("Turns of each arm around the middle."),
      radius: z.number().positive().default(1).describe("Where the arms end."),
      stddev: stddev(0.02),
    })
    .meta(
      entry({
        summary: "Points along the arms of an Archimedean spiral, drawn afresh for each batch.",
        formula:
          "x = r (cos a, sin a) + stddev n, r = radius sqrt(u), a = 2 pi (turns sqrt(u) + " +
          "i / arms), u ~ U[0, 1), i uniform in 0..arms-1",
        helps: "Thin curved data: connected generators leave bridges between the arms.",
      }),
    ),
  z
    .strictObject({
      source: z.literal("swissRoll"),
      radius: z.number().positive().default(1).describe("Where the roll ends."),
      stddev: stddev(0.02),
    })
    .meta(
      entry({
        summary: "Points along a rolled-up sheet seen from its side, drawn afresh for each batch.",
        formula:
          "x = (radius t / (4.5 pi)) (cos t, sin t) + stddev n, t = 1.5 pi (1 + 2 u), u ~ U[0, 1)",
        paper: "the Swiss roll of Tenenbaum et al. 2000 without its depth",
        helps: "One curve that comes close to itself.",
      }),
    ),
  z
    .strictObject({
      source: z.literal("twoMoons"),
      stddev: stddev(0.05),
    })
    .meta(
      entry({
        summary: "Points on two interleaved half circles of radius 1, drawn afresh for each batch.",
        formula:
          "x = (cos pi u, sin pi u) + stddev n or (1 - cos pi u, 1/2 - sin pi u) + stddev " +
          "n, each with probability 1/2, u ~ U[0, 1)",
        helps: "Two curved modes that no straight line parts.",
      }),
    ),
  z
    .strictObject({
      source: z.literal("circles"),
      circles: positiveInt.max(1000).default(2).describe("How many, each as far from the next."),
      radius: z.number().positive().default(1).describe("Radius of the outermost."),
      stddev: stddev(0.02),
    })
    .meta(
      entry({
        summary:
          "Points on circles about one centre, as many on each, drawn afresh for each batch.",
        formula:
          "x = r (cos 2 pi u, sin 2 pi u) + stddev n, r = radius (i + 1) / circles, i uniform " +
          "in 0..circles-1, u ~ U[0, 1)",
        paper: "make_circles of scikit-learn, with any number of them",
        helps:
          "Closed curves, one inside the other: a connected generator that starts from a " +
          "normal latent can neither close nor part them without bridges.",
      }),
    ),
  z
    .strictObject({
      source: z.literal("checkerboard"),
      side: z.int().min(2).max(1000).default(4).describe("Squares along each side."),
      spacing: z.number().positive().default(1).describe("Side of a square."),
    })
    .meta(
      entry({
        summary:
          "Points spread evenly over the dark squares of a board centred at 0, drawn " +
          "afresh for each batch.",
        formula:
          "x = spacing (i + u - side / 2, j + v - side / 2), u, v ~ U[0, 1), (i, j) " +
          "uniform among those with i + j even",
        helps: "Many modes with sharp edges, touching at their corners.",
      }),
    ),
  z
    .strictObject({
      source: z.literal("line"),
      from: z.tuple([z.number(), z.number()]).default([-1, -1]).describe("One end, [x, y]."),
      to: z.tuple([z.number(), z.number()]).default([1, 1]).describe("The other end, [x, y]."),
      stddev: stddev(0.01),
    })
    .meta(
      entry({
        summary: "Points along a straight line, drawn afresh for each batch.",
        formula: "x = from + u (to - from) + stddev n, u ~ U[0, 1)",
        helps:
          "Data on a manifold of lower dimension: where D is perfect and the gradient of " +
          "minimax vanishes.",
      }),
    ),
] as const;
