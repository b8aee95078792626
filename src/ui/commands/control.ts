import * as vscode from "vscode";
import type { NetworkName } from "../../shared/run/run";
import { isLive } from "../../shared/run/state";
import type { Workbench } from "../context";
import type { CommandFactory } from "./index";
import { chooseRun, type RunFilter } from "./choose-run";

/* The commands that pause, step and stop a run. */

const running: RunFilter = {
  fits: ({ record }) => record.state === "running" || record.state === "starting",
  question: vscode.l10n.t("Pause which run?"),
  none: vscode.l10n.t("No run is being trained"),
};

export const live = (question: string): RunFilter => ({
  fits: ({ record }) => isLive(record.state),
  question,
  none: vscode.l10n.t("No run is being trained"),
});

/**
 * Says in the status bar that a change was made from a step on; of a run that another program
 * trains, that it was asked for.
 */
export const flashChange = (
  { statusBar }: Workbench,
  what: string,
  step: number | undefined,
): void =>
  statusBar.flash(
    step === undefined
      ? vscode.l10n.t("{0} requested", what)
      : vscode.l10n.t("{0} from step {1}", what, step),
  );

export const pause: CommandFactory = (workbench) => async (argument) => {
  const dir = await chooseRun(workbench, argument, running);
  if (dir !== undefined) await workbench.manager.command(dir, { type: "pause" });
};

/** One iteration, of both networks or of one alone; a running run pauses after it. */
const stepOf =
  (only?: NetworkName): CommandFactory =>
  (workbench) =>
  async (argument) => {
    const dir = await chooseRun(workbench, argument, live(vscode.l10n.t("Step which run?")));
    if (dir === undefined) return;
    await workbench.manager.command(dir, { type: "step", ...(only && { only }) });
  };

export const step = stepOf();
export const stepDiscriminator = stepOf("discriminator");
export const stepGenerator = stepOf("generator");

export const stop: CommandFactory = (workbench) => async (argument) => {
  const dir = await chooseRun(workbench, argument, live(vscode.l10n.t("Stop which run?")));
  if (dir !== undefined) await workbench.manager.command(dir, { type: "stop" });
};
