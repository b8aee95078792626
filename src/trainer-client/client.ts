import { appendFileSync, existsSync } from "node:fs";
import { readRecord, runFiles, settledRecord, writeRecord } from "../run";
import { type ErrorCode, GanError } from "../shared/errors";
import {
  type Command,
  type FromTrainer,
  fromTrainerSchema,
  type ToTrainer,
} from "../shared/protocol/messages";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import type { RunRecord } from "../shared/run/run";
import { forkTrainer, type ForkOptions } from "./fork";

/* Starts a trainer for a run and speaks with it. */

export interface TrainerOptions extends Omit<ForkOptions, "onErrorLine"> {
  runDir: string;
  /** Train until this step instead of the config's. */
  steps?: number | undefined;
  /** Go on from the checkpoint of this step instead of the latest. */
  fromStep?: number | undefined;
  /** Wait for a change, or a word to go on, before the first iteration. */
  paused?: boolean | undefined;
  /** Go on although the data on disk are not those that the run was trained with. */
  acceptChangedData?: boolean | undefined;
  /** Changes to make before the first iteration. */
  changes?: readonly Command[];
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
  /** Says whether the trainer goes on when this process ends. */
  outliveHost(value: boolean): void;
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
  /**
   * Why the process left, where that is not in the record: another process trains the run, its
   * config cannot be read, its folder is gone ...
   */
  refusal?: GanError;
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
  let refusal: GanError | undefined;
  let hasBegun = false;
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
    if (message.type === "summary") {
      hasBegun = true;
      lastRecord = message.summary.record;
    }
    if (message.type === "ready")
      send({
        type: "start",
        protocol: PROTOCOL_VERSION,
        runDir,
        ...(options.steps === undefined ? {} : { steps: options.steps }),
        ...(options.fromStep === undefined ? {} : { fromStep: options.fromStep }),
        ...(options.paused ? { paused: true } : {}),
        ...(options.acceptChangedData ? { acceptChangedData: true } : {}),
        ...(options.changes === undefined ? {} : { changes: [...options.changes] }),
      });
    if (message.type === "reply") waiting.get(message.id)?.resolve(message.step);
    if (message.type === "refusal") waiting.get(message.id)?.reject(errorOf(message));
    if (message.type === "reply" || message.type === "refusal") waiting.delete(message.id);
    if (message.type === "failed") refusal = errorOf(message);
    options.onMessage(message);
  });

  const done = new Promise<TrainerExit>((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null) => {
      for (const { reject } of waiting.values())
        reject(new GanError("trainer-crashed", "the trainer has ended", "resume the run"));
      waiting.clear();
      resolve(exitOf(runDir, lastRecord, { code, signal, stderrTail, refusal, hasBegun }));
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
    outliveHost: (value) => send({ type: "outliveHost", value }),
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

const errorOf = ({ code, message, hint }: { code: string; message: string; hint: string }) =>
  new GanError(code as ErrorCode, message, hint);

/** How a process ended, as far as the host has heard and seen. */
interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  stderrTail: string;
  refusal: GanError | undefined;
  /** Whether the process has recorded anything of the run. */
  hasBegun: boolean;
}

/**
 * How the run stands after the process has ended, and why it left where the record does not tell.
 */
function exitOf(runDir: string, lastRecord: RunRecord, ending: Ending): TrainerExit {
  const { code, signal, stderrTail } = ending;
  const record = recordAfter(runDir, lastRecord, ending);
  const failure =
    ending.refusal ?? (code === 0 || ending.hasBegun ? undefined : crashOf(record, ending));
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
function recordAfter(runDir: string, lastRecord: RunRecord, ending: Ending): RunRecord {
  if (!existsSync(runFiles(runDir).record)) {
    const { code, message, hint } = ending.refusal ?? removedRun(runDir);
    return { ...lastRecord, state: "failed", error: { code, message, hint } };
  }
  try {
    const record = settledRecord(runDir, 0);
    if (record.state !== "interrupted" || ending.code === 0 || ending.refusal) return record;
    const { code, message, hint } = crashOf(record, ending);
    const crashed: RunRecord = { ...record, error: { code, message, hint } };
    writeRecord(runDir, crashed);
    return crashed;
  } catch {
    // A full disk, or a folder that cannot be written: how the process ended is told all the same.
    return { ...lastRecord, state: "interrupted" };
  }
}

const removedRun = (runDir: string): GanError =>
  new GanError(
    "bad-run",
    `the folder of the run was removed while it was trained (${runDir})`,
    "start a new run",
  );

function crashOf({ step }: RunRecord, { code, signal, stderrTail }: Ending): GanError {
  const how = signal ? `signal ${signal}` : `exit code ${code}`;
  const why =
    signal === "SIGKILL"
      ? "if you did not end it, the system probably did because memory ran out: use a " +
        "smaller batch or smaller layers"
      : "the log has the details";
  return new GanError(
    "trainer-crashed",
    `the trainer ended unexpectedly (${how}) after step ${step}${lastLine(stderrTail)}`,
    `${why}; resume to continue from the last checkpoint`,
  );
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
