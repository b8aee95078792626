import * as z from "../../shared/zod";
import { DRAWN_FORMATS } from "../../shared/drawn/drawn-file";
import { file } from "./data-settings";
import { entry } from "./entry";

/* Data that a person draws: a file of points or of a curve. */

const inPlace = (rows: string) =>
  `${rows} In place of the file; a run keeps them here, so that it goes on with the drawing that ` +
  "it was begun with.";

export const drawnCurve = z
  .strictObject({
    source: z.literal("curve"),
    file: file(
      `A drawing: a file of lines x,density, sorted by x, named *${DRAWN_FORMATS.curve.suffix}. ` +
        "GAN: Draw Data makes one.",
    ).optional(),
    points: z
      .array(z.array(z.number()).min(2).max(2))
      .min(2)
      .max(DRAWN_FORMATS.curve.maxRows)
      .optional()
      .describe(inPlace("[x, density] of each place, sorted by x.")),
  })
  .meta(
    entry({
      summary: "Numbers whose density a person has drawn, drawn afresh for each batch.",
      formula: "p(x) = f(x) / integral of f, f the straight lines between the places, else 0",
      helps: "A density of any shape, of which D* is known.",
    }),
  );

export const drawnPoints = z
  .strictObject({
    source: z.literal("points"),
    file: file(
      "A drawing: a file of lines x,y or x,y,spread, named " +
        `*${DRAWN_FORMATS.points.suffix}. GAN: Draw Data makes one.`,
    ).optional(),
    points: z
      .array(z.array(z.number()).min(2).max(3))
      .min(1)
      .max(DRAWN_FORMATS.points.maxRows)
      .optional()
      .describe(inPlace("[x, y] or [x, y, spread] of each point.")),
    stddev: z
      .number()
      .positive()
      .default(0.05)
      .describe("Standard deviation of the noise around a point that has no spread of its own."),
  })
  .meta(
    entry({
      summary:
        "Points that a person has drawn, each with normal noise around it, drawn afresh for " +
        "each batch.",
      formula: "x = point_i + spread_i n, i uniform over the points, n ~ N(0, I)",
      helps: "A mixture of any shape, whose density and D* are known.",
    }),
  );
