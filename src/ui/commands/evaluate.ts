import * as vscode from "vscode";
import type { EvaluationName } from "../../experiment/schema";
import { readExperiment } from "../../run/store";
import { GanError } from "../../shared/errors";
import { formatCount } from "../../shared/text/format";
import { EVALUATION_KINDS, isLight } from "../../shared/evaluation/evaluations";
import { describeFigures } from "../../shared/evaluation/figures";
import { isLive } from "../../shared/run/state";
import type { Evaluation } from "../../shared/run/run";
import type { Workbench } from "../context";
import { requireTrust } from "../trust";
import { anyRun, chooseRun } from "./choose-run";
import type { CommandFactory } from "./index";
import { withJobProgress } from "./job-progress";

/**
 * Measures how well a run's samples match the data: in its trainer where it has one, else at its
 * latest checkpoint.
 */
export const evaluate: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const dir = await chooseRun(workbench, argument, anyRun(vscode.l10n.t("Evaluate which run?")));
  if (dir === undefined) return;
  const names = await chooseEvaluations(dir);
  if (!names || names.length === 0) return;
  const state = workbench.store.get(dir)?.record.state;
  if (state === "running" || state === "paused") {
    const step = await workbench.manager.command(dir, { type: "evaluate", metrics: names });
    workbench.statusBar.flash(
      step === undefined
        ? vscode.l10n.t("Evaluation requested")
        : vscode.l10n.t("Evaluating step {0}", formatCount(step)),
    );
  } else if (state !== undefined && isLive(state)) {
    throw new GanError(
      "busy",
      vscode.l10n.t("The run has not started yet"),
      vscode.l10n.t("try again in a moment"),
    );
  } else {
    workbench.statusBar.flash(resultText(await evaluateAtRest(workbench, dir, names)));
  }
};

async function chooseEvaluations(dir: string): Promise<EvaluationName[] | undefined> {
  // The experiment's schema is loaded when it is asked for.
  const { fittingEvaluations } = await import("../../experiment/evaluation");
  const picks = fittingEvaluations(await readExperiment(dir)).map((name) => ({
    label: EVALUATION_KINDS[name].title,
    detail: EVALUATION_KINDS[name].entry.summary,
    picked: !EVALUATION_KINDS[name].onlyNamed,
    name,
    ...(isLight(name) ? {} : { description: vscode.l10n.t("takes longer") }),
  }));
  const chosen = await vscode.window.showQuickPick(picks, {
    title: vscode.l10n.t("Evaluate"),
    placeHolder: vscode.l10n.t("What to measure"),
    canPickMany: true,
    matchOnDetail: true,
  });
  return chosen?.map(({ name }) => name);
}

function evaluateAtRest(
  { manager, store }: Workbench,
  dir: string,
  names: EvaluationName[],
): Thenable<Evaluation> {
  const title = vscode.l10n.t("Evaluating {0}", store.get(dir)?.record.name ?? dir);
  return withJobProgress(title, (watch) => manager.evaluate(dir, names, watch));
}

const resultText = ({ step, results }: Evaluation): string =>
  vscode.l10n.t(
    "Step {0}: {1}",
    formatCount(step),
    describeFigures(Object.entries(results).slice(0, 3)),
  );
