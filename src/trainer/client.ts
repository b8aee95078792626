import { appendFileSync, existsSync } from "node:fs";
import { readRecord, runFiles, settledRecord, writeRecord } from "../run";
import { type ErrorCode, GanError } from "../shared/errors";
import {
  type Command,
  type FromTrainer,
  fromTrainerSchema,
  type ToTrainer,
} from "../shared/protocol";
import { PROTOCOL_VERSION } from "../shared/protocol-version";
import type { RunRecord } from "../shared/run";
import { forkTrainer, type ForkOptions } from "./fork";

export interface TrainerOptions extends Omit<ForkOptions, "onErrorLine"> {
  runDir: string;
  /** Train until this step instead of the config's. */
  steps?: number;
  onMessage(message: FromTrainer): void;
}

/** A trainer as its host sees it: one child process for one run. */
export interface Trainer {
  readonly pid: number;
  readonly runDir: string;
  /** Resolves to the step from which the command counts; rejects with the trainer's refusal. */
  command(command: Command): Promise<number>;
  /** Resolves when the process has ended, however. */
  readonly done: Promise<TrainerExit>;
  /** Ends the process at once. The run is interrupted and can be resumed. */
  kill(): void;
}

export interface TrainerExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The last that the process wrote to its error output. */
  stderrTail: string;
  /** How the run stands now. */
  record: RunRecord;
}

const TAIL_CHARACTERS = 4000;

/** Starts a trainer on a run folder, from its latest checkpoint if it has one. */
export function startTrainer(options: TrainerOptions): Trainer {
  const { runDir } = options;
  // Read first: a folder that holds no run must not leave a process behind.
  let lastRecord = readRecord(runDir);
  const child = forkTrainer({
    ...options,
    onErrorLine(line) {
      stderrTail = `${stderrTail}${line}\n`.slice(-TAIL_CHARACTERS);
      appendLog(runDir, `${line}\n`);
    },
  });
  const waiting = new Map<number, { resolve(step: number): void; reject(error: GanError): void }>();
  let lastId = 0;
  let stderrTail = "";
  const send = (message: ToTrainer) => {
    if (child.connected) child.send(message, () => undefined);
  };

  child.on("message", (raw) => {
    const parsed = fromTrainerSchema.safeParse(raw);
    if (!parsed.success)
      return appendLog(
        runDir,
        `the host ignored a message that is not of protocol ${PROTOCOL_VERSION}\n`,
      );
    const message = parsed.data;
    if (message.type === "summary") lastRecord = message.summary.record;
    if (message.type === "ready")
      send({
        type: "start",
        protocol: PROTOCOL_VERSION,
        runDir,
        ...(options.steps ? { steps: options.steps } : {}),
      });
    if (message.type === "reply") waiting.get(message.id)?.resolve(message.step);
    if (message.type === "refusal")
      waiting
        .get(message.id)
        ?.reject(new GanError(message.code as ErrorCode, message.message, message.hint));
    if (message.type === "reply" || message.type === "refusal") waiting.delete(message.id);
    options.onMessage(message);
  });

  const done = new Promise<TrainerExit>((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null) => {
      for (const { reject } of waiting.values())
        reject(new GanError("trainer-crashed", "the trainer has ended", "resume the run"));
      waiting.clear();
      resolve({
        code,
        signal,
        stderrTail,
        record: recordAfter(runDir, lastRecord, code, signal, stderrTail),
      });
    };
    // `close` comes after the last of stderr has been read.
    child.once("close", end);
    child.once("error", (error) => {
      stderrTail += error.message;
      if (child.pid === undefined) end(null, null);
    });
  });

  return {
    pid: child.pid ?? -1,
    runDir,
    done,
    kill: () => {
      child.kill("SIGKILL");
    },
    command: (command) =>
      new Promise((resolve, reject) => {
        if (!child.connected)
          return reject(new GanError("bad-run", "the run is not being trained", "resume it first"));
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        send({ type: "command", id, command });
      }),
  };
}

/**
 * The record after the process has ended; where it ended unexpectedly, with how. The run can be resumed all the same.
 * Of a run that was deleted meanwhile it is the last that was heard.
 */
function recordAfter(
  runDir: string,
  lastRecord: RunRecord,
  code: number | null,
  signal: NodeJS.Signals | null,
  stderrTail: string,
): RunRecord {
  if (!existsSync(runFiles(runDir).record)) return lastRecord;
  const record = settledRecord(runDir, 0);
  if (record.state !== "interrupted" || code === 0) return record;
  const error = {
    code: "trainer-crashed",
    message: `the trainer ended unexpectedly (${signal ? `signal ${signal}` : `exit code ${code}`}) after step ${record.step}${lastLine(stderrTail)}`,
    hint: `${signal === "SIGKILL" ? "if nobody ended it, the system did for want of memory: use a smaller batch or smaller layers" : "the log has the details"}; resuming goes on from the last checkpoint`,
  };
  const crashed: RunRecord = { ...record, error };
  writeRecord(runDir, crashed);
  return crashed;
}

const lastLine = (text: string): string => {
  const line = text.trim().split("\n").at(-1);
  return line ? `: ${line.slice(0, 300)}` : "";
};

function appendLog(runDir: string, text: string): void {
  try {
    appendFileSync(runFiles(runDir).log, text);
  } catch {
    // The run folder is gone; there is nowhere left to write to.
  }
}
