import { GanError } from "../shared/errors";
import type { FromTrainer } from "../shared/protocol/messages";
import { failureOf } from "./failure-of";

/* What a host has asked a trainer, until it is answered. */

interface Pending<T> {
  resolve(answer: T): void;
  reject(error: GanError): void;
}

/** What was asked of a trainer and waits for its answer. */
export class PendingAnswers<T> {
  readonly #waiting = new Map<number, Pending<T>>();
  #lastId = 0;

  /**
   * Asks under a number of its own. Resolves to the answer; rejects with the trainer's refusal.
   */
  ask(send: (id: number) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      send(id);
    });
  }

  answer(id: number, answer: T): void {
    this.#take(id)?.resolve(answer);
  }

  /** Takes a refusal; of other messages nothing. */
  refuse(message: FromTrainer): void {
    if (message.type === "refusal") this.#take(message.id)?.reject(failureOf(message));
  }

  /** The trainer has ended: nobody will answer. `remedy`: what a person can do. */
  abandon(remedy: string): void {
    for (const { reject } of this.#waiting.values())
      reject(new GanError("trainer-crashed", "the trainer has ended", remedy));
    this.#waiting.clear();
  }

  #take(id: number): Pending<T> | undefined {
    const pending = this.#waiting.get(id);
    this.#waiting.delete(id);
    return pending;
  }
}

/** What a trainer answers to a command: the step from which it counts, and what was asked for. */
export type CommandAnswer = Pick<Extract<FromTrainer, { type: "reply" }>, "step" | "trace">;

/** Commands that were sent to a trainer. */
export class PendingCommands extends PendingAnswers<CommandAnswer> {
  /** Takes an answer to a command; of other messages nothing. */
  settle(message: FromTrainer): void {
    if (message.type === "reply") this.answer(message.id, message);
    this.refuse(message);
  }
}
