import { positiveInt } from "../../experiment/schema/numbers";
import * as z from "../../shared/zod";

/** The schema of `workers`: what each process that trains a study is given. */
export const workersSchema = z
  .strictObject({
    cores: positiveInt.optional().describe("Processor cores; its threads follow them."),
    memory: z
      .string()
      .regex(/^\d+(\.\d+)?[KMGT]$/, 'a size such as "4G" is expected')
      .optional()
      .describe('Memory, as "4G" or "500M".'),
    gpus: z.int().min(0).optional().describe("GPUs."),
    setup: z
      .string()
      .min(1)
      .optional()
      .describe("A line of shell that comes first, for example module load node."),
  })
  .describe("What each worker gets where a launcher starts it: a cluster's job, another machine.");
export type WorkerSettings = z.output<typeof workersSchema>;
