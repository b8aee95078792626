import * as vscode from "vscode";
import { readHistory } from "../../run/store";
import {
  MAX_DISCRIMINATOR_STEPS,
  readDiscriminatorSteps,
} from "../../shared/protocol/discriminator-steps";
import { currentExperiment } from "../../shared/protocol/changes";
import type { CommandFactory } from "./index";
import { chooseRun } from "./choose-run";
import { flashChange, live } from "./control";

/** Changes k of Algorithm 1, the updates of D for one of G, in the middle of a run. */
export const changeDiscriminatorSteps: CommandFactory = (workbench) => async (argument) => {
  const dir = await chooseRun(workbench, argument, live(vscode.l10n.t("Change k of which run?")));
  if (dir === undefined) return;
  const { experiment, events } = await readHistory(dir);
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t("Change Discriminator Steps (k)"),
    ignoreFocusOut: true,
    value: String(currentExperiment(experiment, events).training.discriminatorSteps),
    prompt: vscode.l10n.t(
      "Discriminator updates per generator update, each on fresh data and noise",
    ),
    validateInput: (value) =>
      readDiscriminatorSteps(value) === undefined
        ? vscode.l10n.t("A whole number from 1 to {0}", MAX_DISCRIMINATOR_STEPS)
        : undefined,
  });
  const value = text === undefined ? undefined : readDiscriminatorSteps(text);
  if (value === undefined) return;
  const step = await workbench.manager.command(dir, {
    type: "change",
    set: [{ path: "training.discriminatorSteps", value }],
  });
  const what = vscode.l10n.t("k = {0}", value);
  flashChange(workbench, what, step);
};
