import * as z from "../../shared/zod";
import { file, flip, heldOutSplit, normalisation, range } from "./data-settings";
import { entry } from "./entry";
import { positiveInt } from "./numbers";

/* A user's own data. */

/** A label is a byte. */
export const MAX_CLASSES = 256;

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
          "One of a few words: as many numbers as it has values, 1 at the value's place " +
          "and 0 elsewhere.",
      }),
    ),
]);
export type TableColumn = z.infer<typeof column>;

export const own = [
  z
    .strictObject({
      source: z.literal("tfd"),
      file: file(
        "TFD_48x48.mat or TFD_96x96.mat as its authors give it out, or an .npy of [N, " +
          "size, size] bytes.",
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
          "Pictures to train with. unlabeled: those without a label, as in the paper; " +
            "train: the fold's training set. Validation and test are the fold's.",
        ),
      range,
      flip,
    })
    .meta(
      entry({
        summary:
          "The Toronto Face Database from your own file: it may not be passed on. Joshua " +
          "Susskind gives it out to those who have the permissions of the collections that " +
          "it was made from.",
        paper: "Susskind, Anderson and Hinton 2010",
      }),
    ),
  z
    .strictObject({
      source: z.literal("folder"),
      path: file(
        "Folder whose PNG, JPEG, WebP, BMP and GIF pictures are used, those in folders " +
          "inside it as well; hidden files and folders are passed over.",
      ),
      size: z
        .tuple([positiveInt.max(4096), positiveInt.max(4096)])
        .describe(
          "[height, width] to which each picture is brought: it is scaled to cover that, " +
            "and what stands out at two sides is cut off.",
        ),
      classes: z
        .array(z.string().min(1))
        .min(2)
        .max(MAX_CLASSES)
        .optional()
        .describe(
          'Folders inside it that are the classes of a conditional GAN, such as ["cat", ' +
            '"dog"]: only their pictures are used, and each is of its folder\'s class.',
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
          "PNG, JPEG, WebP, BMP and GIF pictures of a folder, decoded into memory when the " +
          "run starts, upright as their EXIF orientation says; of a GIF the first frame. A " +
          "picture that cannot be read is named, and the run does not start.",
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
        "The examples' classes, for a conditional GAN: a NumPy .npy file of [N] whole " +
          "numbers from 0 to classes - 1.",
      ).optional(),
      classes: z
        .int()
        .min(2)
        .max(MAX_CLASSES)
        .optional()
        .describe("How many classes the labels tell apart."),
      range,
      split: heldOutSplit,
    })
    .meta(
      entry({
        summary:
          "Examples from a NumPy array. Bytes of shape [height, width, channels] are " +
          "pixels and scaled to `range`; everything else is taken as it is.",
      }),
    ),
  z
    .strictObject({
      source: z.literal("csv"),
      file: file(
        "A table as comma-separated values in UTF-8 or UTF-16, with the columns' names in " +
          "its first line.",
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
          "The columns to use, in the order of their places in the sample. `gan datasets " +
            "describe FILE` writes them for you.",
        ),
      standardise: z
        .boolean()
        .default(true)
        .describe(
          "Bring numeric columns to mean 0 and standard deviation 1 over the examples " +
            "trained with, and a column that never changes to 0; samples are written back in " +
            "the units of the file. Without it values become float32 as they are, which " +
            "keeps seven digits.",
        ),
      split: heldOutSplit,
    })
    .meta(
      entry({
        summary:
          "Rows of a table. Numeric columns are standardised, categorical ones become one " +
          "number for each of their values (one-hot).",
        helps:
          "Samples are saved as a table like the file: in its units and words, with as " +
          "many decimals, its delimiter and its decimal sign.",
      }),
    ),
] as const;
