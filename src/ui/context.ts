import type * as vscode from "vscode";
import type { ClosedRuns } from "./closed-runs";
import type { ComparePages } from "./compare-pages";
import type { Dashboards } from "./dashboard";
import type { DrawingEditors } from "./drawing-editor";
import type { Diagnostics } from "./diagnostics";
import type { EngineSetup } from "./engine-setup";
import type { Reports } from "./reports";
import type { GamePages } from "./game-pages";
import type { LatentPages } from "./latent-pages";
import type { LessonPages } from "./lesson-pages";
import type { RunManager } from "./run-manager";
import type { RunsPages } from "./runs-page";
import type { RunStore } from "./run-store";
import type { RunsTree } from "./runs-tree";
import type { SamplesView } from "./samples-view";
import type { StatusBar } from "./status-bar";
import type { StudyPages } from "./study-pages";
import type { StudyRunner } from "./study-runner";
import type { StudyStore } from "./study-store";

/** The parts of the extension, for the commands that join them. */
export interface Workbench {
  readonly log: vscode.LogOutputChannel;
  readonly store: RunStore;
  readonly manager: RunManager;
  readonly diagnostics: Diagnostics;
  readonly dashboards: Dashboards;
  readonly samples: SamplesView;
  readonly tree: RunsTree;
  readonly engine: EngineSetup;
  readonly statusBar: StatusBar;
  readonly reports: Reports;
  readonly closedRuns: ClosedRuns;
  readonly runsPages: RunsPages;
  readonly comparePages: ComparePages;
  readonly latentPages: LatentPages;
  readonly drawings: DrawingEditors;
  readonly lessonPages: LessonPages;
  /** A folder for what belongs to no workspace. */
  readonly ownFolder: string;
  readonly gamePages: GamePages;
  readonly studies: StudyStore;
  readonly studyRunner: StudyRunner;
  readonly studyPages: StudyPages;
}
