import * as z from "../../shared/zod";
import { FIGURE_KINDS, type FigureName } from "../../shared/evaluation/evaluations";
import { positiveInt } from "./numbers";

/* The schema of `checkpoint`: when states are written, and which of them stay. */

const FIGURE_NAMES = Object.keys(FIGURE_KINDS) as FigureName[];

export const checkpointSchema = z.strictObject({
  every: z.int().min(0).default(500).describe("Steps between two checkpoints; 0: only at the end."),
  keep: positiveInt.default(3).describe("Latest checkpoints to keep."),
  keepEvery: positiveInt
    .optional()
    .describe("Keeps besides each checkpoint whose step is a multiple of it."),
  keepBest: z
    .enum(FIGURE_NAMES)
    .optional()
    .describe(
      "Keeps besides the checkpoint at which this figure was best, of those steps that have an " +
        "evaluation and a checkpoint. Checkpoints that a person pins (`gan pin`) stay in any case.",
    ),
});
