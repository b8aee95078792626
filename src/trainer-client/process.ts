import type { ChildProcess } from "node:child_process";
import { type FromTrainer, fromTrainerSchema, type ToTrainer } from "../shared/protocol/messages";
import { forkTrainer, type ForkOptions } from "./fork";
import type { SpareTrainer } from "./spare";

/* A process of the trainer's program, as its host sees it. */

export interface ProcessOptions extends Omit<ForkOptions, "onErrorLine"> {
  /** A process that was started ahead with these options; another is started where it is gone. */
  spare?: SpareTrainer;
  onMessage(message: FromTrainer): void;
  /** Something came that is not of this version's protocol. */
  onStray?(): void;
  /** A line of its error output that is not an information line of TensorFlow's. */
  onErrorLine?(line: string): void;
}

/** How a process ended. */
export interface ProcessEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The last that it wrote to its error output. */
  stderrTail: string;
  /** Why it could not be started. */
  startError?: Error;
}

const TAIL_CHARACTERS = 4000;

/**
 * A process of the trainer's program, whatever it is asked to do: messages in both directions are
 * those of the protocol, and what it says before its end is kept.
 */
export class TrainerProcess {
  /** Resolves when the process has ended, however, and all that it wrote has been read. */
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess;
  #stderrTail = "";

  constructor({ onMessage, onStray, onErrorLine, spare, ...options }: ProcessOptions) {
    const hearError = (line: string) => {
      this.#keep(`${line}\n`);
      onErrorLine?.(line);
    };
    const hear = (raw: unknown) => {
      const { success, data } = fromTrainerSchema.safeParse(raw);
      if (success) onMessage(data);
      else onStray?.();
    };
    const taken = spare?.take();
    this.#child = taken?.child ?? forkTrainer({ ...options, onErrorLine: hearError });
    this.#child.on("message", hear);
    this.ended = this.#watch();
    if (!taken) return;
    taken.onErrorLine(hearError);
    // What was said before is heard as if it were said now, when this process is made.
    queueMicrotask(() => {
      taken.errorLines.forEach(hearError);
      taken.messages.forEach(hear);
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get isConnected(): boolean {
    return this.#child.connected;
  }

  /** A process that is gone gets nothing. */
  send(message: ToTrainer): void {
    if (this.isConnected) this.#child.send(message, () => undefined);
  }

  /** Ends the process at once. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #watch(): Promise<ProcessEnd> {
    return new Promise((resolve) => {
      // `close` comes after the last of stderr has been read.
      this.#child.once("close", (code, signal) =>
        resolve({ code, signal, stderrTail: this.#stderrTail }),
      );
      this.#child.once("error", (startError) => {
        this.#keep(startError.message);
        const { pid } = this.#child;
        if (pid === undefined)
          resolve({ code: null, signal: null, stderrTail: this.#stderrTail, startError });
      });
    });
  }

  #keep(text: string): void {
    this.#stderrTail = `${this.#stderrTail}${text}`.slice(-TAIL_CHARACTERS);
  }
}

/** How a process ended and what it said last, as a part of a sentence. */
export const endText = ({
  code,
  signal,
  stderrTail,
}: ProcessEnd): { how: string; last: string } => {
  const line = stderrTail.trim().split("\n").at(-1);
  return {
    how: signal ? `signal ${signal}` : `exit code ${code}`,
    last: line ? `: ${line.slice(0, 300)}` : "",
  };
};

/** What to do about a process that nobody here ended. */
export const outOfMemoryHint = (remedy: string): string =>
  `if you did not end it, the system probably did because memory ran out: ${remedy}`;
