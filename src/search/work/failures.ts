import { type ErrorCode, GanError } from "../../shared/errors";
import { saysNoRoom } from "../../shared/files/errors";

/* Failures after which a worker does not go on. */

/** Failures that every other run of the study would meet on this machine as well. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set<ErrorCode>([
  "engine-missing",
  "engine-install",
  "download",
]);

export const isOfMachine = ({ code, message }: { code: string; message: string }): boolean =>
  OF_THE_MACHINE.has(code) || saysNoRoom(message);

/** Runs that may fail one after the other in a search. */
const MAX_FAILURES = 5;

/** Counts the runs that have failed one after the other. */
export class Failures {
  #count = 0;

  /** @returns what is to be said where they are too many */
  count(failed: boolean, why: string): GanError | undefined {
    this.#count = failed ? this.#count + 1 : 0;
    if (this.#count < MAX_FAILURES) return undefined;
    return new GanError(
      "bad-run",
      `${MAX_FAILURES} runs in a row have failed: ${why}`,
      "look at the settings that the study varies",
    );
  }
}
