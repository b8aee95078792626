import { folderBytes } from "../run/entries";
import type { RunSummary } from "../shared/run/run";
import { isLive } from "../shared/run/state";
import { oneAtATime } from "./one-at-a-time";

/* The bytes of runs on the disk. */

/** How many sizes are told of together. */
const TOLD_TOGETHER = 100;

/**
 * Counts the bytes of runs, one folder after the other. It goes on beside whatever else is read:
 * thousands of folders take a while, and nobody is to wait for that.
 */
export class RunSizes {
  private readonly known = new Map<string, { bytes: number; updatedAt: string }>();
  private runs: readonly RunSummary[] = [];
  private disposed = false;

  constructor(private readonly tell: (dirs: readonly string[]) => void) {}

  of(dir: string): number | undefined {
    return this.known.get(dir)?.bytes;
  }

  forget(dir: string): void {
    this.known.delete(dir);
  }

  /** Counts what has changed; a run that trains is counted once, and again when it is at rest. */
  count(runs: readonly RunSummary[]): void {
    this.runs = runs;
    void this.countAll();
  }

  private readonly countAll = oneAtATime(async () => {
    let news: string[] = [];
    const tell = () => {
      if (news.length > 0 && !this.disposed) this.tell(news);
      news = [];
    };
    for (const { dir, record } of this.runs) {
      if (this.disposed) return;
      const { updatedAt, state } = record;
      const before = this.known.get(dir);
      if (before?.updatedAt === updatedAt || (before && isLive(state))) continue;
      const bytes = await folderBytes(dir);
      this.known.set(dir, { bytes, updatedAt });
      if (before?.bytes !== bytes && news.push(dir) >= TOLD_TOGETHER) tell();
    }
    tell();
  });

  dispose(): void {
    this.disposed = true;
  }
}
