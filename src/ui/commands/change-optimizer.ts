import * as vscode from "vscode";
import type { formatIssues as formatIssuesFunction } from "../../experiment/explain";
import type { OptimizerConfig, optimizerSchema, OptimizerType } from "../../experiment/schema";
import type { Entry } from "../../experiment/schema/entry";
import {
  OPTIMIZER_KINDS,
  OPTIMIZER_SETTINGS,
  optimizerLabel,
} from "../../shared/protocol/optimizer-settings";
import type { ChosenChange } from "../change-check";
import type { CommandFactory } from "./index";
import { chooseRun } from "./choose-run";
import { flashChange, live } from "./control";
import { chooseNetworks, networksText } from "./networks";

/* The command that exchanges the optimizer of a run in training. */

/** Loaded when it is asked for. */
type Schema = typeof optimizerSchema;
type FormatIssues = typeof formatIssuesFunction;

/** Exchanges the optimizer of one network or both in the middle of a run. */
export const changeOptimizer: CommandFactory = (workbench) => async (argument) => {
  const dir = await chooseRun(
    workbench,
    argument,
    live(vscode.l10n.t("Change the optimizer of which run?")),
  );
  if (dir === undefined) return;
  const change = await chooseOptimizerChange(vscode.l10n.t("Change Optimizer"));
  if (!change) return;
  const { what, ...changed } = change;
  const step = await workbench.manager.command(dir, { type: "change", ...changed });
  flashChange(workbench, what, step);
};

/**
 * Asks for another optimizer of one network or both, and what becomes of its slots. Undefined: the
 * person went away.
 */
export async function chooseOptimizerChange(title: string): Promise<ChosenChange | undefined> {
  const networks = await chooseNetworks(title);
  const optimizer = networks && (await chooseOptimizer(title));
  const slots = optimizer && (await chooseSlots(title));
  if (!networks || !optimizer || !slots) return undefined;
  return {
    set: networks.map((network) => ({ path: `optimizer.${network}`, value: optimizer })),
    slots,
    what: vscode.l10n.t("{0} for {1}", optimizerLabel(optimizer), networksText(networks)),
  };
}

async function chooseOptimizer(title: string): Promise<OptimizerConfig | undefined> {
  const [{ optimizerSchema: schema }, { formatIssues }] = await Promise.all([
    import("../../experiment/schema"),
    import("../../experiment/explain"),
  ]);
  const types = OPTIMIZER_KINDS.flatMap(
    (kind): (vscode.QuickPickItem & { type?: OptimizerType })[] => [
      { label: kind, kind: vscode.QuickPickItemKind.Separator },
      ...schema.options
        .map((option) => ({ option, type: option.shape.type.value }))
        .filter(({ type }) => OPTIMIZER_SETTINGS[type]?.kind === kind)
        .map(({ option, type }) => ({
          label: optimizerLabel({ type }),
          detail: (option.meta()?.["entry"] as Entry | undefined)?.summary ?? "",
          type,
        })),
    ],
  );
  const type = (
    await vscode.window.showQuickPick(types, {
      title,
      ignoreFocusOut: true,
      placeHolder: vscode.l10n.t("Which optimizer?"),
      matchOnDetail: true,
    })
  )?.type;
  if (!type) return undefined;
  const settings = await vscode.window.showInputBox({
    title,
    value: settingsText(schema, type),
    valueSelection: [1, settingsText(schema, type).length - 1],
    ignoreFocusOut: true,
    prompt: vscode.l10n.t("Settings as JSON"),
    validateInput: (text) => {
      const read = readOptimizer(schema, type, text, formatIssues);
      return "problem" in read ? read.problem : undefined;
    },
  });
  if (settings === undefined) return undefined;
  const read = readOptimizer(schema, type, settings, formatIssues);
  return "optimizer" in read ? read.optimizer : undefined;
}

/** The optimizer's defaults, without its type: `{"learningRate":0.001,"beta1":0.9,...}`. */
function settingsText(schema: Schema, type: OptimizerType): string {
  return JSON.stringify({ ...schema.parse({ type }), type: undefined });
}

/** Settings as a person wrote them, checked. */
function readOptimizer(
  schema: Schema,
  type: OptimizerType,
  text: string,
  formatIssues: FormatIssues,
): { optimizer: OptimizerConfig } | { problem: string } {
  let settings: unknown;
  try {
    settings = text.trim() === "" ? {} : JSON.parse(text);
  } catch {
    return {
      problem: vscode.l10n.t("This is not JSON; write it like {0}", settingsText(schema, type)),
    };
  }
  if (typeof settings !== "object" || settings === null || Array.isArray(settings))
    return {
      problem: vscode.l10n.t("Write an object in braces, such as {0}", settingsText(schema, type)),
    };
  const optimizer = { ...settings, type };
  const checked = schema.safeParse(optimizer);
  return checked.success
    ? { optimizer: checked.data }
    : { problem: formatIssues(checked.error, schema, optimizer) };
}

async function chooseSlots(title: string): Promise<"keep" | "reset" | undefined> {
  const picks: { label: string; detail: string; slots: "keep" | "reset" }[] = [
    {
      label: vscode.l10n.t("Keep"),
      detail: vscode.l10n.t(
        "Carry over what both optimizers remember, such as the mean of squared gradients",
      ),
      slots: "keep",
    },
    {
      label: vscode.l10n.t("Reset"),
      detail: vscode.l10n.t("The new optimizer starts from scratch"),
      slots: "reset",
    },
  ];
  return (
    await vscode.window.showQuickPick(picks, {
      title,
      ignoreFocusOut: true,
      placeHolder: vscode.l10n.t("What the optimizer remembers (its slots)"),
    })
  )?.slots;
}
