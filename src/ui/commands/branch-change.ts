import * as vscode from "vscode";
import type { Setting } from "../../experiment/settings";
import type { Branch } from "../../run/branch";
import { valueOfText } from "../../shared/text/setting";
import { type ChangeCheck, changeCheck, type ChosenChange } from "../change-check";
import { canBeAdjusted, chooseAdjustment } from "./change-adjustment";
import { chooseLearningRate } from "./change-learning-rate";
import { chooseObjective } from "./change-objective";
import { chooseOptimizerChange } from "./change-optimizer";
import { chooseUpdates } from "./change-updates";

/* What a branch is to have otherwise than its parent, by the forms that change a run in training. */

type Change = Pick<Branch, "set" | "slots">;
type Ask = () => Promise<ChosenChange | undefined>;

/**
 * Asks for one change after the other, until the person is content. Undefined: they went away.
 *
 * @param step that of the parent's checkpoint
 */
export async function chooseBranchChange(
  title: string,
  parent: string,
  step: number,
): Promise<Change | undefined> {
  const { now, ...rest } = await changeCheck(parent, step);
  const chosen: ChosenChange[] = [];
  const set = () => chosen.flatMap((change) => change.set);
  const check: ChangeCheck = {
    now,
    problems: (more) => rest.problems([...set(), ...more]),
    validate: (more) => rest.validate([...set(), ...more]),
  };
  for (;;) {
    const picked = await vscode.window.showQuickPick(itemsOf(title, chosen, check), {
      title,
      ignoreFocusOut: true,
      placeHolder:
        chosen.length === 0
          ? vscode.l10n.t("What is to be changed?")
          : vscode.l10n.t("Is anything else to be changed?"),
    });
    if (!picked) return undefined;
    if (!picked.ask) break;
    const change = await picked.ask();
    if (change) chosen.push(change);
  }
  const slots = chosen.findLast((change) => change.slots !== undefined)?.slots;
  return { set: set(), ...(slots ? { slots } : {}) };
}

function itemsOf(
  title: string,
  chosen: readonly ChosenChange[],
  check: ChangeCheck,
): (vscode.QuickPickItem & { ask?: Ask })[] {
  const first =
    chosen.length === 0
      ? vscode.l10n.t("Nothing: it goes on as its parent")
      : vscode.l10n.t("Branch with {0}", chosen.map(({ what }) => what).join("; "));
  return [
    { label: first },
    {
      label: vscode.l10n.t("Learning rate..."),
      ask: () => chooseLearningRate(title, () => Promise.resolve(check)),
    },
    { label: vscode.l10n.t("Optimizer..."), ask: () => chooseOptimizerChange(title) },
    {
      label: vscode.l10n.t("Loss, penalties, noise..."),
      ask: () => chooseObjective(title, check),
    },
    { label: vscode.l10n.t("Updates per step..."), ask: () => chooseUpdates(title, check) },
    ...(canBeAdjusted(check.now)
      ? [
          {
            label: vscode.l10n.t("Adjustment of gradients..."),
            ask: () => chooseAdjustment(title, check),
          },
        ]
      : []),
    {
      label: vscode.l10n.t("Other settings..."),
      detail: vscode.l10n.t("samples, evaluation, checkpoint, training.seed, engine"),
      ask: () => chooseOtherSettings(title),
    },
  ];
}

/** What no form is for: settings by their paths. */
async function chooseOtherSettings(title: string): Promise<ChosenChange | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("Settings as PATH=VALUE, with spaces between"),
    placeHolder: "samples.every=50 training.seed=2",
    ignoreFocusOut: true,
    validateInput: (value) =>
      partsOf(value).every((part) => part.indexOf("=") > 0)
        ? undefined
        : vscode.l10n.t("A path and a value are expected, such as samples.every=50"),
  });
  return text === undefined
    ? undefined
    : { set: partsOf(text).map(settingOf), what: partsOf(text).join(" ") };
}

const partsOf = (text: string): string[] => text.trim().split(/\s+/);

function settingOf(part: string): Setting {
  const at = part.indexOf("=");
  return { path: part.slice(0, at), value: valueOfText(part.slice(at + 1)) };
}
