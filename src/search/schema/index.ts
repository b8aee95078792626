import * as z from "../../shared/zod";
import { searchSchema } from "./search";
import { settings, varySchema } from "./vary";
import { workersSchema } from "./workers";

/*
 * The one description of a `*.study.json` file: what is varied around one experiment, how trials
 * are chosen, and what is compared.
 */

export * from "./prune";
export * from "./search";
export { type RangeInput, varySchema } from "./vary";
export * from "./workers";

export const studySchema = z.strictObject({
  $schema: z.string().optional().describe("Ignored; for other editors."),
  name: z
    .string()
    .regex(/^[\w][\w. -]*$/, "letters, digits, spaces, and . _ - only")
    .max(60)
    .optional()
    .describe("Name of the study; by default the file's name."),
  description: z.string().optional().describe("A note to yourself; it heads the report."),
  base: z
    .string()
    .min(1)
    .describe(
      "The experiment that is varied: a *.gan.json file. A relative path starts at the " +
        "folder of this file.",
    ),
  vary: varySchema,
  set: settings
    .default({})
    .describe(
      "Places of the experiment that are set alike in all runs, for example " +
        '"training.steps": 5000.',
    ),
  measures: z
    .array(z.string().min(1))
    .optional()
    .describe("Measures to report, in this order; by default all that the runs are evaluated by."),
  search: searchSchema.optional(),
  workers: workersSchema.optional(),
});
/** A study with its defaults filled in. */
export type Study = z.output<typeof studySchema>;
