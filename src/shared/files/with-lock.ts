import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GanError } from "../errors";
import { type HeldLock, tryLock } from "./lock";

const POLL_MS = 200;

/**
 * Does `work` while no other process that asks for the same lock does; the second waits until the
 * first is done.
 *
 * @param path what is locked; it need not exist. `<path>.lock` stands beside it while the lock is
 * held
 * @param work gets a signal that is aborted with `signal`, or when the lock is lost (somebody
 * deleted it)
 * @param onWait called once if another process holds the lock
 * @throws GanError `cancelled` while waiting, `busy` when the lock was lost; and what `work` throws
 */
export async function withLock<T>(
  path: string,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
  onWait?: () => void,
): Promise<T> {
  const lost = new AbortController();
  mkdirSync(dirname(path), { recursive: true });
  const lock = await waitForLock(path, signal, () => lost.abort(), onWait);
  try {
    return await work(signal ? AbortSignal.any([signal, lost.signal]) : lost.signal);
  } catch (thrown) {
    if (!lost.signal.aborted) throw thrown;
    throw new GanError("busy", `Another process took ${lock.file} away`, "try again", {
      cause: thrown,
    });
  } finally {
    lock.release();
  }
}

async function waitForLock(
  path: string,
  signal: AbortSignal | undefined,
  onLost: () => void,
  onWait?: () => void,
): Promise<HeldLock> {
  for (let waited = false; ; waited = true) {
    if (signal?.aborted) throw new GanError("cancelled", `Waiting for ${path} was cancelled`);
    const attempt = await tryLock(`${path}.lock`, onLost);
    if ("lock" in attempt) return attempt.lock;
    if (!waited) onWait?.();
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}
