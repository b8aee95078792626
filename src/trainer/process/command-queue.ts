import { closeSync, fstatSync, openSync, readSync, rmSync, statSync } from "node:fs";
import { formatIssues } from "../../experiment/explain";
import { appendLines, runFiles, type RunLock } from "../../run";
import { GanError, toGanError } from "../../shared/errors";
import {
  type Command,
  commandSchema,
  type FromTrainer,
  inboxSchema,
  type OutboxLine,
  type ToTrainer,
} from "../../shared/protocol/messages";
import type { IterationTrace } from "../../shared/run/trace";
import { currentCommand } from "../../shared/protocol/old-changes";

/*
 * What a trainer is asked, by its host or through the run's inbox, until the training loop takes
 * it.
 */

/** What a command came to: the step from which it counts, and what `trace` asks for. */
export interface Outcome {
  step: number;
  trace?: IterationTrace;
}

/** Carries a command out. Throws a refusal. */
type Handler = () => Outcome | Promise<Outcome>;

/** A command that waits for the training loop. */
export interface PendingCommand {
  command: Command;
  /** Runs the handler and sends its outcome, the step or the refusal, to whoever asked. */
  respond(handler: Handler): Promise<void>;
}

const INBOX_POLL_MS = 200;

/**
 * The size of a run's inbox. What lies in it before a trainer has the run was meant for an earlier
 * one.
 */
export const inboxSize = (dir: string): number =>
  statSync(runFiles(dir).inbox, { throwIfNoEntry: false })?.size ?? 0;

export interface CommandQueueOptions {
  dir: string;
  post(message: FromTrainer): void;
  lock: Pick<RunLock, "assertOwn">;
  log(message: string): void;
  /** Bytes of the inbox that were there before this trainer had the run. */
  read: number;
  /** The step that the run has come to. */
  step(): number;
}

/** Commands from the host and from `inbox.jsonl`, kept until the training loop takes them. */
export class CommandQueue {
  hostLost = false;
  /** Aborts when the run is to end, for what waits before training can begin. */
  readonly #end = new AbortController();
  readonly signal = this.#end.signal;
  readonly #options: CommandQueueOptions;
  #pending: PendingCommand[] = [];
  #wake: (() => void) | undefined;
  #read: number;
  #runLost = false;
  /** The fault of the inbox that was logged last: each reading meets it again. */
  #lastFault = "";
  readonly #timer: NodeJS.Timeout;

  constructor(options: CommandQueueOptions) {
    this.#options = options;
    this.#read = options.read;
    rmSync(runFiles(options.dir).outbox, { force: true });
    this.#timer = setInterval(() => this.#pollInbox(), INBOX_POLL_MS);
  }

  /** A command from the host. */
  receive({ id, command }: Extract<ToTrainer, { type: "command" }>): void {
    this.#put(command, (outcome) => {
      if (outcome instanceof GanError)
        this.#options.post({ type: "refusal", id, ...refusalOf(outcome) });
      else this.#options.post({ type: "reply", id, ...outcome });
    });
  }

  loseHost(): void {
    this.hostLost = true;
    this.#end.abort();
    this.#wake?.();
  }

  /** The run is not this process's any more: whoever takes commands next is told. */
  loseRun(): void {
    this.#end.abort();
    this.#runLost = true;
    this.#wake?.();
  }

  /** @throws GanError where the run is not this process's any more */
  take(): PendingCommand[] {
    if (this.#runLost) this.#options.lock.assertOwn();
    const pending = this.#pending;
    this.#pending = [];
    return pending;
  }

  /** Whether the training loop has something to do between two calls of the engine. */
  get isWaiting(): boolean {
    return this.#pending.length > 0 || this.hostLost || this.#runLost;
  }

  /** Resolves when there is. */
  async wake(): Promise<void> {
    if (this.isWaiting) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }

  /** Closes the queue: whoever asked for an end has it, all else that nobody took is refused. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const pending = this.#pending;
    this.#pending = [];
    for (const { command, respond } of pending)
      await respond(() => {
        if (command.type === "stop") return { step: this.#options.step() };
        throw new GanError("bad-run", "the run ended before this could be done", "resume it first");
      });
  }

  #put(command: Command, reply: (outcome: Outcome | GanError) => void): void {
    const respond = async (handler: Handler) => {
      let outcome: Outcome | GanError;
      try {
        outcome = await handler();
      } catch (error) {
        outcome = toGanError(error);
      }
      reply(outcome);
      this.#options.log(
        outcome instanceof GanError
          ? `${describeCommand(command)}: refused: ${outcome.message}`
          : `${describeCommand(command)}: from step ${outcome.step}`,
      );
    };
    this.#pending.push({ command, respond });
    if (command.type === "stop") this.#end.abort();
    this.#wake?.();
  }

  #pollInbox(): void {
    try {
      this.#readInbox();
      this.#lastFault = "";
    } catch (error) {
      const { message } = toGanError(error);
      if (message !== this.#lastFault) this.#options.log(`inbox: ${message}`);
      this.#lastFault = message;
    }
  }

  /**
   * Takes the whole lines that were added to the inbox since the last reading. One that has shrunk
   * was made anew, and is read from its beginning.
   */
  #readInbox(): void {
    const { inbox } = runFiles(this.#options.dir);
    const stats = statSync(inbox, { throwIfNoEntry: false });
    if (!stats?.isFile()) return;
    if (stats.size < this.#read) this.#read = 0;
    if (stats.size === this.#read) return;
    const handle = openSync(inbox, "r");
    try {
      const bytes = Buffer.alloc(Math.max(0, fstatSync(handle).size - this.#read));
      readSync(handle, bytes, 0, bytes.length, this.#read);
      const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1);
      this.#read += whole.length;
      for (const line of whole.toString("utf8").split("\n").filter(Boolean)) this.#readLine(line);
    } finally {
      closeSync(handle);
    }
  }

  #readLine(line: string): void {
    const { log } = this.#options;
    const value = currentLine(parsed(line));
    const message = inboxSchema.safeParse(value);
    if (message.success) {
      const { id, command } = message.data;
      return this.#put(command, (outcome) => this.#answerInOutbox(id, outcome));
    }
    log(`inbox: not a command: ${line.slice(0, 200)}`);
    const { id, command } = (value ?? {}) as { id?: unknown; command?: unknown };
    if (typeof id !== "string") return;
    const { error } = commandSchema.safeParse(command);
    const why = error ? formatIssues(error, commandSchema, command) : "unknown keys beside it";
    this.#answerInOutbox(
      id,
      new GanError("bad-usage", `not a command: ${why}`, "nothing was changed"),
    );
  }

  #answerInOutbox(id: string | undefined, outcome: Outcome | GanError): void {
    if (id === undefined) return;
    const line: OutboxLine =
      outcome instanceof GanError ? { id, ...refusalOf(outcome) } : { id, step: outcome.step };
    try {
      appendLines(runFiles(this.#options.dir).outbox, [line]);
    } catch (error) {
      this.#options.log(`outbox: ${toGanError(error).message}`);
    }
  }
}

const describeCommand = (command: Command): string =>
  command.type === "change"
    ? `change of ${command.set.map(({ path }) => path).join(", ")}`
    : command.type;

/** A line of the inbox with its command as this version reads it. */
function currentLine(line: unknown): unknown {
  if (typeof line !== "object" || line === null || !("command" in line))
    return currentCommand(line);
  return { ...line, command: currentCommand(line.command) };
}

const refusalOf = ({ code, message, hint }: GanError) => ({ code, message, hint });

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
