import * as vscode from "vscode";
import type { LatentsStart } from "../../shared/protocol/latents-page";
import { dashboardColumn } from "../columns";
import { requireTrust } from "../trust";
import { chooseRun } from "./choose-run";
import type { CommandFactory } from "./index";

/** Opens the page that explores the latents of a run, at a sample where a button names one. */
export const exploreLatents: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const dir = await chooseRun(workbench, argument, {
    fits: () => true,
    question: vscode.l10n.t("Explore the latents of which run?"),
    none: vscode.l10n.t("There are no runs yet"),
  });
  if (dir === undefined) return;
  const { step, sample } = (argument ?? {}) as LatentsStart;
  workbench.latentPages.showAt(dir, dashboardColumn(), {
    ...(step === undefined ? {} : { step }),
    ...(sample === undefined ? {} : { sample }),
  });
};
