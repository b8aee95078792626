import * as vscode from "vscode";
import type { ObjectiveConfig } from "../../experiment/schema";
import { describeValue, valueOfText } from "../../shared/text/setting";
import { type ChangeCheck, changeCheck, type ChosenChange } from "../change-check";
import { changeLiveRun } from "./change-live-run";

/* The command that changes the loss, or a setting beside it, of a run in training. */

type Setting = { path: string; value: unknown };
/**
 * One thing that can be changed, and how its new value is asked for; undefined: the person went
 * away.
 */
type Item = vscode.QuickPickItem & { ask(): Promise<Setting | undefined> };

const title = vscode.l10n.t("Change Loss");

/** Changes the loss, or one of the numbers beside it, in the middle of a run. */
export const changeObjective = changeLiveRun(
  vscode.l10n.t("Change the loss of which run?"),
  async (dir) => chooseObjective(title, await changeCheck(dir)),
);

/** Asks for another loss, or for one of the numbers beside it. Undefined: the person went away. */
export async function chooseObjective(
  title: string,
  { now, validate }: ChangeCheck,
): Promise<ChosenChange | undefined> {
  // Late: activation need not wait for it.
  const choices = await import("../../experiment/schema");
  const check = ({ path, value }: Setting) => validate([{ path: `objective.${path}`, value }]);
  const items = itemsOf({ title, objective: now.objective, choices, validate: check });
  const item = await vscode.window.showQuickPick(items, {
    title,
    ignoreFocusOut: true,
    placeHolder: vscode.l10n.t("What do you want to change?"),
  });
  const setting = await item?.ask();
  if (!setting) return undefined;
  const { path, value } = setting;
  return {
    set: [{ path: `objective.${path}`, value }],
    what: `${path} ${value === null ? vscode.l10n.t("off") : describeValue(value)}`,
  };
}

/** Says what is wrong with a setting; undefined: nothing. */
type Validate = (setting: Setting) => string | undefined;

interface Choices {
  LOSSES: readonly string[];
  PENALTIES: readonly string[];
}

interface ObjectiveQuestion {
  title: string;
  objective: ObjectiveConfig;
  choices: Choices;
  validate: Validate;
}

function itemsOf({ title, objective, choices, validate }: ObjectiveQuestion): Item[] {
  const { LOSSES, PENALTIES } = choices;
  const { loss, penalties, labelSmoothing, labelFlipping, instanceNoise, weightClip, unrolling } =
    objective;
  const number = (path: string, value: unknown, removes?: string): Item => ({
    label: path,
    description: value === undefined ? vscode.l10n.t("off") : describeValue(value),
    ask: () => askForNumber({ title, path, now: value, removes, validate }),
  });
  const choose = <T extends string>(
    path: string,
    from: readonly T[],
    valueOf: (chosen: T) => unknown,
  ) => chooseValue({ title, path, from, valueOf });
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

async function chooseValue<T extends string>({
  title,
  path,
  from,
  valueOf,
}: {
  title: string;
  path: string;
  from: readonly T[];
  valueOf: (chosen: T) => unknown;
}): Promise<Setting | undefined> {
  const chosen = await vscode.window.showQuickPick([...from], {
    title,
    ignoreFocusOut: true,
    placeHolder: path,
  });
  return chosen === undefined ? undefined : { path, value: valueOf(chosen as T) };
}

interface NumberQuestion {
  title: string;
  path: string;
  now: unknown;
  /** What is taken away where nothing is written. */
  removes: string | undefined;
  validate: Validate;
}

/** Asks for a number, or a schedule as it is written in a config. */
async function askForNumber(question: NumberQuestion): Promise<Setting | undefined> {
  const { title, path, now, removes, validate } = question;
  const settingOf = (text: string): Setting =>
    removes !== undefined && text.trim() === ""
      ? { path: removes, value: null }
      : { path, value: valueOfText(text) };
  const text = await vscode.window.showInputBox({
    title,
    ignoreFocusOut: true,
    value: now === undefined ? "" : JSON.stringify(now),
    prompt: removes === undefined ? path : vscode.l10n.t("{0} (leave empty to turn it off)", path),
    validateInput: (value) => validate(settingOf(value)),
  });
  return text === undefined ? undefined : settingOf(text);
}
