import { setTimeout as delay } from "node:timers/promises";

/** The limit is there against hanging alone. */
const TIMEOUT_MS = 10 * 60_000;
const POLL_MS = 50;

type Condition<T> = () => T | undefined | false | Promise<T | undefined | false>;

/**
 * Waits until `condition` gives something, and returns it. What throws is not so yet; its words are
 * told where it is never so.
 */
export async function until<T>(
  what: string,
  condition: Condition<T>,
  timeout = TIMEOUT_MS,
): Promise<T> {
  let last: unknown;
  for (const end = Date.now() + timeout; Date.now() < end; await delay(POLL_MS)) {
    try {
      const value = await condition();
      if (value !== undefined && value !== false) return value;
    } catch (error) {
      last = error;
    }
  }
  const why = last === undefined ? "" : ` (${String(last)})`;
  throw new Error(`not within ${timeout / 1000} s: ${what}${why}`, { cause: last });
}

/** Whether something comes true in this time. */
export const comesTrue = (condition: Condition<unknown>, timeout: number): Promise<boolean> =>
  until("it is so", condition, timeout).then(
    () => true,
    () => false,
  );
