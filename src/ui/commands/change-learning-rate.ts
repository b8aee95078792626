import * as vscode from "vscode";
import { optimizersOf } from "../../shared/protocol/changes";
import { describeValue, valueOfText } from "../../shared/text/setting";
import { changeCheck } from "../change-check";
import type { CommandFactory } from "./index";
import { chooseRun } from "./choose-run";
import { flashChange, live } from "./control";
import { chooseNetworks, networksText } from "./networks";

/** Turns the learning rate of one network or both in the middle of a run. */
export const changeLearningRate: CommandFactory = (workbench) => async (argument) => {
  const dir = await chooseRun(
    workbench,
    argument,
    live(vscode.l10n.t("Change the learning rate of which run?")),
  );
  if (dir === undefined) return;
  const title = vscode.l10n.t("Change Learning Rate");
  const networks = await chooseNetworks(title);
  if (!networks) return;
  const check = await changeCheck(dir);
  const rate = optimizersOf(check.now)[networks[0] ?? "generator"]?.["learningRate"];
  const setOf = (text: string) =>
    networks.map((network) => ({
      path: `optimizer.${network}.learningRate`,
      value: valueOfText(text),
    }));
  const text = await vscode.window.showInputBox({
    title,
    value: rate === undefined ? "" : JSON.stringify(rate),
    ignoreFocusOut: true,
    prompt: vscode.l10n.t("Learning rate of {0}", networksText(networks)),
    validateInput: (value) => check.validate(setOf(value)),
  });
  if (text === undefined) return;
  const step = await workbench.manager.command(dir, { type: "change", set: setOf(text) });
  const what = vscode.l10n.t(
    "Learning rate {0} for {1}",
    describeValue(valueOfText(text)),
    networksText(networks),
  );
  flashChange(workbench, what, step);
};
