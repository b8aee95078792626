import { setImmediate as immediate } from "node:timers/promises";

/**
 * All of a job's work. Between two of its pieces signals and messages have their turn, and `tell`
 * is told the share that is done.
 */
export async function finish<S, T>(
  work: AsyncGenerator<S, T>,
  tell: (share: S) => void,
): Promise<T> {
  for (;;) {
    const { done, value } = await work.next();
    if (done) return value;
    tell(value);
    await immediate();
  }
}
