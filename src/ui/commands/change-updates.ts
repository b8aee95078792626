import * as vscode from "vscode";
import { readHistory } from "../../run/store";
import { currentExperiment, settingAt } from "../../shared/protocol/changes";
import {
  MAX_UPDATES,
  readUpdateCount,
  UPDATE_COUNTS,
  type UpdateCount,
} from "../../shared/protocol/update-counts";
import type { CommandFactory } from "./index";
import { chooseRun } from "./choose-run";
import { flashChange, live } from "./control";

const title = vscode.l10n.t("Change Updates per Step");

/** Changes how often a step updates one of the networks, in the middle of a run. */
export const changeUpdates: CommandFactory = (workbench) => async (argument) => {
  const dir = await chooseRun(
    workbench,
    argument,
    live(vscode.l10n.t("Change the updates per step of which run?")),
  );
  if (dir === undefined) return;
  const { experiment, events } = await readHistory(dir);
  const now = currentExperiment(experiment, events);
  const count = await chooseCount(now);
  if (!count) return;
  const value = await askForValue(count, settingAt(now, count.path));
  if (value === undefined) return;
  const step = await workbench.manager.command(dir, {
    type: "change",
    set: [{ path: count.path, value }],
  });
  flashChange(workbench, vscode.l10n.t("{0} = {1}", count.symbol, value), step);
};

/** Asks which of the numbers is meant, where there are several. */
async function chooseCount(now: object): Promise<UpdateCount | undefined> {
  if (UPDATE_COUNTS.length === 1) return UPDATE_COUNTS[0];
  const items = UPDATE_COUNTS.map((count) => ({
    label: count.subject,
    description: String(settingAt(now, count.path)),
    count,
  }));
  const item = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
  return item?.count;
}

async function askForValue({ subject }: UpdateCount, now: unknown): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    ignoreFocusOut: true,
    value: String(now),
    prompt: subject,
    validateInput: (value) =>
      readUpdateCount(value) === undefined
        ? vscode.l10n.t("A whole number from 1 to {0}", MAX_UPDATES)
        : undefined,
  });
  return text === undefined ? undefined : readUpdateCount(text);
}
