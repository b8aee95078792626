import { entry } from "../../experiment/schema/entry";
import * as z from "../../shared/zod";

/* The schema of `vary`: what a parameter of a study may be. */

export const path = z
  .string()
  .regex(
    /^[^.\s]+(\.[^.\s]+)*$/,
    "a path is expected: keys of the experiment with dots between, such as training.batchSize",
  );
export const settings = z.record(path, z.unknown());

const paths = z
  .array(path)
  .min(1)
  .optional()
  .describe(
    "The places of the experiment that get the value; by default the one that the " +
      "parameter's name says. Two places make one parameter of both networks.",
  );

/** A label as a person writes it: of a list of numbers it may be the number. */
export const labelSchema = z.union([z.string(), z.number(), z.boolean()]);

const when = z
  .record(z.string().min(1), z.array(labelSchema).min(1))
  .refine((condition) => Object.keys(condition).length === 1, "one parameter is expected")
  .optional()
  .describe(
    "The parameter exists only where another one, which stands before it, has one of these " +
      'values or names, for example { "optimizer": ["Adam"] }.',
  );

const list = z
  .array(z.unknown())
  .min(1)
  .describe(
    'Values for the place that the parameter\'s name says, for example "training.seed": ' +
      "[1, 2, 3].",
  )
  .meta({ title: "A list of values" });

export const rangeSchema = z
  .strictObject({
    from: z.number().describe("The least value."),
    to: z.number().describe("The greatest value."),
    scale: z
      .enum(["linear", "log"])
      .default("linear")
      .describe("log: the value's logarithm is spread evenly, as rates want it."),
    integer: z.boolean().default(false).describe("Whether only whole numbers are taken."),
    step: z
      .number()
      .positive()
      .optional()
      .describe("Only from, from + step, from + 2 step, ... are taken. Not with the scale log."),
    count: z
      .int()
      .min(2)
      .max(1000)
      .optional()
      .describe("In how many values a grid divides the range, both ends among them."),
    paths,
    when,
  })
  .meta({
    title: "A range",
    ...entry({
      summary: "A range of numbers.",
      helps:
        'In a search any number of it may come; a grid takes "count" or the steps of it. ' +
        'Rates go from 1e-5 to 1e-2 with the scale "log", say.',
    }),
  });
export type RangeInput = z.output<typeof rangeSchema>;

export const listSchema = z
  .strictObject({
    values: z.array(z.unknown()).min(1).describe("The values."),
    paths,
    when,
  })
  .meta({
    title: "A list with places of its own",
    ...entry({ summary: "A list of values with places of its own, or a condition." }),
  });

const namedChoices = z
  .record(z.string().min(1).max(60), settings)
  .describe("Choices by a name of yours; each sets one or more places of the experiment.")
  .meta({ title: "Named choices" });

/** Any of the four, told apart by what is in it. */
export const parameterSchema = z.union([list, rangeSchema, listSchema, namedChoices], {
  error:
    'must be a list of values, a range such as { "from": 1, "to": 5 }, or an object of named ' +
    "choices",
});

export const varySchema = z
  .record(z.string().min(1).max(100), parameterSchema)
  .describe(
    "The parameters, each by the place that it sets, or by a name of yours. Without a " +
      "search every combination of their values is trained, and over training.seed the report " +
      "takes means.",
  );
