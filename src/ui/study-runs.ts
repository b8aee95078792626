import { listFolder, type UnreadableRun } from "../run/store";
import { studyFiles } from "../search/store/study-files";
import type { RunSummary } from "../shared/run/run";
import type { RunEntry } from "../shared/runs-table/run-entry";
import type { StudyEntry } from "../shared/runs-table/study-entry";
import { studyEntryOf } from "../shared/runs-table/study-entry";
import type { StudyStore } from "./study-store";

/* The studies of the workspace and their runs, as the table of runs shows them. */

export interface StudyRun {
  run: RunSummary;
  study: NonNullable<RunEntry["study"]>;
}

/** Reads the runs of studies; a study's again only after it has changed. */
export class StudyRuns {
  private readonly runsOf = new Map<string, StudyRun[]>();
  private readonly unreadableOf = new Map<string, UnreadableRun[]>();
  /** Studies whose list of runs may have changed. */
  private readonly stale: Set<string>;

  constructor(private readonly studies: StudyStore) {
    this.stale = new Set(studies.all());
  }

  /** Something about a study has changed; about any where it is not said which. */
  changed(dir: string | undefined): void {
    for (const one of dir === undefined ? this.studies.all() : [dir]) this.stale.add(one);
  }

  async read(): Promise<void> {
    const all = new Set(this.studies.all());
    for (const dir of this.runsOf.keys())
      if (!all.has(dir)) {
        this.runsOf.delete(dir);
        this.unreadableOf.delete(dir);
      }
    for (const dir of [...this.stale]) {
      this.stale.delete(dir);
      const name = this.studies.get(dir)?.name ?? dir;
      const { runs, unreadable } = await listFolder(studyFiles(dir).runs);
      this.runsOf.set(
        dir,
        runs.map((run) => ({ run, study: { dir, name } })),
      );
      this.unreadableOf.set(dir, unreadable);
    }
  }

  runs(): StudyRun[] {
    return [...this.runsOf.values()].flat();
  }

  unreadable(): UnreadableRun[] {
    return [...this.unreadableOf.values()].flat();
  }

  /** The studies themselves, those without runs too. */
  entries(): StudyEntry[] {
    return this.studies.all().flatMap((dir) => {
      const view = this.studies.get(dir);
      return view ? [studyEntryOf(dir, view)] : [];
    });
  }
}
