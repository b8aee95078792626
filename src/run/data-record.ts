import { existsSync, readFileSync } from "node:fs";
import type { DataRecord } from "../shared/run/data-record";
import { GanError } from "../shared/errors";
import * as z from "../shared/zod";
import { writeFileAtomic } from "./atomic-files";
import { runFiles } from "./files";

/* `data.json`: what a run was trained on. */

const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const fingerprint = { sha256, files: count, bytes: count, examples: count, fromStep: count };

const summary = {
  shape: z.array(count).readonly(),
  mean: z.number().optional(),
  stddev: z.number().min(0).optional(),
  columns: z
    .array(
      z.object({
        name: z.string(),
        type: z.enum(["numeric", "categorical"]),
        mean: z.number(),
        stddev: z.number().min(0),
        decimals: count,
        values: z.array(z.string()).readonly().optional(),
      }),
    )
    .readonly()
    .optional(),
  view: z.tuple([z.number(), z.number()]).readonly().optional(),
  classCounts: z.array(count).readonly().optional(),
};

const recordSchema: z.ZodType<DataRecord> = z.object({
  format: z.literal(1),
  source: z.string(),
  time: z.string(),
  ...fingerprint,
  ...summary,
  before: z
    .array(
      z.object({
        ...fingerprint,
        ...z.object(summary).partial().shape,
        time: z.string().optional(),
      }),
    )
    .readonly()
    .optional(),
});

/**
 * What a run has recorded of its data; undefined where it has none: data that is drawn or fetched,
 * or a run of a version before.
 *
 * @throws GanError `bad-run` where it cannot be read
 */
export function readDataRecord(dir: string): DataRecord | undefined {
  const { data } = runFiles(dir);
  if (!existsSync(data)) return undefined;
  try {
    return recordSchema.parse(JSON.parse(readFileSync(data, "utf8")));
  } catch (cause) {
    throw new GanError(
      "bad-run",
      `what the run recorded of its data cannot be read (${data})`,
      "delete that file to go on with the data as they are now",
      { cause },
    );
  }
}

export const dataRecordText = (record: DataRecord): string =>
  `${JSON.stringify(record, null, 2)}\n`;

export function writeDataRecord(dir: string, record: DataRecord): void {
  writeFileAtomic(runFiles(dir).data, dataRecordText(record));
}
