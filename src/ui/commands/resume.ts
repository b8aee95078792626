import * as vscode from "vscode";
import type { Experiment } from "../../experiment/schema";
import type { Setting } from "../../experiment/settings";
import { readHistory } from "../../run/store";
import { currentExperiment } from "../../shared/protocol/changes";
import { NETWORKS } from "../../shared/run/run";
import { isLive, isResumable } from "../../shared/run/state";
import type { Workbench } from "../context";
import { chooseCheckpoint } from "./choose-checkpoint";
import { chooseRun, type RunFilter } from "./choose-run";
import { flashChange } from "./control";
import type { CommandFactory } from "./index";

/*
 * The commands that take a run up again: as it was, paused, from an earlier checkpoint, or with
 * smaller rates.
 */

const resumable: RunFilter = {
  fits: ({ record }) =>
    record.state === "paused" || (isResumable(record.state) && record.state !== "finished"),
  question: vscode.l10n.t("Resume which run?"),
  none: vscode.l10n.t("There is no run to resume"),
};

/** Only a run at rest can be begun again in another way. */
const atRest: RunFilter = {
  ...resumable,
  fits: ({ record }) => isResumable(record.state),
};

const DELETES = vscode.l10n.t("From which checkpoint? What came after it is deleted.");

/** A paused run goes on; one at rest is taken up from its last checkpoint. */
export const resume: CommandFactory = (workbench) => async (argument) => {
  const dir = await chooseRun(workbench, argument, resumable);
  if (dir === undefined) return;
  const state = workbench.store.get(dir)?.record.state;
  if (state !== undefined && isLive(state))
    await workbench.manager.command(dir, { type: "resume" });
  else await workbench.manager.resume(dir);
};

/**
 * Takes a run up from its last checkpoint and waits before the first step, so that it can be
 * changed.
 */
export const resumePaused: CommandFactory = (workbench) => async (argument) => {
  const dir = await chooseRun(workbench, argument, atRest);
  if (dir === undefined) return;
  await workbench.manager.resumePaused(dir);
  workbench.statusBar.flash(vscode.l10n.t("Paused: change what you like, then Resume"));
};

/** Goes on from a checkpoint that the person picks. */
export const resumeFromCheckpoint: CommandFactory = (workbench) => async (argument) => {
  const dir = await chooseRun(workbench, argument, atRest);
  if (dir === undefined) return;
  const fromStep = await chooseCheckpoint(dir, vscode.l10n.t("Resume from Checkpoint"), {
    question: DELETES,
  });
  if (fromStep !== undefined) await workbench.manager.resume(dir, { fromStep });
};

/**
 * Goes on from a checkpoint with a part of the learning rates: the first thing to try with a run
 * that diverged.
 */
export const resumeWithSmallerRates: CommandFactory = (workbench) => async (argument) => {
  const dir = await chooseRun(workbench, argument, atRest);
  if (dir === undefined) return;
  const title = vscode.l10n.t("Resume with Smaller Rates");
  const divisor = await chooseDivisor(title);
  const fromStep = divisor && (await chooseCheckpoint(dir, title, { question: DELETES }));
  if (divisor === undefined || fromStep === undefined) return;
  await resumeWithRatesDivided(workbench, dir, { divisor, fromStep });
};

/** Resumes a run with the learning rates that it has at a checkpoint, divided. */
export async function resumeWithRatesDivided(
  workbench: Workbench,
  dir: string,
  { divisor, fromStep }: { divisor: number; fromStep: number },
): Promise<void> {
  const { manager } = workbench;
  await manager.resumePaused(dir, { fromStep });
  const { experiment, events } = await readHistory(dir);
  const set = await smallerRates(currentExperiment(experiment, events), divisor);
  const step = await manager.command(dir, { type: "change", set, slots: "keep" });
  await manager.command(dir, { type: "resume" });
  flashChange(workbench, vscode.l10n.t("Learning rates ÷ {0}", divisor), step);
}

/** The learning rates of both networks, made smaller; of a schedule all of its values. */
async function smallerRates({ optimizer }: Experiment, divisor: number): Promise<Setting[]> {
  const { dividedSchedule } = await import("../../experiment/divided-schedule");
  return NETWORKS.map((network) => ({
    path: `optimizer.${network}.learningRate`,
    value: dividedSchedule(optimizer[network].learningRate, divisor),
  }));
}

async function chooseDivisor(title: string): Promise<number | undefined> {
  const divisors = [
    { label: vscode.l10n.t("A tenth of the learning rates"), divisor: 10 },
    { label: vscode.l10n.t("Half"), divisor: 2 },
    { label: vscode.l10n.t("A hundredth"), divisor: 100 },
  ];
  const picked = await vscode.window.showQuickPick(divisors, {
    title,
    ignoreFocusOut: true,
    placeHolder: vscode.l10n.t("How much of both networks' rates?"),
  });
  return picked?.divisor;
}
