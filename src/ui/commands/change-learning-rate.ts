import * as vscode from "vscode";
import { optimizersOf } from "../../shared/protocol/changes";
import { describeValue, valueOfText } from "../../shared/text/setting";
import { type ChangeCheck, changeCheck, type ChosenChange } from "../change-check";
import { changeLiveRun } from "./change-live-run";
import { chooseNetworks, networksText } from "./networks";

const title = vscode.l10n.t("Change Learning Rate");

/** Turns the learning rate of one network or both in the middle of a run. */
export const changeLearningRate = changeLiveRun(
  vscode.l10n.t("Change the learning rate of which run?"),
  (dir) => chooseLearningRate(title, () => changeCheck(dir)),
);

/** Asks for the learning rate of one network or both. Undefined: the person went away. */
export async function chooseLearningRate(
  title: string,
  checked: () => Promise<ChangeCheck>,
): Promise<ChosenChange | undefined> {
  const networks = await chooseNetworks(title);
  if (!networks) return undefined;
  const check = await checked();
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
  if (text === undefined) return undefined;
  const what = vscode.l10n.t(
    "Learning rate {0} for {1}",
    describeValue(valueOfText(text)),
    networksText(networks),
  );
  return { set: setOf(text), what };
}
