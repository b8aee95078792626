import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import * as vscode from "vscode";
import { runFiles, runsDirOf } from "../run/files";
import { listFolder, type UnreadableRun } from "../run/store";
import { isLive } from "../shared/run/state";
import type { RunNotes } from "../shared/run/notes";
import { nameOfRun, type RunSummary } from "../shared/run/run";
import { oneAtATime } from "./one-at-a-time";

/* All runs of the workspace, whoever made them, and which of them have changed. */

/**
 * How long news from the file system is gathered before the folder is read again, in milliseconds.
 */
const SETTLE_MS = 1000;

/**
 * How often folders are looked at where no watcher reports, in milliseconds: systems run out of
 * watches, network disks have none.
 */
const POLL_MS = 2000;

function newestFirst(a: RunSummary, b: RunSummary): number {
  const [first, second] = [a.record.createdAt, b.record.createdAt];
  if (first !== second) return first < second ? 1 : -1;
  return a.dir < b.dir ? 1 : -1;
}

/** A run of this window with the notes on the disk, unless they were changed here meanwhile. */
function withNotesRead(
  run: RunSummary,
  before: RunSummary | undefined,
  read: RunSummary | undefined,
): RunSummary {
  if (!read || run.notes !== before?.notes) return run;
  const { dir, record } = run;
  return read.notes ? { dir, record, notes: read.notes } : { dir, record };
}

/**
 * All runs of the workspace: those that this window trains (told by `RunManager`) and those on
 * disk, whoever made them. Whatever shows runs reads them here and nowhere else.
 */
export class RunStore implements vscode.Disposable {
  private runs = new Map<string, RunSummary>();
  /** `all()` until something changes. */
  private sorted: RunSummary[] | undefined;
  /** Runs that cannot be read, as the last reading found them. */
  private bad: readonly UnreadableRun[] = [];
  /** Runs whose state this window knows better than their files do. */
  private readonly owned = new Set<string>();
  /** Folders of runs outside the workspace, from configs that were opened alone. */
  private readonly extraDirs = new Set<string>();
  private readonly changed = new vscode.EventEmitter<string | undefined>();
  private readonly watchers: vscode.Disposable[] = [];
  private readonly toDispose: vscode.Disposable[] = [this.changed];
  private timer: NodeJS.Timeout | undefined;
  private wasRead = false;
  private readonly peeker = setInterval(() => void this.peek(), POLL_MS);
  /** What the last look at the folders saw. */
  private seen = "";

  /** A run changed (its folder), or the whole list did (undefined). */
  readonly onDidChange = this.changed.event;

  constructor(private readonly log: vscode.LogOutputChannel) {
    this.toDispose.push(
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.watch();
        void this.refresh();
      }),
    );
    this.watch();
  }

  /** Newest first. */
  all(): RunSummary[] {
    this.sorted ??= [...this.runs.values()].sort(newestFirst);
    return [...this.sorted];
  }

  /** Folders with runs that cannot be read, and why. */
  get unreadable(): readonly UnreadableRun[] {
    return this.bad;
  }

  get(dir: string): RunSummary | undefined {
    return this.runs.get(dir);
  }

  /** What a run is called; one that is not in the list, as its folder is. */
  nameOf(dir: string): string {
    const run = this.runs.get(dir);
    return run ? nameOfRun(run) : basename(dir);
  }

  /** Whether the list has been read once, so that "no runs" means that there are none. */
  get loaded(): boolean {
    return this.wasRead;
  }

  isOwned(dir: string): boolean {
    return this.owned.has(dir);
  }

  /** The run that a config file's buttons are about: its live one, else its newest. */
  forConfig(file: string): RunSummary | undefined {
    const runs = this.all().filter((run) => run.record.configFile === file);
    return runs.find((run) => isLive(run.record.state)) ?? runs[0];
  }

  /** Folders that hold runs. */
  runsDirs(): string[] {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(
      (folder) => folder.uri.scheme === "file",
    );
    return [
      ...new Set([...folders.map((folder) => runsDirOf(folder.uri.fsPath)), ...this.extraDirs]),
    ];
  }

  /** Makes runs of a folder outside the workspace known. */
  include(runsDir: string): void {
    if (this.runsDirs().includes(runsDir)) return;
    this.extraDirs.add(runsDir);
    this.watch();
  }

  /**
   * News from this window's own trainer. From now on until `release`, files say nothing about this
   * run.
   */
  put(summary: RunSummary): void {
    this.owned.add(summary.dir);
    this.take(summary);
  }

  /** Its trainer is gone; `summary` is how it stands. */
  release(summary: RunSummary): void {
    this.owned.delete(summary.dir);
    this.take(summary);
  }

  /** The person has changed what they say of a run. */
  setNotes(dir: string, notes: RunNotes): void {
    const run = this.runs.get(dir);
    if (run) this.take({ ...run, notes });
  }

  /** Trainers know nothing of notes, which stay as they are. */
  private take(summary: RunSummary): void {
    const notes = summary.notes ?? this.runs.get(summary.dir)?.notes;
    this.runs.set(summary.dir, notes ? { ...summary, notes } : summary);
    this.sorted = undefined;
    this.changed.fire(summary.dir);
  }

  remove(dir: string): void {
    this.owned.delete(dir);
    if (!this.runs.delete(dir)) return;
    this.sorted = undefined;
    this.changed.fire(undefined);
  }

  /** Reads all folders again. Calls that come while it reads share one more reading. */
  readonly refresh = oneAtATime(() => this.readAll());

  private async readAll(): Promise<void> {
    const before = new Map(this.runs);
    const found = new Map<string, RunSummary>();
    const bad: UnreadableRun[] = [];
    for (const runsDir of this.runsDirs()) {
      try {
        const { runs, unreadable } = await listFolder(runsDir);
        for (const run of runs) found.set(run.dir, run);
        bad.push(...unreadable);
      } catch (error) {
        this.log.warn(`Runs in ${runsDir} could not be read: ${String(error)}`);
      }
    }
    // What this window learned of its own runs meanwhile is newer than what was read.
    for (const [dir, run] of this.runs) {
      const old = before.get(dir);
      if (this.owned.has(dir)) found.set(dir, withNotesRead(run, old, found.get(dir)));
      else if (run !== old) found.set(dir, run);
    }
    for (const dir of before.keys()) if (!this.runs.has(dir)) found.delete(dir);
    this.runs = found;
    this.sorted = undefined;
    const first = !this.wasRead;
    this.wasRead = true;
    const sameList =
      before.size === found.size &&
      [...found.keys()].every((dir) => before.has(dir)) &&
      JSON.stringify(bad) === JSON.stringify(this.bad);
    this.bad = bad;
    if (!sameList || first) this.changed.fire(undefined);
    for (const [dir, run] of found) {
      const old = before.get(dir);
      if (!old) continue;
      const isNews = !this.owned.has(dir) && old.record.updatedAt !== run.record.updatedAt;
      if (isNews || JSON.stringify(old.notes) !== JSON.stringify(run.notes)) this.changed.fire(dir);
    }
  }

  private watch(): void {
    vscode.Disposable.from(...this.watchers.splice(0)).dispose();
    for (const runsDir of this.runsDirs()) {
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(vscode.Uri.file(runsDir), "*/{run,notes}.json"),
      );
      const notice = (uri: vscode.Uri) => this.fileChanged(uri.fsPath);
      this.watchers.push(
        watcher,
        watcher.onDidChange(notice),
        watcher.onDidCreate(notice),
        watcher.onDidDelete(notice),
      );
    }
  }

  /**
   * Reads the list anew when runs have come or gone, and as long as another program trains one:
   * that it was killed changes no file.
   */
  private async peek(): Promise<void> {
    const listings = await Promise.all(
      this.runsDirs().map(async (runsDir) =>
        (await readdir(runsDir).catch(() => [])).map((name) => join(runsDir, name)),
      ),
    );
    const there = listings.flat();
    const seen = there.join("\n");
    const others = [...this.runs.values()].filter((run) => !this.owned.has(run.dir));
    // A short run may come and go between two looks, so what is listed is compared as well, not
    // only what was seen.
    if (
      seen !== this.seen ||
      others.some((run) => isLive(run.record.state) || !there.includes(run.dir))
    )
      this.readSoon();
    this.seen = seen;
  }

  /** Another window may say something of a run that is trained here. */
  private fileChanged(file: string): void {
    const dir = dirname(file);
    if (!this.owned.has(dir) || file === runFiles(dir).notes) this.readSoon();
  }

  private readSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.refresh();
    }, SETTLE_MS);
  }

  dispose(): void {
    clearTimeout(this.timer);
    clearInterval(this.peeker);
    vscode.Disposable.from(...this.watchers, ...this.toDispose).dispose();
  }
}
