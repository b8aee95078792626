import { setTimeout as sleep } from "node:timers/promises";
import { lock } from "proper-lockfile";
import { GanError } from "../../shared/errors";

/** A lock that has not been renewed for so long belonged to a process that was killed. */
const STALE_MS = 10_000;
const POLL_MS = 500;

/**
 * Runs `work` while no other process does the same for `dir`.
 * @param work gets a signal that fires if the lock is lost (the machine slept and another process took it over).
 * @throws GanError `cancelled` while waiting, `busy` if the lock was lost.
 */
export async function withLock<T>(dir: string, work: (stillOurs: AbortSignal) => Promise<T>, options: { signal?: AbortSignal | undefined; onWait?: () => void }): Promise<T> {
  const lost = new AbortController();
  const release = await acquire(dir, lost, options);
  try {
    return await work(lost.signal);
  } finally {
    if (!lost.signal.aborted) await release();
  }
}

async function acquire(dir: string, lost: AbortController, { signal, onWait }: { signal?: AbortSignal | undefined; onWait?: () => void }): Promise<() => Promise<void>> {
  for (let waits = 0; ; waits++) {
    if (signal?.aborted) throw new GanError("cancelled", "Waiting for another installation was cancelled");
    try {
      return await lock(dir, {
        stale: STALE_MS,
        onCompromised: () => lost.abort(new GanError("busy", "Another process took over the installation", "wait for it to finish")),
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
      if (waits === 0) onWait?.();
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
