import * as vscode from "vscode";
import { LOSSES, type ObjectiveConfig, PENALTIES } from "../../experiment/schema";
import { readHistory } from "../../run/store";
import { currentExperiment } from "../../shared/protocol/changes";
import { describeValue } from "../../shared/text/setting";
import type { CommandFactory } from "./index";
import { chooseRun } from "./choose-run";
import { flashChange, live } from "./control";

type Setting = { path: string; value: unknown };
/**
 * One thing that can be changed, and how its new value is asked for; undefined: the person went
 * away.
 */
type Item = vscode.QuickPickItem & { ask(): Promise<Setting | undefined> };

const title = vscode.l10n.t("Change Loss");

/** Changes the loss, or one of the numbers beside it, in the middle of a run. */
export const changeObjective: CommandFactory = (workbench) => async (argument) => {
  const dir = await chooseRun(
    workbench,
    argument,
    live(vscode.l10n.t("Change the loss of which run?")),
  );
  if (dir === undefined) return;
  const { experiment, events } = await readHistory(dir);
  const item = await vscode.window.showQuickPick(
    itemsOf(currentExperiment(experiment, events).objective),
    { title, ignoreFocusOut: true, placeHolder: vscode.l10n.t("What do you want to change?") },
  );
  const setting = await item?.ask();
  if (!setting) return;
  const step = await workbench.manager.command(dir, {
    type: "change",
    set: [{ path: `objective.${setting.path}`, value: setting.value }],
  });
  const what =
    `${setting.path} ` +
    `${setting.value === null ? vscode.l10n.t("off") : describeValue(setting.value)}`;
  flashChange(workbench, what, step);
};

function itemsOf(objective: ObjectiveConfig): Item[] {
  const { loss, penalties, labelSmoothing, labelFlipping, instanceNoise, weightClip, unrolling } =
    objective;
  const number = (path: string, value: unknown, removes?: string): Item => ({
    label: path,
    description: value === undefined ? vscode.l10n.t("off") : describeValue(value),
    ask: () => askForNumber(path, value, removes),
  });
  return [
    { label: "loss", description: loss, ask: () => choose("loss", LOSSES, (value) => value) },
    ...penalties.map(({ type, weight }, i) => ({
      ...number(`penalties.${i}.weight`, weight, `penalties.${i}`),
      label: vscode.l10n.t("weight of {0}", type),
    })),
    {
      label: vscode.l10n.t("Add a penalty"),
      ask: () => choose(`penalties.${penalties.length}`, PENALTIES, (type) => ({ type })),
    },
    number("labelSmoothing.real", labelSmoothing?.real, "labelSmoothing"),
    number("labelFlipping", labelFlipping, "labelFlipping"),
    number("instanceNoise", instanceNoise, "instanceNoise"),
    number("weightClip", weightClip, "weightClip"),
    ...(unrolling ? [number("unrolling.learningRate", unrolling.learningRate, "unrolling")] : []),
  ];
}

async function choose<T extends string>(
  path: string,
  from: readonly T[],
  valueOf: (chosen: T) => unknown,
): Promise<Setting | undefined> {
  const chosen = await vscode.window.showQuickPick([...from], {
    title,
    ignoreFocusOut: true,
    placeHolder: path,
  });
  return chosen === undefined ? undefined : { path, value: valueOf(chosen as T) };
}

/** @param removes the path that is taken away where nothing is written */
async function askForNumber(
  path: string,
  now: unknown,
  removes?: string,
): Promise<Setting | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    ignoreFocusOut: true,
    value: now === undefined ? "" : JSON.stringify(now),
    prompt: removes === undefined ? path : vscode.l10n.t("{0} (leave empty to turn it off)", path),
    validateInput: (value) =>
      isSetting(value) || (removes !== undefined && value.trim() === "")
        ? undefined
        : vscode.l10n.t(
            'A number, or a schedule such as { "type": "linear", "from": 0.1, "to": 0, ' +
              '"end": 10000 }',
          ),
  });
  if (text === undefined) return undefined;
  return text.trim() === ""
    ? { path: removes!, value: null }
    : { path, value: JSON.parse(text) as unknown };
}

function isSetting(text: string): boolean {
  try {
    const value = JSON.parse(text) as unknown;
    return (
      typeof value === "number" ||
      (typeof value === "object" && value !== null && !Array.isArray(value))
    );
  } catch {
    return false;
  }
}
