import { GanError } from "../shared/errors";
import type { FromTrainer } from "../shared/protocol/messages";
import { failureOf } from "./failure-of";

/* Commands of a host, until its trainer has answered them. */

interface PendingCommand {
  resolve(step: number): void;
  reject(error: GanError): void;
}

/** Commands that were sent to a trainer and wait for its answer. */
export class PendingCommands {
  readonly #waiting = new Map<number, PendingCommand>();
  #lastId = 0;

  /**
   * Sends a command under a number of its own. Resolves to the step from which it counts; rejects
   * with the trainer's refusal.
   */
  ask(send: (id: number) => void): Promise<number> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      send(id);
    });
  }

  /** Takes an answer to a command; of other messages nothing. */
  settle(message: FromTrainer): void {
    if (message.type !== "reply" && message.type !== "refusal") return;
    const pending = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === "reply") pending?.resolve(message.step);
    else pending?.reject(failureOf(message));
  }

  /** The trainer has ended: nobody will answer. */
  abandon(): void {
    for (const { reject } of this.#waiting.values())
      reject(new GanError("trainer-crashed", "the trainer has ended", "resume the run"));
    this.#waiting.clear();
  }
}
