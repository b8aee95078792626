import * as vscode from "vscode";
import { dashboardColumn } from "../columns";
import { requireTrust } from "../trust";
import { anyRun, chooseRun } from "./choose-run";
import type { CommandFactory } from "./index";

/** Opens the page that looks at the game of a run's networks. */
export const lookAtGame: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const question = vscode.l10n.t("Look at the game of which run?");
  const dir = await chooseRun(workbench, argument, anyRun(question));
  if (dir !== undefined) workbench.gamePages.show(dir, dashboardColumn());
};
