import { readFileSync } from "node:fs";
import * as z from "../shared/zod";
import { GanError } from "../shared/errors";
import type { RunRecord } from "../shared/run";
import { isLive, RUN_STATES } from "../shared/run-state";
import { runFiles, writeFileAtomic } from "./files";
import { appendLines } from "./jsonl";
import { ownerOf } from "./lock";

const recordSchema: z.ZodType<RunRecord> = z.object({
  format: z.literal(1),
  id: z.string(),
  name: z.string(),
  state: z.enum(RUN_STATES),
  step: z.int().min(0),
  steps: z.int().min(0),
  trainingSeconds: z.number(),
  engine: z.object({ name: z.string(), version: z.string() }),
  seed: z.number(),
  pid: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
  configFile: z.string().optional(),
  versions: z.record(z.string(), z.string()),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string() }).optional(),
}) as z.ZodType<RunRecord>;

/** Reads `run.json`. Throws `bad-run` where it is missing or not one. */
export function readRecord(dir: string): RunRecord {
  const { record } = runFiles(dir);
  try {
    return recordSchema.parse(JSON.parse(readFileSync(record, "utf8")));
  } catch (error) {
    throw new GanError("bad-run", `no readable run in this folder (${record})`, "give the folder of a run, such as .gan/runs/<time>-<name>", { cause: error });
  }
}

export function writeRecord(dir: string, record: RunRecord): void {
  writeFileAtomic(runFiles(dir).record, `${JSON.stringify(record, null, 2)}\n`);
}

/**
 * The record as things stand: one that says it is live but has lost its trainer is set to `interrupted`, in the file
 * as well. A run that has only just been created gets `startMs` for its process to start.
 */
export function settledRecord(dir: string, startMs = 15_000): RunRecord {
  const record = readRecord(dir);
  const justMade = record.state === "starting" && Date.now() - Date.parse(record.updatedAt) < startMs;
  if (!isLive(record.state) || justMade || ownerOf(dir) !== undefined) return record;
  // The trainer may have said its last word between the two looks.
  const again = readRecord(dir);
  if (!isLive(again.state) || ownerOf(dir) !== undefined) return again;
  const interrupted: RunRecord = { ...again, state: "interrupted", updatedAt: new Date().toISOString() };
  writeRecord(dir, interrupted);
  appendLines(runFiles(dir).events, [{ type: "interrupted", step: interrupted.step, time: interrupted.updatedAt }]);
  return interrupted;
}
