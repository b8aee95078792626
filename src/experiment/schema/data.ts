import * as z from "../../shared/zod";
import { entry } from "./entry";
import { positiveInt } from "./numbers";

/* ---- what several sources have in common */

const stddev = (value: number) =>
  z
    .number()
    .positive()
    .default(value)
    .describe("Standard deviation of the normal noise around each point.");
const file = (what: string) =>
  z.string().min(1).describe(`${what} A relative path starts at the folder of this file.`);

/** How pixels 0..255 are scaled for training. */
export const PIXEL_RANGE_NAMES = ["zeroToOne", "minusOneToOne"] as const;
const range = z
  .enum(PIXEL_RANGE_NAMES)
  .default("zeroToOne")
  .describe("Pixel range; it must fit the generator's last activation (sigmoid or tanh).");

export const normalisationSchema = z.discriminatedUnion("type", [
  z
    .strictObject({
      type: z.literal("globalContrast"),
      scale: z
        .number()
        .positive()
        .default(55)
        .describe("Euclidean length that each picture gets; 55 is the paper's for CIFAR-10."),
    })
    .meta(
      entry({
        summary:
          "Global contrast normalisation: each picture loses its own mean and is brought to the same length.",
        formula:
          "x <- scale * (x - mean(x)) / ||x - mean(x)||, each picture by itself; one without contrast becomes 0",
        paper:
          "Coates, Ng and Lee 2011; pylearn2 with sqrt_bias 0, as Goodfellow et al. 2014 on CIFAR-10",
        helps:
          "Takes brightness and contrast out of what G has to learn. End G without an activation: values go beyond [-1, 1].",
      }),
    ),
]);
const normalisation = normalisationSchema.optional().describe("Used in place of the pixel range.");
const flip = z
  .boolean()
  .default(false)
  .describe("Mirror each picture left to right with probability 1/2, anew in every batch.");

const officialSplit = (train: string, validation: string) =>
  z
    .enum(["all", "train"])
    .default("all")
    .describe(
      `Examples to train with. all: the whole training set; train: ${train}, which leaves ${validation} for validation. The test set is never trained with.`,
    );
const heldOutSplit = z
  .enum(["all", "train"])
  .default("all")
  .describe(
    "Examples to train with. all: every one; train: eight in ten, which leaves a tenth each for validation and test, always the same ones.",
  );

/* ---- drawn afresh for each batch */

const oneDimensional = [
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

const twoDimensional = [
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
          "x = spacing (i - (side - 1) / 2, j - (side - 1) / 2) + stddev n, i and j uniform in 0..side-1",
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
          "x = r (cos a, sin a) + stddev n, r = radius sqrt(u), a = 2 pi (turns sqrt(u) + i / arms), u ~ U[0, 1), i uniform in 0..arms-1",
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
          "x = (cos pi u, sin pi u) + stddev n or (1 - cos pi u, 1/2 - sin pi u) + stddev n, each with probability 1/2, u ~ U[0, 1)",
        helps: "Two curved modes that no straight line parts.",
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
          "Points spread evenly over the dark squares of a board centred at 0, drawn afresh for each batch.",
        formula:
          "x = spacing (i + u - side / 2, j + v - side / 2), u, v ~ U[0, 1), (i, j) uniform among those with i + j even",
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
          "Data on a manifold of lower dimension: where D is perfect and the gradient of minimax vanishes.",
      }),
    ),
] as const;

/* ---- fetched once */

const published = [
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
          "60,000 pictures of clothes of 28 x 28 x 1 pixels, and 10,000 to test with; fetched once.",
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
          "50,000 small photographs of 32 x 32 x 3 pixels in ten classes, and 10,000 to test with; fetched once.",
        paper: "Krizhevsky 2009",
      }),
    ),
] as const;

/* ---- the user's own */

/** A label is a byte. */
export const MOST_CLASSES = 256;

const column = z.discriminatedUnion("type", [
  z
    .strictObject({
      type: z.literal("numeric"),
      name: z.string().min(1).describe("The column's name in the file's first line."),
    })
    .meta(entry({ summary: "Numbers." })),
  z
    .strictObject({
      type: z.literal("categorical"),
      name: z.string().min(1).describe("The column's name in the file's first line."),
      values: z
        .array(z.string())
        .min(1)
        .max(10_000)
        .describe("Every value that the column has, in the order of their places in the sample."),
    })
    .meta(
      entry({
        summary:
          "One of a few words: as many numbers as it has values, 1 at the value's place and 0 elsewhere.",
      }),
    ),
]);
export type TableColumn = z.infer<typeof column>;

const own = [
  z
    .strictObject({
      source: z.literal("tfd"),
      file: file(
        "TFD_48x48.mat or TFD_96x96.mat as its authors give it out, or an .npy of [N, size, size] bytes.",
      ),
      size: z.literal([48, 96]).default(48).describe("Side of the pictures, in pixels."),
      fold: z
        .int()
        .min(1)
        .max(5)
        .default(1)
        .describe("Which of the five official divisions of the labelled pictures."),
      split: z
        .enum(["unlabeled", "train"])
        .default("unlabeled")
        .describe(
          "Pictures to train with. unlabeled: those without a label, as in the paper; train: the fold's training set. Validation and test are the fold's.",
        ),
      range,
      flip,
    })
    .meta(
      entry({
        summary:
          "The Toronto Face Database from your own file: it may not be passed on. Joshua Susskind gives it out to those who have the permissions of the collections that it was made from.",
        paper: "Susskind, Anderson and Hinton 2010",
      }),
    ),
  z
    .strictObject({
      source: z.literal("folder"),
      path: file(
        "Folder whose PNG, JPEG, WebP, BMP and GIF pictures are used, those in folders inside it as well; hidden files and folders are passed over.",
      ),
      size: z
        .tuple([positiveInt.max(4096), positiveInt.max(4096)])
        .describe(
          "[height, width] to which each picture is brought: it is scaled to cover that, and what stands out at two sides is cut off.",
        ),
      classes: z
        .array(z.string().min(1))
        .min(2)
        .max(MOST_CLASSES)
        .optional()
        .describe(
          'Folders inside it that are the classes of a conditional GAN, such as ["cat", "dog"]: only their pictures are used, and each is of its folder\'s class.',
        ),
      channels: z.literal([1, 3]).default(3).describe("3: red, green and blue; 1: grey."),
      range,
      normalisation,
      flip,
      split: heldOutSplit,
    })
    .meta(
      entry({
        summary:
          "PNG, JPEG, WebP, BMP and GIF pictures of a folder, decoded into memory when the run starts, upright as their EXIF orientation says; of a GIF the first frame. A picture that cannot be read is named, and the run does not start.",
      }),
    ),
  z
    .strictObject({
      source: z.literal("npy"),
      file: file("A NumPy .npy file of [N, ...shape]."),
      shape: z
        .array(positiveInt)
        .min(1)
        .max(3)
        .describe("Shape of one example: [d], or [height, width, channels] for pictures."),
      labels: file(
        "The examples' classes, for a conditional GAN: a NumPy .npy file of [N] whole numbers from 0 to classes - 1.",
      ).optional(),
      classes: z
        .int()
        .min(2)
        .max(MOST_CLASSES)
        .optional()
        .describe("How many classes the labels tell apart."),
      range,
      split: heldOutSplit,
    })
    .meta(
      entry({
        summary:
          "Examples from a NumPy array. Bytes of shape [height, width, channels] are pixels and scaled to `range`; everything else is taken as it is.",
      }),
    ),
  z
    .strictObject({
      source: z.literal("csv"),
      file: file(
        "A table as comma-separated values in UTF-8 or UTF-16, with the columns' names in its first line.",
      ),
      delimiter: z
        .string()
        .length(1)
        .default(",")
        .describe('What stands between two values: ",", ";", "|", or "\\t" for a tab.'),
      decimal: z
        .enum([".", ","])
        .default(".")
        .describe("What stands before the decimals of a number: 20.5 or 20,5."),
      thousands: z
        .enum([",", ".", " ", "'"])
        .optional()
        .describe('What stands between thousands, such as "," for 1,234. Without it nothing may.'),
      columns: z
        .array(column)
        .min(1)
        .describe(
          "The columns to use, in the order of their places in the sample. `gan datasets describe FILE` writes them for you.",
        ),
      standardise: z
        .boolean()
        .default(true)
        .describe(
          "Bring numeric columns to mean 0 and standard deviation 1 over the examples trained with, and a column that never changes to 0; samples are written back in the units of the file. Without it values become float32 as they are, which keeps seven digits.",
        ),
      split: heldOutSplit,
    })
    .meta(
      entry({
        summary:
          "Rows of a table. Numeric columns are standardised, categorical ones become one number for each of their values (one-hot).",
        helps:
          "Samples are saved as a table like the file: in its units and words, with as many decimals, its delimiter and its decimal sign.",
      }),
    ),
] as const;

export const dataSchema = z.discriminatedUnion("source", [
  ...oneDimensional,
  ...twoDimensional,
  ...published,
  ...own,
]);
export type DataConfig = z.infer<typeof dataSchema>;
export type DataSource = DataConfig["source"];
/** The config of one source, or of several. */
export type DataOf<S extends DataSource> = Extract<DataConfig, { source: S }>;

export type Synthetic1dConfig = z.infer<(typeof oneDimensional)[number]>;
export type Synthetic2dConfig = z.infer<(typeof twoDimensional)[number]>;
export type PublishedConfig = z.infer<(typeof published)[number]>;

const namesOf = (
  options: readonly { shape: { source: { value: string } } }[],
): ReadonlySet<string> => new Set(options.map(({ shape }) => shape.source.value));
const ONE = namesOf(oneDimensional);
const TWO = namesOf(twoDimensional);
const PUBLISHED = namesOf(published);

export const isSynthetic1d = (data: DataConfig): data is Synthetic1dConfig => ONE.has(data.source);
export const isSynthetic2d = (data: DataConfig): data is Synthetic2dConfig => TWO.has(data.source);
export const isSynthetic = (data: DataConfig): data is Synthetic1dConfig | Synthetic2dConfig =>
  isSynthetic1d(data) || isSynthetic2d(data);
/** Data sets that are fetched from the network and kept in the cache. */
export const isPublished = (data: DataConfig): data is PublishedConfig =>
  PUBLISHED.has(data.source);

/** Sources of pictures whose pixels are scaled to `range` or normalised. An .npy tells only when it is read what its values are. */
export type PictureConfig = DataOf<"mnist" | "fashionMnist" | "cifar10" | "tfd" | "folder">;
export const isPictures = (data: DataConfig): data is PictureConfig =>
  "range" in data && data.source !== "npy";

/** The range of the pixels as D sees them; undefined where the data is no pictures, or normalised, or an array of any numbers. */
export function pixelRangeOf(data: DataConfig): (typeof PIXEL_RANGE_NAMES)[number] | undefined {
  return isPictures(data) && !normalisationOf(data) ? data.range : undefined;
}

export const normalisationOf = (
  data: DataConfig,
): z.infer<typeof normalisationSchema> | undefined =>
  "normalisation" in data ? data.normalisation : undefined;
