import * as vscode from "vscode";
import type { Setting } from "../../experiment/settings";
import type { Branch } from "../../run/branch";
import { NETWORKS } from "../../shared/run/run";
import { isResumable } from "../../shared/run/state";
import { formatBytes, formatCount } from "../../shared/text/format";
import { valueOfText } from "../../shared/text/setting";
import { dashboardColumn } from "../columns";
import type { Workbench } from "../context";
import { showError } from "../errors";
import { requireTrust } from "../trust";
import { chooseCheckpoint } from "./choose-checkpoint";
import { chooseRun, type RunFilter } from "./choose-run";
import type { CommandFactory } from "./index";

/* The commands that go back: to a new run from an old one's checkpoint, or with the run itself. */

const any: RunFilter = {
  fits: () => true,
  question: vscode.l10n.t("Branch from which run?"),
  none: vscode.l10n.t("There are no runs yet"),
};

const atRest: RunFilter = {
  fits: ({ record }) => isResumable(record.state),
  question: vscode.l10n.t("Rewind which run?"),
  none: vscode.l10n.t("There is no run to rewind"),
};

/** Trains a new run from a checkpoint of another, with what the person changes. */
export const branch: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const parent = await chooseRun(workbench, argument, any);
  if (parent === undefined) return;
  const title = vscode.l10n.t("Branch from Here");
  const step = await chooseCheckpoint(parent, title, {
    question: vscode.l10n.t("From which checkpoint? The run itself stays as it is."),
    near: stepOf(argument),
  });
  const change = step === undefined ? undefined : await chooseChange(title);
  if (step === undefined || !change) return;
  const steps = await chooseEnd(workbench, parent, title, step);
  if (steps === undefined) return;
  return startBranch(workbench, { parent, step, steps, ...change });
};

/** Makes a branch, trains it and shows it. @returns its folder */
async function startBranch(workbench: Workbench, options: Branch): Promise<string> {
  const { manager, store, samples, dashboards } = workbench;
  const { branchRun } = await import("../../run/branch");
  const dir = await branchRun(options);
  await store.refresh();
  await manager.resume(dir);
  samples.select(dir);
  dashboards.show(dir, { column: dashboardColumn(), preserveFocus: true });
  return dir;
}

function stepOf(argument: unknown): number | undefined {
  if (typeof argument !== "object" || argument === null || !("step" in argument)) return undefined;
  return typeof argument.step === "number" ? argument.step : undefined;
}

type Change = Pick<Branch, "set" | "slots">;

/** What the branch has otherwise. Undefined: the person went away. */
async function chooseChange(title: string): Promise<Change | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t("Nothing: it goes on as its parent"), ask: () => Promise.resolve([]) },
      {
        label: vscode.l10n.t("Learning rate..."),
        ask: async () => {
          const rate = await askFor(title, vscode.l10n.t("Learning rate of both networks"), "1e-4");
          return rate === undefined ? undefined : ratesOf(rate);
        },
      },
      { label: vscode.l10n.t("Other settings..."), ask: () => askForSettings(title) },
    ],
    {
      title,
      ignoreFocusOut: true,
      placeHolder: vscode.l10n.t("What is to be changed?"),
    },
  );
  const set = await picked?.ask();
  return set && { set };
}

const ratesOf = (text: string): Setting[] =>
  NETWORKS.map((network) => ({
    path: `optimizer.${network}.learningRate`,
    value: valueOfText(text),
  }));

async function askForSettings(title: string): Promise<Setting[] | undefined> {
  const text = await askFor(
    title,
    vscode.l10n.t("Settings as PATH=VALUE, with spaces between"),
    "objective.loss=hinge training.discriminatorSteps=2",
    (value) =>
      value
        .trim()
        .split(/\s+/)
        .every((part) => part.indexOf("=") > 0)
        ? undefined
        : vscode.l10n.t("A path and a value are expected, such as objective.loss=hinge"),
  );
  return text
    ?.trim()
    .split(/\s+/)
    .map((part) => {
      const at = part.indexOf("=");
      return { path: part.slice(0, at), value: valueOfText(part.slice(at + 1)) };
    });
}

const askFor = (
  title: string,
  prompt: string,
  placeHolder: string,
  validateInput: (text: string) => string | undefined = (text) =>
    text.trim() === "" ? vscode.l10n.t("A value is expected") : undefined,
): Thenable<string | undefined> =>
  vscode.window.showInputBox({ title, prompt, placeHolder, ignoreFocusOut: true, validateInput });

/** Until which step the branch is trained: as its parent, unless the person says otherwise. */
async function chooseEnd(
  { store }: Workbench,
  parent: string,
  title: string,
  step: number,
): Promise<number | undefined> {
  const { steps = 0 } = store.get(parent)?.record ?? {};
  const text = await vscode.window.showInputBox({
    title,
    value: String(steps > step ? steps : Math.max(1000, 2 * step)),
    prompt: vscode.l10n.t("Train until step"),
    ignoreFocusOut: true,
    validateInput: (value) =>
      Number.isInteger(Number(value)) && Number(value) > step
        ? undefined
        : vscode.l10n.t("A step after {0} is expected", formatCount(step)),
  });
  return text === undefined ? undefined : Number(text);
}

/** Takes a run itself back to a checkpoint; what is cut off is kept. */
export const rewind: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const dir = await chooseRun(workbench, argument, atRest);
  if (dir === undefined) return;
  const title = vscode.l10n.t("Rewind Run");
  const step = await chooseCheckpoint(dir, title, {
    question: vscode.l10n.t("Back to which checkpoint? What came after it is kept in its folder."),
    near: stepOf(argument),
  });
  if (step === undefined) return;
  const { rewindRun } = await import("../../run/rewind-run");
  const part = await rewindRun(dir, step);
  await workbench.store.refresh();
  const undo = vscode.l10n.t("Undo");
  const said = vscode.l10n.t(
    "The run is back at step {0}. Steps up to {1} are kept in its folder ({2}).",
    formatCount(step),
    formatCount(part.from),
    formatBytes(part.bytes),
  );
  // The command is over; the message may stand as long as it likes.
  void vscode.window.showInformationMessage(said, undo).then((answer) => {
    if (answer !== undo) return;
    undoRewindOf(workbench, dir).catch((error: unknown) => showError(error, workbench.log, dir));
  });
};

/** Takes a run forward again to where it was before it was taken back. */
export const undoRewind: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const dir = await chooseRun(workbench, argument, atRest);
  if (dir !== undefined) await undoRewindOf(workbench, dir);
};

async function undoRewindOf({ store, statusBar }: Workbench, dir: string): Promise<void> {
  const { undoRewind: undo } = await import("../../run/rewind-run");
  const { step } = await undo(dir);
  await store.refresh();
  statusBar.flash(vscode.l10n.t("The run is at step {0} again", formatCount(step)));
}
