import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync, statfsSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/* A disk of a megabyte, on which a test leaves as much room as it wants. */

const MAX_FREE_BLOCKS = 200;

export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), "gan-disk-"));
  private readonly ballast = join(this.folder, "ballast");

  /** Skips the test where this process may mount no disk. */
  constructor(test: Mocha.Context) {
    const args = ["-t", "tmpfs", "-o", "size=1m", "tmpfs", this.folder];
    if (spawnSync("mount", args).status !== 0) {
      rmdirSync(this.folder);
      test.skip();
    }
    this.empty();
  }

  private empty(): void {
    writeFileSync(this.ballast, "");
  }

  /** Leaves so many blocks free. */
  fill(free: number): void {
    this.empty();
    const { bavail, bsize } = statfsSync(this.folder);
    writeFileSync(this.ballast, Buffer.alloc(bavail * bsize));
    truncateSync(this.ballast, Math.max(0, bavail - free) * bsize);
  }

  /**
   * Does work with ever more room until it is done. Each time that it cannot be, it says why, and
   * `state` is as before.
   */
  async untilDone(work: () => Promise<unknown>, state: () => unknown): Promise<void> {
    const before = state();
    for (let free = 0; free < MAX_FREE_BLOCKS; free++) {
      this.fill(free);
      try {
        await work();
        assert.ok(free > 0, "a full disk has no room");
        this.empty();
        return;
      } catch (error) {
        assert.equal((error as NodeJS.ErrnoException).code, "ENOSPC", String(error));
        assert.deepEqual(state(), before, `with ${free} free blocks`);
      }
    }
    assert.fail("it is never done");
  }

  remove(): void {
    spawnSync("umount", ["-l", this.folder]);
    rmdirSync(this.folder);
  }
}
