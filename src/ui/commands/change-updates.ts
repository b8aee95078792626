import * as vscode from "vscode";
import { settingAt } from "../../shared/protocol/changes";
import { UPDATE_COUNTS, type UpdateCount } from "../../shared/protocol/update-counts";
import { valueOfText } from "../../shared/text/setting";
import { type ChangeCheck, changeCheck, type ChosenChange } from "../change-check";
import { changeLiveRun } from "./change-live-run";

const title = vscode.l10n.t("Change Updates per Step");

/** Changes how often a step updates one of the networks, in the middle of a run. */
export const changeUpdates = changeLiveRun(
  vscode.l10n.t("Change the updates per step of which run?"),
  async (dir) => chooseUpdates(title, await changeCheck(dir)),
);

/** Asks how often a step updates one of the networks. Undefined: the person went away. */
export async function chooseUpdates(
  title: string,
  check: ChangeCheck,
): Promise<ChosenChange | undefined> {
  const count = await chooseCount(title, check.now);
  if (!count) return undefined;
  const setOf = (text: string) => [{ path: count.path, value: valueOfText(text) }];
  const text = await vscode.window.showInputBox({
    title,
    ignoreFocusOut: true,
    value: String(settingAt(check.now, count.path)),
    prompt: count.subject,
    validateInput: (value) => check.validate(setOf(value)),
  });
  if (text === undefined) return undefined;
  return { set: setOf(text), what: vscode.l10n.t("{0} = {1}", count.symbol, text.trim()) };
}

/** Asks which of the numbers is meant, where there are several. */
async function chooseCount(title: string, now: object): Promise<UpdateCount | undefined> {
  if (UPDATE_COUNTS.length === 1) return UPDATE_COUNTS[0];
  const items = UPDATE_COUNTS.map((count) => ({
    label: count.subject,
    description: String(settingAt(now, count.path)),
    count,
  }));
  const item = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
  return item?.count;
}
