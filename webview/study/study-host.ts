import {
  type FromStudyPage,
  type StudyAction,
  type ToStudyPage,
  toStudyPageSchema,
} from "../../src/shared/protocol/study-messages";
import { listen } from "../components/listen";
import type { Memory } from "../components/page-context";
import { PageHost } from "../components/page-host";

/** What is behind the page: a window, or nothing but the report's own file. */
export interface StudyHost extends Memory {
  /** Whether runs can be opened and buttons do something. */
  readonly isWindow: boolean;
  openRun(runId: string): void;
  action(action: StudyAction, trial?: number): void;
}

/** The extension, as the page of a study talks with it. */
export class WindowHost extends PageHost<FromStudyPage> implements StudyHost {
  readonly isWindow = true;

  connect(receive: (message: ToStudyPage) => void): void {
    listen(this.api, toStudyPageSchema, receive);
  }

  openRun(runId: string): void {
    this.api.postMessage({ type: "openRun", runId });
  }

  action(action: StudyAction, trial?: number): void {
    this.api.postMessage(
      trial === undefined ? { type: "action", action } : { type: "action", action, trial },
    );
  }
}

/** A report: it keeps what is set while it is open, and has nobody to ask. */
export class ReportHost implements StudyHost {
  readonly isWindow = false;
  state: Record<string, unknown> = {};

  openRun(): void {
    // There are no runs beside a report that was sent to somebody.
  }

  action(): void {
    // Nor anybody who could do something.
  }

  saveState(changes: Record<string, unknown>): void {
    this.state = { ...this.state, ...changes };
  }
}
