import * as vscode from "vscode";
import type { Experiment } from "../../experiment/schema";
import type { NetworkName } from "../../shared/run/run";
import { isConfig } from "../config-files";
import { requireTrust } from "../trust";
import { chooseCheckpoint, stepOf } from "./choose-checkpoint";
import { chooseRun, type RunFilter } from "./choose-run";
import type { CommandFactory } from "./index";
import { chooseNetworks } from "./networks";
import { givenConfig, trainFile } from "./train";

/* The command that trains a config from the weights of a run or a file. */

const any: RunFilter = {
  fits: () => true,
  question: vscode.l10n.t("Start from the weights of which run?"),
  none: vscode.l10n.t("There are no runs yet"),
};

const title = vscode.l10n.t("Start from Weights");

/** What a keyboard shortcut's arguments may say already, beside the run and the step. */
interface Asked {
  networks: NetworkName[];
  config: vscode.Uri;
}

/** Asks whose weights, of which step and networks, and for which config. @returns the run's folder */
export const startFromWeights: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const isFile = argument instanceof vscode.Uri && isConfig(argument);
  const run = await chooseRun(workbench, isFile ? undefined : argument, any);
  if (run === undefined) return undefined;
  const step = await chooseCheckpoint(run, title, {
    question: vscode.l10n.t("From which checkpoint? The run itself stays as it is."),
    near: stepOf(argument),
  });
  const asked = (argument ?? {}) as Partial<Asked>;
  const networks =
    step === undefined ? undefined : (asked.networks ?? (await chooseNetworks(title)));
  if (step === undefined || !networks) return undefined;
  const file = await givenConfig(isFile ? argument : asked.config, title);
  const weightsFrom: Experiment["weightsFrom"] = { run, step, networks };
  return file && trainFile(workbench, file, (written) => ({ ...written, weightsFrom }));
};
