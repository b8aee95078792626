import type * as vscode from "vscode";
import { ComparePages } from "./compare-pages";
import type { ContextKeys } from "./context-keys";
import { CONTEXTS } from "./ids";
import { GamePages } from "./game-pages";
import { LatentPages } from "./latent-pages";
import { LessonPages } from "./lesson-pages";
import { reportFailure } from "./reports";
import type { RunManager } from "./run-manager";
import type { RunStore } from "./run-store";
import { RunsPages } from "./runs-page";
import { StudiesTree } from "./studies-tree";
import { StudyCompletion } from "./study-completion";
import { StudyLenses } from "./study-lens";
import { StudyPages } from "./study-pages";
import { StudyRunner } from "./study-runner";
import { StudyStore } from "./study-store";

/* The parts of the extension that are about studies, and the pages beside dashboards, joined. */

export interface StudyParts {
  studies: StudyStore;
  studyRunner: StudyRunner;
  studyPages: StudyPages;
  runsPages: RunsPages;
  comparePages: ComparePages;
  latentPages: LatentPages;
  lessonPages: LessonPages;
  gamePages: GamePages;
}

interface StudyPartsOptions {
  context: vscode.ExtensionContext;
  log: vscode.LogOutputChannel;
  store: RunStore;
  manager: RunManager;
  contextKeys: ContextKeys;
  cacheDirs(): string[];
}

export function createStudyParts(options: StudyPartsOptions): StudyParts {
  const { context, log, store, manager, contextKeys, cacheDirs } = options;
  const studies = new StudyStore(log);
  const cliFile = context.asAbsolutePath("dist/cli.js");
  const studyRunner = new StudyRunner({ store: studies, log, cacheDirs, cliFile });
  const parts = { store: studies, runner: studyRunner, log };
  const studyPages = new StudyPages(context.extensionUri, parts);
  const memory = context.workspaceState;
  const runsPages = new RunsPages(context.extensionUri, { store, studies, memory, log });
  const comparePages = new ComparePages(context.extensionUri, { store, log });
  const trainerFile = context.asAbsolutePath("dist/trainer.js");
  const latentPages = new LatentPages(context.extensionUri, { store, log, trainerFile, cacheDirs });
  const lessonPages = new LessonPages(context, log);
  const gamePages = new GamePages(context.extensionUri, { store, manager, log });
  context.subscriptions.push(
    runsPages,
    comparePages,
    latentPages,
    lessonPages,
    gamePages,
    studies,
    studyRunner,
    studyPages,
    new StudiesTree(studies),
    new StudyLenses(studies, studyRunner),
    StudyCompletion.register(),
    studyRunner.onDidExit(reportFailure),
    studies.onDidChange(() => contextKeys.set(CONTEXTS.hasStudies, studies.all().length > 0)),
  );
  void studies.refresh();
  return {
    studies,
    studyRunner,
    studyPages,
    runsPages,
    comparePages,
    latentPages,
    lessonPages,
    gamePages,
  };
}
