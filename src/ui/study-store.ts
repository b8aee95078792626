import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { studiesDirOf, studyFiles } from "../search/store/study-files";
import type { StudyViewer } from "../search/outcome/view";
import { studyState } from "../shared/study/progress";
import type { StudyView } from "../shared/study/study-view";
import { oneAtATime } from "./one-at-a-time";

/* All studies of the workspace, read from their folders, whoever works on them. */

/** How often folders are looked at, in milliseconds. */
const POLL_MS = 2000;

interface Study {
  viewer: StudyViewer;
  view: StudyView;
}

/** The studies of the workspace. Whatever shows studies reads them here and nowhere else. */
export class StudyStore implements vscode.Disposable {
  private readonly studies = new Map<string, Study>();
  /** Folders in which a study could not be read; said once. */
  private readonly unreadable = new Set<string>();
  /** Studies that are looked at now, which are read again and again. */
  private readonly watched = new Map<string, number>();
  private readonly changed = new vscode.EventEmitter<string | undefined>();
  private readonly timer = setInterval(() => void this.refresh(), POLL_MS);

  /** A study changed (its folder), or the whole list did (undefined). */
  readonly onDidChange = this.changed.event;

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** The folders of all studies, the newest first. */
  all(): string[] {
    return [...this.studies.keys()].sort().reverse();
  }

  get(dir: string): StudyView | undefined {
    return this.studies.get(dir)?.view;
  }

  /** The newest study of a name, as a study file has it. */
  named(name: string): string | undefined {
    return this.all().find((dir) => this.get(dir)?.name === name);
  }

  /** Reads a study again and again until the answer is disposed of. */
  watch(dir: string): vscode.Disposable {
    this.watched.set(dir, (this.watched.get(dir) ?? 0) + 1);
    void this.refresh();
    return new vscode.Disposable(() => {
      const count = (this.watched.get(dir) ?? 1) - 1;
      if (count > 0) this.watched.set(dir, count);
      else this.watched.delete(dir);
    });
  }

  /** Reads new studies, and those that may have changed. Calls that come meanwhile share one more. */
  readonly refresh = oneAtATime(() => this.readAll());

  private async readAll(): Promise<void> {
    const found = new Set(this.watched.keys());
    for (const folder of studiesDirs())
      for (const name of await readdir(folder).catch(() => [])) {
        const dir = join(folder, name);
        if (existsSync(studyFiles(dir).plan)) found.add(dir);
      }
    const gone = [...this.studies.keys()].filter((dir) => !found.has(dir));
    for (const dir of gone) this.studies.delete(dir);
    const fresh = [...found].filter((dir) => !this.studies.has(dir));
    for (const dir of found) if (this.mayChange(dir)) await this.read(dir);
    if (gone.length > 0 || fresh.some((dir) => this.studies.has(dir))) this.changed.fire(undefined);
  }

  /** A study at rest changes only when somebody goes on with it, whom a look at it would show. */
  private mayChange(dir: string): boolean {
    const known = this.studies.get(dir);
    return !known || this.watched.has(dir) || studyState(known.view) === "running";
  }

  private async read(dir: string): Promise<void> {
    const before = this.studies.get(dir);
    try {
      // Late: it brings the schemas along, which nobody without studies needs.
      const { StudyViewer } = await import("../search/outcome/view");
      const viewer = before?.viewer ?? new StudyViewer(dir, (fault) => this.log.warn(fault));
      const view = await viewer.read();
      this.studies.set(dir, { viewer, view });
      this.unreadable.delete(dir);
      if (!before || JSON.stringify(view) !== JSON.stringify(before.view)) this.changed.fire(dir);
    } catch (error) {
      if (!this.unreadable.has(dir)) this.log.warn(`${dir} could not be read: ${String(error)}`);
      this.unreadable.add(dir);
    }
  }

  dispose(): void {
    clearInterval(this.timer);
    this.changed.dispose();
  }
}

/** The folders of studies of the workspace. */
function studiesDirs(): string[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(
    ({ uri }) => uri.scheme === "file",
  );
  return folders.map(({ uri }) => studiesDirOf(uri.fsPath));
}
