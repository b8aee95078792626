import { appendFileSync } from "node:fs";
import { readRecord, runFiles } from "../run";
import { GanError } from "../shared/errors";
import type { Command, FromTrainer, ToTrainer } from "../shared/protocol/messages";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import type { IterationTrace } from "../shared/run/trace";
import { exitOf, hear, type Heard, type TrainerExit } from "./exit";
import { type CommandAnswer, PendingCommands } from "./pending-answers";
import { type ProcessOptions, TrainerProcess } from "./process";

/* Starts a trainer for a run and speaks with it. */

export type { TrainerExit } from "./exit";

export interface TrainerOptions extends Omit<ProcessOptions, "onStray" | "onErrorLine"> {
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
}

/** A trainer as its host sees it: one child process for one run. */
export interface Trainer {
  readonly pid: number;
  readonly runDir: string;
  /** Resolves to the step from which the command counts; rejects with the trainer's refusal. */
  command(command: Command): Promise<number>;
  /** Pauses the run. Resolves to what its next iteration will be; rejects as `command` does. */
  trace(): Promise<IterationTrace>;
  /** Resolves when the process has ended, however. */
  readonly done: Promise<TrainerExit>;
  /** Says whether the trainer goes on when this process ends. */
  outliveHost(value: boolean): void;
  /** Ends the process at once. The run is interrupted and can be resumed. */
  kill(): void;
}

/** Starts a trainer on a run folder, from its latest checkpoint if it has one. */
export function startTrainer(options: TrainerOptions): Trainer {
  const { runDir } = options;
  // Read first: a folder that holds no run must not leave a process behind.
  let heard: Heard = { record: readRecord(runDir), hasBegun: false };
  const pending = new PendingCommands();
  const trainer = new TrainerProcess({
    ...options,
    onErrorLine: (line) => appendLog(runDir, line),
    onStray: () =>
      appendLog(runDir, `the host ignored a message that is not of protocol ${PROTOCOL_VERSION}`),
    onMessage(message: FromTrainer) {
      heard = hear(heard, message);
      if (message.type === "ready") trainer.send(startMessage(options));
      pending.settle(message);
      options.onMessage(message);
    },
  });
  const done = trainer.ended.then((end) => {
    pending.abandon("resume the run");
    return exitOf(runDir, heard, end);
  });
  const ask = (command: Command): Promise<CommandAnswer> =>
    trainer.isConnected
      ? pending.ask((id) => trainer.send({ type: "command", id, command }))
      : Promise.reject(new GanError("bad-run", "the run is not being trained", "resume it first"));
  return {
    pid: trainer.pid,
    runDir,
    done,
    kill: () => trainer.kill(),
    outliveHost: (value) => trainer.send({ type: "outliveHost", value }),
    command: async (command) => (await ask(command)).step,
    async trace() {
      const { trace } = await ask({ type: "trace" });
      if (!trace) throw new Error("the trainer answered without a trace");
      return trace;
    },
  };
}

/** What a trainer is told to begin with. */
const startMessage = ({
  runDir,
  steps,
  fromStep,
  paused,
  acceptChangedData,
  changes,
}: TrainerOptions): ToTrainer => ({
  type: "start",
  protocol: PROTOCOL_VERSION,
  runDir,
  ...(steps === undefined ? {} : { steps }),
  ...(fromStep === undefined ? {} : { fromStep }),
  ...(paused ? { paused: true } : {}),
  ...(acceptChangedData ? { acceptChangedData: true } : {}),
  ...(changes === undefined ? {} : { changes: [...changes] }),
});

function appendLog(runDir: string, line: string): void {
  try {
    appendFileSync(runFiles(runDir).log, `${line}\n`);
  } catch {
    // The run folder is gone; there is nowhere left to write to.
  }
}
