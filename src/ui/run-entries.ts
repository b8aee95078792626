import * as vscode from "vscode";
import { EntryReader, folderBytes } from "../run/entries";
import { listRuns } from "../run/store";
import { TimeSlice } from "../run/time-slice";
import { studyFiles } from "../search/store/study-files";
import { isLive } from "../shared/run/state";
import { nameOfRun, type RunSummary } from "../shared/run/run";
import type { RunEntry } from "../shared/runs-table/run-entry";
import { NO_SETTINGS } from "../shared/runs-table/settings-of";
import { oneAtATime } from "./one-at-a-time";
import type { RunStore } from "./run-store";
import type { StudyStore } from "./study-store";
import { Throttle } from "./throttle";

/* All runs of the workspace, those of studies too, as the table of runs shows them. */

/** News for whoever shows the runs. */
export interface EntryNews {
  put: RunEntry[];
  removed: string[];
  /** Whether all runs have been told of, with all that is known of them but their sizes. */
  complete: boolean;
}

interface Source {
  run: RunSummary;
  study?: RunEntry["study"];
}

/** How many runs a message tells of at most. */
const MESSAGE_RUNS = 100;
/** How many runs are read at a time: as many at most hold the event loop together. */
const READERS = 4;
/** How often news of runs is gathered, in milliseconds. */
const INTERVAL_MS = 1000;
/**
 * How often runs whose records have not changed are looked at, in milliseconds: they may have been
 * evaluated.
 */
const FULL_INTERVAL_MS = 10_000;

/** Reads runs in slices, and tells of those that have changed. */
export class RunEntries implements vscode.Disposable {
  private readonly reader = new EntryReader();
  private readonly told = new Map<string, RunEntry>();
  /** What each run's record said when its details were read. */
  private readonly readAt = new Map<string, string>();
  private lastFull = 0;
  private readonly sizes = new Map<string, { bytes: number; updatedAt: string }>();
  private readonly ofStudies = new Map<string, Source[]>();
  /** Studies whose list of runs may have changed. */
  private readonly staleStudies = new Set<string>();
  private readonly throttle = new Throttle(INTERVAL_MS, () => void this.refresh());
  private readonly toDispose: vscode.Disposable[];
  private disposed = false;

  constructor(
    private readonly store: RunStore,
    private readonly studies: StudyStore,
    private readonly tell: (news: EntryNews) => void,
    /** Whether somebody looks. */
    private readonly isWanted: () => boolean,
  ) {
    for (const dir of studies.all()) this.staleStudies.add(dir);
    this.toDispose = [
      store.onDidChange(() => this.throttle.call()),
      studies.onDidChange((dir) => {
        for (const one of dir === undefined ? studies.all() : [dir]) this.staleStudies.add(one);
        this.throttle.call();
      }),
      this.throttle,
    ];
  }

  /** Tells of all runs, as if none had been told of before. */
  async restart(): Promise<void> {
    this.told.clear();
    this.readAt.clear();
    await this.refresh();
  }

  /** Something was done with runs, which may have changed what their folders hold. */
  async look(dirs: readonly string[]): Promise<void> {
    for (const dir of dirs) {
      this.sizes.delete(dir);
      this.readAt.delete(dir);
      const study = this.told.get(dir)?.study;
      if (study) this.staleStudies.add(study.dir);
    }
    await this.refresh();
  }

  readonly refresh = oneAtATime(() => this.readAll());

  private async readAll(): Promise<void> {
    if (!this.isWanted()) return;
    await this.readStudies();
    const sources = this.sources();
    const dirs = new Set(sources.map(({ run }) => run.dir));
    const removed = [...this.told.keys()].filter((dir) => !dirs.has(dir));
    for (const dir of removed) this.told.delete(dir);
    this.reader.keepOnly(dirs);
    await this.tellOfNew(sources, removed);
    await this.readDetails(this.dueOf(sources));
    this.send({ put: [], removed: [], complete: true });
    await this.readSizes(sources);
  }

  /** The runs whose details may have changed. */
  private dueOf(sources: readonly Source[]): Source[] {
    const isFull = Date.now() - this.lastFull > FULL_INTERVAL_MS;
    if (isFull) this.lastFull = Date.now();
    return sources.filter((source) => {
      const before = this.readAt.get(source.run.dir);
      this.readAt.set(source.run.dir, standOf(source));
      return isFull || before !== standOf(source);
    });
  }

  /** What records say is known at once; the rest follows. */
  private async tellOfNew(sources: readonly Source[], removed: string[]): Promise<void> {
    const fresh = sources.filter(({ run }) => !this.told.has(run.dir));
    if (removed.length > 0) this.send({ put: [], removed, complete: false });
    const slice = new TimeSlice();
    for (let from = 0; from < fresh.length; from += MESSAGE_RUNS) {
      const put = fresh
        .slice(from, from + MESSAGE_RUNS)
        .map((source) => this.entryOf(source, { settings: NO_SETTINGS, figures: [] }));
      for (const entry of put) this.told.set(entry.dir, entry);
      this.send({ put, removed: [], complete: false });
      await slice.pause();
    }
  }

  /** Reads what files say of runs, a few runs at a time. */
  private async readDetails(due: readonly Source[]): Promise<void> {
    let put: RunEntry[] = [];
    const tell = () => {
      if (put.length > 0) this.send({ put, removed: [], complete: false });
      put = [];
    };
    const slice = new TimeSlice();
    const left = due.values();
    const readOn = async () => {
      for (const source of left) {
        if (this.disposed) return;
        const entry = this.entryOf(source, await this.reader.read(source.run.dir));
        if (isSame(entry, this.told.get(entry.dir))) continue;
        this.told.set(entry.dir, entry);
        if (put.push(entry) >= MESSAGE_RUNS) tell();
        await slice.pause();
      }
    };
    await Promise.all(Array.from({ length: READERS }, readOn));
    tell();
  }

  /** Counts the bytes of runs that have changed since, one folder at a time. */
  private async readSizes(sources: readonly Source[]): Promise<void> {
    let put: RunEntry[] = [];
    for (const { run } of sources) {
      const { updatedAt, state } = run.record;
      const known = this.sizes.get(run.dir);
      if (this.disposed || known?.updatedAt === updatedAt || (known && isLive(state))) continue;
      const bytes = await folderBytes(run.dir);
      this.sizes.set(run.dir, { bytes, updatedAt });
      const told = this.told.get(run.dir);
      if (told && told.bytes !== bytes) {
        const entry = { ...told, bytes };
        this.told.set(run.dir, entry);
        put.push(entry);
      }
      if (put.length < MESSAGE_RUNS) continue;
      this.send({ put, removed: [], complete: true });
      put = [];
    }
    if (put.length > 0) this.send({ put, removed: [], complete: true });
  }

  private send(news: EntryNews): void {
    if (!this.disposed) this.tell(news);
  }

  private async readStudies(): Promise<void> {
    const all = new Set(this.studies.all());
    for (const dir of this.ofStudies.keys()) if (!all.has(dir)) this.ofStudies.delete(dir);
    for (const dir of [...this.staleStudies]) {
      this.staleStudies.delete(dir);
      const name = this.studies.get(dir)?.name ?? dir;
      const runs = await listRuns(studyFiles(dir).runs).catch(() => []);
      this.ofStudies.set(
        dir,
        runs.map((run) => ({ run, study: { dir, name } })),
      );
    }
  }

  private sources(): Source[] {
    const single = this.store.all().map((run) => ({ run }));
    return [...single, ...[...this.ofStudies.values()].flat()];
  }

  private entryOf(
    { run, study }: Source,
    details: Pick<RunEntry, "settings" | "figures">,
  ): RunEntry {
    const { record, notes = {}, dir } = run;
    const bytes = this.sizes.get(dir)?.bytes;
    return {
      dir,
      name: nameOfRun(run),
      state: record.state,
      step: record.step,
      steps: record.steps,
      seconds: record.trainingSeconds,
      engine: record.engine.name,
      createdAt: record.createdAt,
      ...(record.configFile === undefined ? {} : { configFile: record.configFile }),
      ...(study ? { study } : {}),
      notes,
      ...(bytes === undefined ? {} : { bytes }),
      ...details,
    };
  }

  dispose(): void {
    this.disposed = true;
    vscode.Disposable.from(...this.toDispose).dispose();
  }
}

const standOf = ({ run: { record, notes } }: Source): string =>
  `${record.updatedAt} ${record.state} ${JSON.stringify(notes)}`;

/** Whether two entries of a run say the same; what its files hold is known by identity. */
function isSame(a: RunEntry, b: RunEntry | undefined): boolean {
  if (a.settings !== b?.settings || a.figures !== b.figures) return false;
  const rest = (one: RunEntry) => JSON.stringify({ ...one, settings: 0, figures: 0 });
  return rest(a) === rest(b);
}
