import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { runFiles } from "../../run/files";
import { assertOfNoStudy } from "../../run/study-of";
import { GanError } from "../../shared/errors";
import { isLive } from "../../shared/run/state";
import { dashboardColumn } from "../columns";
import type { Workbench } from "../context";
import type { CommandFactory } from "./index";
import { anyRun, chooseRun, dirsOf } from "./choose-run";

/* The commands on a run at hand: show, reveal, delete. */

export const openDashboard: CommandFactory = (workbench) => async (argument) => {
  const dir = await chooseRun(
    workbench,
    argument,
    anyRun(vscode.l10n.t("Open the dashboard of which run?")),
  );
  if (dir === undefined) return;
  workbench.samples.select(dir);
  const preview = typeof argument === "object" && argument !== null && "preview" in argument;
  workbench.dashboards.show(dir, { column: dashboardColumn(), preserveFocus: preview, preview });
};

export const showLog: CommandFactory = (workbench) => async (argument) => {
  const dir = await chooseRun(
    workbench,
    argument,
    anyRun(vscode.l10n.t("Show the log of which run?")),
  );
  if (dir === undefined) return;
  const log = vscode.Uri.file(runFiles(dir).log);
  const written = await vscode.workspace.fs.stat(log).then(
    () => true,
    () => false,
  );
  if (!written) throw new GanError("bad-run", vscode.l10n.t("This run has not written a log"));
  await vscode.window.showTextDocument(log, { preview: true });
};

export const revealRunFolder: CommandFactory = (workbench) => async (argument) => {
  const dir = await chooseRun(
    workbench,
    argument,
    anyRun(vscode.l10n.t("Reveal the folder of which run?")),
  );
  if (dir === undefined) return;
  // Only a window on the machine itself has a file manager that can show the folder.
  const here = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  await vscode.commands.executeCommand(
    here ? "revealFileInOS" : "revealInExplorer",
    vscode.Uri.file(here ? dir : runFiles(dir).record),
  );
};

const inFront = () => ({ column: dashboardColumn(), preserveFocus: false });

export const deleteARun: CommandFactory = (workbench) => async (argument) => {
  const several = dirsOf(argument);
  if (several.length > 1) return deleteRuns(workbench, several);
  const dir = await chooseRun(workbench, argument, {
    fits: ({ record }) => !isLive(record.state),
    question: vscode.l10n.t("Delete which run?"),
    none: vscode.l10n.t("There is no run to delete"),
  });
  if (dir === undefined) return;
  const run = workbench.store.get(dir);
  if (run && isLive(run.record.state))
    throw new GanError(
      "busy",
      vscode.l10n.t("“{0}” is being trained", run.record.name),
      vscode.l10n.t("stop it first"),
    );
  // Another window or program may have deleted it.
  if (!existsSync(dir)) return forget(workbench, dir);
  assertOfNoStudy(dir);
  const { askToDelete, deleteAsAgreed, deletionOf, questionAbout } = await import("../delete-run");
  const question = run
    ? questionAbout(run)
    : { message: vscode.l10n.t("Delete this run?"), detail: dir };
  const deletion = deletionOf(dir);
  const answer = await askToDelete(question, deletion);
  if (answer === "show") return workbench.dashboards.show(dir, inFront());
  if (answer !== "delete") return;
  await deleteAsAgreed(dir, question, deletion);
  forget(workbench, dir);
};

function forget({ dashboards, store }: Workbench, dir: string): void {
  dashboards.close(dir);
  store.remove(dir);
}

async function deleteRuns(workbench: Workbench, dirs: readonly string[]) {
  const { store } = workbench;
  const { deleteSeveral } = await import("../delete-runs");
  for (const dir of await deleteSeveral(dirs, (one) => store.nameOf(one))) forget(workbench, dir);
}

export const refresh: CommandFactory = (workbench) => () => workbench.store.refresh();
