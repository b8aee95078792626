import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { runFiles, type RunLock } from "../run";
import { type GanError, toGanError } from "../shared/errors";
import { type Command, commandSchema, type FromTrainer, type ToTrainer } from "../shared/protocol";

export interface Letter {
  command: Command;
  /** Runs the deed and sends its outcome, the step or the refusal, to whoever asked. */
  answer(deed: () => number | Promise<number>): Promise<void>;
}

const INBOX_POLL_MS = 200;

/** Commands from the host and from `inbox.jsonl`, kept until the training loop takes them. */
export class Mailbox {
  hostLost = false;
  /** Aborts when the run is to end, for what waits before training can begin. */
  readonly #end = new AbortController();
  readonly signal = this.#end.signal;
  #letters: Letter[] = [];
  #wake: (() => void) | undefined;
  #read: number;
  #runLost = false;
  readonly #timer: NodeJS.Timeout;

  constructor(
    readonly dir: string,
    readonly post: (message: FromTrainer) => void,
    readonly lock: Pick<RunLock, "assertOwn">,
    readonly log: (message: string) => void,
  ) {
    // What lies in the inbox from before was meant for an earlier trainer.
    this.#read = existsSync(runFiles(dir).inbox) ? statSync(runFiles(dir).inbox).size : 0;
    this.#timer = setInterval(() => this.#readInbox(), INBOX_POLL_MS);
  }

  /** A command from the host. */
  receive({ id, command }: Extract<ToTrainer, { type: "command" }>): void {
    this.#put(command, (outcome) => {
      if (typeof outcome === "number") this.post({ type: "reply", id, step: outcome });
      else
        this.post({
          type: "refusal",
          id,
          code: outcome.code,
          message: outcome.message,
          hint: outcome.hint,
        });
    });
  }

  loseHost(): void {
    this.hostLost = true;
    this.#end.abort();
    this.#wake?.();
  }

  /** The run is not this process's any more: whoever takes letters next is told. */
  loseRun(): void {
    this.#end.abort();
    this.#runLost = true;
    this.#wake?.();
  }

  /** @throws GanError where the run is not this process's any more */
  take(): Letter[] {
    if (this.#runLost) this.lock.assertOwn();
    const letters = this.#letters;
    this.#letters = [];
    return letters;
  }

  /** Resolves when there is something to look at. */
  async wake(): Promise<void> {
    if (this.#letters.length > 0 || this.hostLost || this.#runLost) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #put(command: Command, tell: (outcome: number | GanError) => void): void {
    const answer = async (deed: () => number | Promise<number>) => {
      let outcome: number | GanError;
      try {
        outcome = await deed();
      } catch (error) {
        outcome = toGanError(error);
      }
      tell(outcome);
      this.log(
        typeof outcome === "number"
          ? `${command.type}: from step ${outcome}`
          : `${command.type}: refused: ${outcome.message}`,
      );
    };
    this.#letters.push({ command, answer });
    if (command.type === "stop") this.#end.abort();
    this.#wake?.();
  }

  /** Takes the whole lines that were added to the inbox since the last look. */
  #readInbox(): void {
    const { inbox } = runFiles(this.dir);
    if (!existsSync(inbox)) return;
    const handle = openSync(inbox, "r");
    try {
      const bytes = Buffer.alloc(Math.max(0, fstatSync(handle).size - this.#read));
      readSync(handle, bytes, 0, bytes.length, this.#read);
      const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1);
      this.#read += whole.length;
      for (const line of whole.toString("utf8").split("\n").filter(Boolean)) this.#readLetter(line);
    } finally {
      closeSync(handle);
    }
  }

  #readLetter(line: string): void {
    try {
      this.#put(commandSchema.parse(JSON.parse(line)), () => undefined);
    } catch (error) {
      this.log(
        `inbox: not a command: ${line.slice(0, 200)} (${error instanceof Error ? error.message : String(error)})`,
      );
    }
  }
}
