import type { ToTablePage } from "../../src/shared/protocol/table-messages";
import type { RunEntry } from "../../src/shared/runs-table/run-entry";
import type { StudyEntry } from "../../src/shared/runs-table/study-entry";
import { restoreSettings, type TableSettings } from "../../src/shared/runs-table/table-settings";

/** What the extension has told of the runs. */
export interface RunsModel {
  /** How the table was left; undefined until the extension has answered. */
  settings?: TableSettings;
  runs: readonly RunEntry[];
  studies: readonly StudyEntry[];
  /** Runs that cannot be read, and why. */
  unreadable: readonly { dir: string; reason: string }[];
  complete: boolean;
}

const NOTHING: RunsModel = { runs: [], studies: [], unreadable: [], complete: false };

/** Gathers what the extension tells. */
export class RunsGathering {
  readonly #runs = new Map<string, RunEntry>();
  #model = NOTHING;

  get model(): RunsModel {
    return this.#model;
  }

  apply(message: ToTablePage): void {
    if (message.type === "start") {
      this.#runs.clear();
      this.#model = { ...NOTHING, settings: restoreSettings(message.settings) };
      return;
    }
    for (const run of message.put) this.#runs.set(run.dir, run);
    for (const dir of message.removed) this.#runs.delete(dir);
    const { studies = this.#model.studies, unreadable = this.#model.unreadable } = message;
    const isNews = message.put.length + message.removed.length > 0;
    this.#model = {
      ...this.#model,
      ...(isNews ? { runs: [...this.#runs.values()] } : {}),
      studies,
      unreadable,
      complete: this.#model.complete || message.complete,
    };
  }
}
