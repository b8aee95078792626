import * as vscode from "vscode";
import { EntryReader } from "../run/entries";
import type { UnreadableRun } from "../run/store";
import { TimeSlice } from "../run/time-slice";
import { describeLineage } from "../shared/run/lineage";
import { nameOfRun, type RunSummary } from "../shared/run/run";
import type { RunEntry } from "../shared/runs-table/run-entry";
import { NO_SETTINGS } from "../shared/runs-table/settings-of";
import type { StudyEntry } from "../shared/runs-table/study-entry";
import { oneAtATime } from "./one-at-a-time";
import { RunSizes } from "./run-sizes";
import type { RunStore } from "./run-store";
import { StudyRuns } from "./study-runs";
import type { StudyStore } from "./study-store";
import { Throttle } from "./throttle";

/* All runs of the workspace, those of studies too, as the table of runs shows them. */

/** News for whoever shows the runs. */
export interface EntryNews {
  put: RunEntry[];
  removed: string[];
  /** Whether all runs have been told of, with all that is known of them but their sizes. */
  complete: boolean;
  /** All studies, and all runs that cannot be read: told of when they have changed. */
  studies?: StudyEntry[];
  unreadable?: UnreadableRun[];
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
  private readonly sizes = new RunSizes((dirs) => this.tellOfSizes(dirs));
  private readonly ofStudies: StudyRuns;
  /** What was told last of studies and of what cannot be read. */
  private toldLists = "";
  private readonly throttle = new Throttle(INTERVAL_MS, () => void this.refresh());
  private readonly toDispose: vscode.Disposable[];
  private disposed = false;

  constructor(
    private readonly store: RunStore,
    studies: StudyStore,
    private readonly tell: (news: EntryNews) => void,
    /** Whether somebody looks. */
    private readonly isWanted: () => boolean,
  ) {
    this.ofStudies = new StudyRuns(studies);
    this.toDispose = [
      store.onDidChange(() => this.throttle.call()),
      studies.onDidChange((dir) => {
        this.ofStudies.changed(dir);
        this.throttle.call();
      }),
      this.throttle,
      this.sizes,
    ];
  }

  /** Tells of all runs, as if none had been told of before. */
  async restart(): Promise<void> {
    this.told.clear();
    this.readAt.clear();
    this.toldLists = "";
    await this.refresh();
  }

  /** Something was done with runs, which may have changed what their folders hold. */
  async look(dirs: readonly string[]): Promise<void> {
    for (const dir of dirs) {
      this.sizes.forget(dir);
      this.readAt.delete(dir);
      const study = this.told.get(dir)?.study;
      if (study) this.ofStudies.changed(study.dir);
    }
    await this.refresh();
  }

  readonly refresh = oneAtATime(() => this.readAll());

  private async readAll(): Promise<void> {
    if (!this.isWanted()) return;
    if (!this.store.loaded) await this.store.refresh();
    // What is known already is shown before anything is read.
    await this.tellOfNew(this.sources());
    await this.ofStudies.read();
    const sources = this.sources();
    const dirs = new Set(sources.map(({ run }) => run.dir));
    const removed = [...this.told.keys()].filter((dir) => !dirs.has(dir));
    for (const dir of removed) this.told.delete(dir);
    this.reader.keepOnly(dirs);
    if (removed.length > 0) this.send({ put: [], removed, complete: false });
    this.tellOfLists();
    await this.tellOfNew(sources);
    await this.readDetails(this.dueOf(sources));
    this.send({ put: [], removed: [], complete: true });
    this.sizes.count(sources.map(({ run }) => run));
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
  private async tellOfNew(sources: readonly Source[]): Promise<void> {
    const fresh = sources.filter(({ run }) => !this.told.has(run.dir));
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

  private tellOfSizes(dirs: readonly string[]): void {
    const put = dirs.flatMap((dir) => {
      const told = this.told.get(dir);
      const bytes = this.sizes.of(dir);
      if (!told || bytes === undefined) return [];
      const entry = { ...told, bytes };
      this.told.set(dir, entry);
      return [entry];
    });
    if (put.length > 0) this.send({ put, removed: [], complete: false });
  }

  /** Tells of the studies, and of runs that cannot be read, where there is news of them. */
  private tellOfLists(): void {
    const studies = this.ofStudies.entries();
    const unreadable = [...this.store.unreadable, ...this.ofStudies.unreadable()];
    const text = JSON.stringify([studies, unreadable]);
    if (text === this.toldLists) return;
    this.toldLists = text;
    this.send({ put: [], removed: [], complete: false, studies, unreadable });
  }

  private send(news: EntryNews): void {
    if (!this.disposed) this.tell(news);
  }

  private sources(): Source[] {
    const single = this.store.all().map((run) => ({ run }));
    return [...single, ...this.ofStudies.runs()];
  }

  private entryOf(
    { run, study }: Source,
    details: Pick<RunEntry, "settings" | "figures">,
  ): RunEntry {
    const { record, notes = {}, dir } = run;
    const origin = describeLineage(record);
    const bytes = this.sizes.of(dir);
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
      ...(origin === undefined ? {} : { origin }),
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
