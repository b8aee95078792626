import type { ChildProcess } from "node:child_process";
import { forkTrainer, type ForkOptions } from "./fork";

/* A process of the trainer's program that starts ahead of what it is to do. */

/** What a process has said before it was taken. */
export interface Taken {
  child: ChildProcess;
  messages: readonly unknown[];
  errorLines: readonly string[];
  /** Where the lines of its error output go from now on. */
  onErrorLine(handler: (line: string) => void): void;
}

/**
 * A process that loads the trainer's program while it is still being found out what to train.
 * Nobody needs it: where it is gone when it is wanted, another is started.
 */
export class SpareTrainer {
  readonly #child: ChildProcess;
  readonly #messages: unknown[] = [];
  readonly #errorLines: string[] = [];
  readonly #keepMessage = (message: unknown) => void this.#messages.push(message);
  #onErrorLine = (line: string): void => void this.#errorLines.push(line);
  #taken = false;

  constructor(options: Omit<ForkOptions, "onErrorLine">) {
    this.#child = forkTrainer({ ...options, onErrorLine: (line) => this.#onErrorLine(line) });
    this.#child.on("message", this.#keepMessage);
    this.#child.on("error", () => undefined);
  }

  /** The process, for good; undefined where it is gone or was taken before. */
  take(): Taken | undefined {
    const { connected, exitCode, signalCode } = this.#child;
    if (this.#taken || !connected || exitCode !== null || signalCode !== null) return undefined;
    this.#taken = true;
    this.#child.off("message", this.#keepMessage);
    return {
      child: this.#child,
      messages: this.#messages,
      errorLines: this.#errorLines,
      onErrorLine: (handler) => {
        this.#onErrorLine = handler;
      },
    };
  }

  /** Ends it unless it was taken. */
  end(): void {
    if (!this.#taken) this.#child.kill("SIGKILL");
    this.#taken = true;
  }
}
