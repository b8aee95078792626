import { experimentSchema } from "../../experiment/schema";
import { isFileName } from "../../shared/text/names";
import * as z from "../../shared/zod";
import type { Plan } from "./plan";
import { searchSchema, varySchema, workersSchema } from "../schema";

/*
 * What `study.json` holds. A study's folder may come from anybody: the names of its runs must be
 * names of folders in it, and what they train must be experiments.
 */

const common = {
  name: z.string(),
  description: z.string().optional(),
  base: z.string(),
  set: z.record(z.string(), z.unknown()),
  baseTrial: z.int().optional(),
  weightSteps: z.record(z.string(), z.int()).optional(),
  measures: z.array(z.string()).optional(),
  workers: workersSchema.optional(),
};

const whenSchema = z.object({ parameter: z.string(), labels: z.array(z.string()) });

const gridSchema = z.object({
  format: z.literal(1),
  ...common,
  factors: z.array(
    z.object({ name: z.string(), labels: z.array(z.string()), when: whenSchema.optional() }),
  ),
  runs: z.array(
    z.object({
      id: z.string().refine(isFileName, "a name of a folder is expected"),
      labels: z.record(z.string(), z.string()),
      experiment: experimentSchema,
    }),
  ),
  search: searchSchema.optional(),
});

const pointSchema = z.record(z.string(), z.number());

/** JSON has no number for what is the worst, or was not worked out. */
const orElse = (none: number) =>
  z
    .number()
    .nullable()
    .transform((value) => value ?? none);

const pastTrialSchema = z.object({
  number: z.int(),
  point: pointSchema,
  state: z.enum(["running", "complete", "pruned", "failed"]),
  losses: z.array(orElse(Infinity)).optional(),
  reports: z.array(z.object({ step: z.number(), loss: orElse(NaN) })),
});

const searchedSchema = z.object({
  format: z.literal(2),
  ...common,
  text: z.string(),
  folder: z.string(),
  vary: varySchema,
  search: searchSchema,
  first: z.array(pointSchema),
  earlier: z.array(pastTrialSchema),
});

export const planSchema: z.ZodType<Plan> = z.discriminatedUnion("format", [
  gridSchema,
  searchedSchema,
]);
