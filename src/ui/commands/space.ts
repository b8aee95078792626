import * as vscode from "vscode";
import type { CleanKind, Freeable } from "../../run/clean";
import { GanError } from "../../shared/errors";
import { formatBytes, formatCount } from "../../shared/text/format";
import { requireTrust } from "../trust";
import { anyRun, chooseRun, runAtRest } from "./choose-run";
import type { CommandFactory } from "./index";

/* The commands that keep checkpoints of a run for good, and that free space in its folder. */

const any = anyRun(vscode.l10n.t("Pin a checkpoint of which run?"));

/** Asks which checkpoints of a run stay for good. */
export const pinCheckpoint: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const dir = await chooseRun(workbench, argument, any);
  if (dir === undefined) return;
  const [{ checkpointSteps }, { pinCheckpoint: pin, pinnedSteps }] = await Promise.all([
    import("../../run/rewind"),
    import("../../run/retention"),
  ]);
  const pinned = pinnedSteps(dir);
  const items = checkpointSteps(dir).map((step) => ({
    label: vscode.l10n.t("Step {0}", formatCount(step)),
    picked: pinned.includes(step),
    step,
  }));
  if (items.length === 0)
    throw new GanError("bad-usage", vscode.l10n.t("This run has no checkpoint yet"));
  const steps = (argument as Partial<Pinning> | undefined)?.steps ?? (await chooseSteps(items));
  if (!steps) return;
  for (const { step } of items)
    if (pinned.includes(step) !== steps.includes(step)) pin(dir, step, steps.includes(step));
  workbench.statusBar.flash(
    steps.length === 0
      ? vscode.l10n.t("Nothing is pinned")
      : vscode.l10n.t("Pinned: {0}", steps.map(formatCount).join("; ")),
  );
};

/** What a keyboard shortcut's arguments may say already, beside the run. */
interface Pinning {
  steps: number[];
}

async function chooseSteps(
  items: readonly (vscode.QuickPickItem & { step: number })[],
): Promise<number[] | undefined> {
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Pin Checkpoint"),
    placeHolder: vscode.l10n.t("Which checkpoints are kept for good?"),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return picked?.map(({ step }) => step);
}

const atRest = runAtRest(vscode.l10n.t("Free space of which run?"));

/** Shows what of a run can be deleted, and deletes what the person picks. */
export const freeSpace: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const dir = await chooseRun(workbench, argument, atRest);
  if (dir === undefined) return;
  const { free } = await import("../../run/clean");
  const items = await itemsOf(dir);
  const { kinds } = (argument ?? {}) as Partial<Freeing>;
  const picked = kinds
    ? items.filter(({ found }) => kinds.includes(found.kind))
    : await chooseItems(items);
  if (!picked || picked.length === 0) return;
  const found = picked.map((item) => item.found);
  const size = sizeOf(found);
  await free(dir, found);
  await workbench.store.refresh();
  workbench.statusBar.flash(vscode.l10n.t("{0} are free", size));
};

/** What a keyboard shortcut's arguments may say already, beside the run: it is deleted unasked. */
interface Freeing {
  kinds: CleanKind[];
}

type Item = vscode.QuickPickItem & { found: Freeable };

const sizeOf = (found: readonly Freeable[]): string =>
  formatBytes(found.reduce((sum, { bytes }) => sum + bytes, 0));

/** Asks what is to be deleted, and once more whether it is. */
async function chooseItems(items: readonly Item[]): Promise<Item[] | undefined> {
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Free Space"),
    placeHolder: vscode.l10n.t("What is to be deleted?"),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!picked || picked.length === 0) return undefined;
  const confirm = vscode.l10n.t("Delete for Good");
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t("Delete {0} of this run?", sizeOf(picked.map(({ found }) => found))),
    { modal: true, detail: picked.map(({ label }) => label).join("\n") },
    confirm,
  );
  return answer === confirm ? picked : undefined;
}

/** @throws GanError where nothing of the run is to be deleted */
async function itemsOf(dir: string): Promise<Item[]> {
  const [{ freeableOf, whyKept }, { rewoundParts }] = await Promise.all([
    import("../../run/clean"),
    import("../../run/rewound"),
  ]);
  const why = whyKept(dir);
  if (why !== undefined)
    throw new GanError("busy", vscode.l10n.t("Nothing of this run is deleted: {0}", why));
  const found = await freeableOf(dir, { keep: 1, kinds: ["checkpoints", "pictures"] });
  const items = [
    ...found.map(itemOf),
    ...rewoundParts(dir).map(({ step, from, time, bytes, dir: path }) => ({
      label: vscode.l10n.t("Steps {0} to {1}, cut off", formatCount(step + 1), formatCount(from)),
      description: formatBytes(bytes),
      detail: new Date(time).toLocaleString(vscode.env.language),
      picked: true,
      found: { kind: "rewound" as const, paths: [path], bytes },
    })),
  ];
  if (items.length > 0) return items;
  throw new GanError(
    "bad-usage",
    vscode.l10n.t("There is nothing to delete"),
    vscode.l10n.t("the latest checkpoint, pinned ones and the last picture stay"),
  );
}

function itemOf(found: Freeable): Item {
  const isPictures = found.kind === "pictures";
  const count = formatCount(found.paths.length);
  return {
    label: isPictures
      ? vscode.l10n.t("{0} files of pictures but the last", count)
      : vscode.l10n.t("{0} old checkpoints", count),
    description: formatBytes(found.bytes),
    picked: !isPictures,
    found,
  };
}
