import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { WorkerView } from "../../shared/study/study-view";
import { timeBeside } from "../../shared/files/share-clock";
import { storeFiles } from "./files";
import { isGoneFromHere, readHeartbeat } from "./heartbeat";

/* The workers of a study as they are shown. Nothing is decided by this. */

/** A worker that is silent for longer is not shown as one. */
const SHOWN_SECONDS = 120;

/** The workers at one moment. */
export interface Workers {
  readonly views: WorkerView[];
  isAlive(worker: string): boolean;
  /** A trial that a worker has. */
  give(worker: string, trial: number): void;
}

export class WorkerList {
  /** What was last seen of each heartbeat, and when, by this process's own clock. */
  readonly #seen = new Map<string, { beat: number; at: number }>();

  constructor(readonly dir: string) {}

  read(): Workers {
    const views = new Map<string, WorkerView>();
    const { workers } = storeFiles(this.dir);
    const names = existsSync(workers) ? readdirSync(workers) : [];
    for (const name of names.filter((one) => one.endsWith(".json")).sort()) {
      const id = name.slice(0, -".json".length);
      const heartbeat = readHeartbeat(this.dir, id);
      if (!heartbeat || heartbeat.ended || isGoneFromHere(heartbeat)) continue;
      const silentSeconds = this.#silence(id, heartbeat.beat, join(workers, name));
      if (silentSeconds > SHOWN_SECONDS) continue;
      views.set(id, { id, machine: heartbeat.machine, silentSeconds });
    }
    return {
      get views() {
        return [...views.values()];
      },
      isAlive: (worker) => views.has(worker),
      give(worker, trial) {
        const view = views.get(worker);
        if (view) views.set(worker, { ...view, trial });
      },
    };
  }

  /**
   * By this process's clock where it has seen the heartbeat move; before that by the times of
   * files, and the clock of the file system.
   */
  #silence(id: string, beat: number, file: string): number {
    const now = performance.now();
    const before = this.#seen.get(id);
    if (before && before.beat !== beat) {
      this.#seen.set(id, { beat, at: now });
      return 0;
    }
    if (before && before.at > 0) return (now - before.at) / 1000;
    this.#seen.set(id, { beat, at: 0 });
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats ? Math.max(0, (timeBeside(file, stats.dev) - stats.mtimeMs) / 1000) : Infinity;
  }
}
