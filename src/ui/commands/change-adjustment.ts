import * as vscode from "vscode";
import type { AdjustmentConfig, Experiment } from "../../experiment/schema";
import { GanError } from "../../shared/errors";
import { ADJUSTMENTS } from "../../shared/protocol/optimizer-settings";
import { describeValue } from "../../shared/text/setting";
import { type ChangeCheck, changeCheck, type ChosenChange } from "../change-check";
import { askForSettings } from "./ask-settings";
import { changeLiveRun } from "./change-live-run";

/* The command that changes what a run in training does to the gradients of both networks. */

const title = vscode.l10n.t("Change Adjustment of Gradients");

/** Changes the adjustment of both networks' gradients in the middle of a run. */
export const changeAdjustment = changeLiveRun(
  vscode.l10n.t("Change the adjustment of gradients of which run?"),
  async (dir) => {
    const check = await changeCheck(dir);
    if (!canBeAdjusted(check.now)) throw refusal();
    return chooseAdjustment(title, check);
  },
);

/** Whether the updates of a run take both gradients at the same weights. */
export const canBeAdjusted = ({ training }: Experiment): boolean =>
  training.updates !== "alternating";

const refusal = (): GanError =>
  new GanError(
    "bad-usage",
    vscode.l10n.t("The updates of this run are alternating, whose gradients are never adjusted"),
    vscode.l10n.t('begin a run with "updates": "simultaneous" or "extragradient"'),
  );

/** Asks for an adjustment and its settings. Undefined: the person went away. */
export async function chooseAdjustment(
  title: string,
  { now, validate }: ChangeCheck,
): Promise<ChosenChange | undefined> {
  // Late: activation need not wait for it.
  const { adjustmentSchema } = await import("../../experiment/schema");
  const { adjustment } = now.training;
  const items = adjustmentSchema.options.map(({ shape }) => {
    const type = shape.type.value;
    const { label = type, help = "" } = ADJUSTMENTS[type] ?? {};
    const description = type === adjustment.type ? vscode.l10n.t("now") : "";
    return { label, description, detail: help, type };
  });
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    ignoreFocusOut: true,
    matchOnDetail: true,
    placeHolder: vscode.l10n.t("What is to be done to the gradients of both networks?"),
  });
  if (!chosen) return undefined;
  const { type } = chosen;
  const start = type === adjustment.type ? adjustment : adjustmentSchema.parse({ type });
  const value = await withSettings(title, start, (settings) => validate(setOf(settings)));
  return (
    value && { set: setOf(value), what: vscode.l10n.t("Adjustment {0}", describeValue(value)) }
  );
}

const setOf = (value: object) => [{ path: "training.adjustment", value }];

/** Asks for the settings of an adjustment that has any. Undefined: the person went away. */
async function withSettings(
  title: string,
  { type, ...settings }: AdjustmentConfig,
  validate: (value: object) => string | undefined,
): Promise<object | undefined> {
  if (Object.keys(settings).length === 0) return { type };
  const problemOf = (written: object) => validate({ ...written, type });
  const written = await askForSettings({ title, settings, problemOf });
  return written && { ...written, type };
}
