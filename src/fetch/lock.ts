import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lock } from "proper-lockfile";
import { GanError } from "../shared/errors";

/**
 * Does `work` while no other process that asks for the same lock does; the second waits until the first is done.
 * The lock of a process that died is taken over after 10 s.
 *
 * @param path what is locked; it need not exist. `<path>.lock` stands beside it while the lock is held
 * @param work gets a signal that is aborted with `signal`, or when the lock is lost (somebody deleted it)
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
  await mkdir(dirname(path), { recursive: true });
  const release = await acquire(path, signal, () => lost.abort(), onWait);
  try {
    return await work(signal ? AbortSignal.any([signal, lost.signal]) : lost.signal);
  } catch (thrown) {
    if (!lost.signal.aborted) throw thrown;
    throw new GanError("busy", `Another process took ${path}.lock away`, "try again", {
      cause: thrown,
    });
  } finally {
    await release().catch(() => undefined);
  }
}

async function acquire(
  path: string,
  signal: AbortSignal | undefined,
  onLost: () => void,
  onWait?: () => void,
): Promise<() => Promise<void>> {
  for (let waited = false; ; waited = true) {
    if (signal?.aborted) throw new GanError("cancelled", `Waiting for ${path} was cancelled`);
    try {
      return await lock(path, {
        realpath: false,
        stale: 10_000,
        update: 2_000,
        onCompromised: onLost,
      });
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== "ELOCKED") throw thrown;
    }
    if (!waited) onWait?.();
    await sleep(200, undefined, { signal }).catch(() => undefined);
  }
}
