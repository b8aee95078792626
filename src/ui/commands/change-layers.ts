import { join } from "node:path";
import * as vscode from "vscode";
import type { Setting } from "../../experiment/settings";
import { readRecord } from "../../run/record";
import { GanError } from "../../shared/errors";
import { dashboardColumn } from "../columns";
import { freshStart } from "../change-check";
import type { Workbench } from "../context";
import { requireTrust } from "../trust";
import { anyRun, chooseRun } from "./choose-run";
import { compareAtEnd } from "./compare-at-end";
import type { CommandFactory } from "./index";
import { startExperiment } from "./train";

/* The command that begins a run from scratch with other layers than another run has. */

const any = anyRun(vscode.l10n.t("Change the layers of which run? The run itself stays as it is."));

/**
 * Trains a new run from step 0 with the layers that a run's page asks for. Without them it shows
 * the page, where they are edited.
 *
 * @returns the new run's folder
 */
export const changeLayers: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const dir = await chooseRun(workbench, argument, any);
  if (dir === undefined) return undefined;
  const set = (argument as { set?: Setting[] } | undefined)?.set;
  if (set) return beginWith(workbench, dir, set);
  workbench.dashboards.show(dir, { column: dashboardColumn(), preserveFocus: false });
  void vscode.window.showInformationMessage(
    vscode.l10n.t("Press Layers... beside a network to change its layers in a new run."),
  );
  return undefined;
};

/** Begins a run from scratch as another is trained, but for some settings, and shows it. */
async function beginWith(
  workbench: Workbench,
  parentDir: string,
  set: readonly Setting[],
): Promise<string | undefined> {
  const { samples, dashboards, manager } = workbench;
  const { id, name, configFile } = readRecord(parentDir);
  const { experiment, problems } = await freshStart(parentDir, set);
  if (!experiment)
    throw new GanError(
      "bad-config",
      problems.map(({ message }) => message).join("\n"),
      vscode.l10n.t("no run was begun"),
    );
  const spare = manager.startSpare();
  const dir = await startExperiment(workbench, {
    // Among the runs of the workspace, also where the other is one of a study.
    folder:
      vscode.workspace.getWorkspaceFolder(vscode.Uri.file(parentDir))?.uri.fsPath ??
      join(parentDir, "..", "..", ".."),
    name: `${name.replace(/-layers$/, "")}-layers`,
    experiment,
    configFile,
    parent: { id, name, path: parentDir, step: 0, scratch: true },
    spare,
  }).finally(() => spare.end());
  if (dir === undefined) return undefined;
  samples.select(dir);
  dashboards.show(dir, { column: dashboardColumn(), preserveFocus: true });
  compareAtEnd(workbench, parentDir, dir, (finished) =>
    vscode.l10n.t("The run with other layers has finished: {0}", finished),
  );
  return dir;
}
