import { existsSync } from "node:fs";
import { runFiles, settledRecord, writeRecord } from "../run";
import { GanError } from "../shared/errors";
import type { FromTrainer } from "../shared/protocol/messages";
import type { RunRecord } from "../shared/run/run";
import { failureOf } from "./failure-of";
import { endText, outOfMemoryHint, type ProcessEnd } from "./process";

/* How a run stands when its trainer has ended, and why it ended. */

export interface TrainerExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The last that the process wrote to its error output. */
  stderrTail: string;
  /** How the run stands now. */
  record: RunRecord;
  /**
   * Why the process left, where that is not in the record: another process trains the run, its
   * config cannot be read, its folder is gone ...
   */
  refusal?: GanError;
}

/** What a host has heard of a run from its trainer. */
export interface Heard {
  record: RunRecord;
  /** Whether the process has recorded anything of the run. */
  hasBegun: boolean;
  /** Why the process says that it leaves. */
  refusal?: GanError;
}

/** What has been heard when one more message has come. */
export function hear(heard: Heard, message: FromTrainer): Heard {
  if (message.type === "summary")
    return { ...heard, record: message.summary.record, hasBegun: true };
  return message.type === "failed" ? { ...heard, refusal: failureOf(message) } : heard;
}

/**
 * How the run stands after the process has ended, and why it left where the record does not tell.
 */
export function exitOf(runDir: string, heard: Heard, end: ProcessEnd): TrainerExit {
  const { code, signal, stderrTail } = end;
  const record = recordAfter(runDir, heard, end);
  const failure =
    heard.refusal ?? (code === 0 || heard.hasBegun ? undefined : crashOf(record, end));
  const told = record.error !== undefined && record.error.message === failure?.message;
  return {
    code,
    signal,
    stderrTail,
    record,
    ...(failure && !told ? { refusal: failure } : {}),
  };
}

/**
 * The record after the process has ended; where it ended unexpectedly, with how. The run can be
 * resumed all the same. Of a run that was removed meanwhile it is the last that was heard.
 */
function recordAfter(runDir: string, heard: Heard, end: ProcessEnd): RunRecord {
  if (!existsSync(runFiles(runDir).record)) {
    const { code, message, hint } = heard.refusal ?? removedRun(runDir);
    return { ...heard.record, state: "failed", error: { code, message, hint } };
  }
  try {
    const record = settledRecord(runDir, 0);
    if (record.state !== "interrupted" || end.code === 0 || heard.refusal) return record;
    const { code, message, hint } = crashOf(record, end);
    const crashed: RunRecord = { ...record, error: { code, message, hint } };
    writeRecord(runDir, crashed);
    return crashed;
  } catch {
    // A full disk, or a folder that cannot be written: how the process ended is told all the same.
    return { ...heard.record, state: "interrupted" };
  }
}

const removedRun = (runDir: string): GanError =>
  new GanError(
    "bad-run",
    `the folder of the run was removed while it was trained (${runDir})`,
    "start a new run",
  );

function crashOf({ step }: RunRecord, end: ProcessEnd): GanError {
  const { how, last } = endText(end);
  const why =
    end.signal === "SIGKILL"
      ? outOfMemoryHint("use a smaller batch or smaller layers")
      : "the log has the details";
  return new GanError(
    "trainer-crashed",
    `the trainer ended unexpectedly (${how}) after step ${step}${last}`,
    `${why}; resume to continue from the last checkpoint`,
  );
}
