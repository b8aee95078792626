import { dirname } from "node:path";
import * as vscode from "vscode";
import type { Branch } from "../../run/branch";
import { formatCount } from "../../shared/text/format";
import { dashboardColumn } from "../columns";
import type { Workbench } from "../context";
import { requireTrust } from "../trust";
import { chooseBranchChange } from "./branch-change";
import { chooseCheckpoint, stepOf } from "./choose-checkpoint";
import { anyRun, chooseRun } from "./choose-run";
import type { CommandFactory } from "./index";

/* The command that makes a new run from a checkpoint of another. */

const any = anyRun(vscode.l10n.t("Branch from which run?"));

/** Trains a new run from a checkpoint of another, with what the person changes. */
export const branch: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const parent = await chooseRun(workbench, argument, any);
  if (parent === undefined) return;
  const title = vscode.l10n.t("Branch from Here");
  const step = await chooseCheckpoint(parent, title, {
    question: vscode.l10n.t("From which checkpoint? The run itself stays as it is."),
    near: stepOf(argument),
  });
  const change = step === undefined ? undefined : await chooseBranchChange(title, parent, step);
  if (step === undefined || !change) return;
  const steps = await chooseEnd(workbench, parent, title, step);
  if (steps === undefined) return;
  return startBranch(workbench, { parent, step, steps, ...change });
};

/** Makes a branch, trains it and shows it. @returns its folder */
export async function startBranch(workbench: Workbench, options: Branch): Promise<string> {
  const { manager, store, samples, dashboards } = workbench;
  const { branchRun } = await import("../../run/branch");
  const dir = await branchRun(options);
  store.include(dirname(dir));
  await store.refresh();
  await manager.resume(dir);
  samples.select(dir);
  dashboards.show(dir, { column: dashboardColumn(), preserveFocus: true });
  return dir;
}

/** Until which step the branch is trained: as its parent, unless the person says otherwise. */
async function chooseEnd(
  { store }: Workbench,
  parent: string,
  title: string,
  step: number,
): Promise<number | undefined> {
  const { steps = 0 } = store.get(parent)?.record ?? {};
  const text = await vscode.window.showInputBox({
    title,
    value: String(steps > step ? steps : Math.max(1000, 2 * step)),
    prompt: vscode.l10n.t("Train until step"),
    ignoreFocusOut: true,
    validateInput: (value) =>
      Number.isInteger(Number(value)) && Number(value) > step
        ? undefined
        : vscode.l10n.t("A step after {0} is expected", formatCount(step)),
  });
  return text === undefined ? undefined : Number(text);
}
