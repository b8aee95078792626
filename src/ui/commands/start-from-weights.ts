import * as vscode from "vscode";
import type { Experiment } from "../../experiment/schema";
import type { NetworkName } from "../../shared/run/run";
import { isConfig } from "../config-files";
import type { Workbench } from "../context";
import { requireTrust } from "../trust";
import { chooseCheckpoint, stepOf } from "./choose-checkpoint";
import { anyRun, chooseRun } from "./choose-run";
import type { CommandFactory } from "./index";
import { chooseNetworks } from "./networks";
import { givenConfig, trainFile } from "./train";

/* The command that trains a config from the weights of a run or a file. */

const any = anyRun(vscode.l10n.t("Start from the weights of which run?"));

const title = vscode.l10n.t("Start from Weights");

/** What a keyboard shortcut's arguments may say already, beside the run and the step. */
interface Asked {
  networks: NetworkName[];
  config: vscode.Uri;
  /** A file of weights, where they are not of a run. */
  file: vscode.Uri;
}

type WeightsFrom = NonNullable<Experiment["weightsFrom"]>;

/** Asks whose weights, of which step and networks, and for which config. @returns the run's folder */
export const startFromWeights: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const isFile = argument instanceof vscode.Uri && isConfig(argument);
  const asked = (argument ?? {}) as Partial<Asked>;
  const named = isFile ? undefined : argument;
  const isOfFile = asked.file !== undefined || (named === undefined && (await chooseKind()));
  if (isOfFile === undefined) return undefined;
  const source = isOfFile ? await fileSource(asked) : await runSource(workbench, named, asked);
  if (!source) return undefined;
  const file = await givenConfig(isFile ? argument : asked.config, title);
  return (
    file &&
    trainFile(workbench, file, {
      changed: (written) => ({ ...written, weightsFrom: source }),
    })
  );
};

/** Asks whether the weights are of a file. Undefined: the person went away. */
async function chooseKind(): Promise<boolean | undefined> {
  const picks = [
    { label: vscode.l10n.t("A run"), isOfFile: false },
    {
      label: vscode.l10n.t("A file..."),
      description: vscode.l10n.t("a checkpoint, or what an export as safetensors wrote"),
      isOfFile: true,
    },
  ];
  const placeHolder = vscode.l10n.t("Whose weights does it start from?");
  return (await vscode.window.showQuickPick(picks, { title, placeHolder }))?.isOfFile;
}

async function runSource(
  workbench: Workbench,
  argument: unknown,
  asked: Partial<Asked>,
): Promise<WeightsFrom | undefined> {
  const run = await chooseRun(workbench, argument, any);
  if (run === undefined) return undefined;
  const step = await chooseCheckpoint(run, title, {
    question: vscode.l10n.t("From which checkpoint? The run itself stays as it is."),
    near: stepOf(argument),
  });
  if (step === undefined) return undefined;
  const networks = asked.networks ?? (await chooseNetworks(title));
  return networks && { run, step, networks };
}

/** A file that has the weights of one network says by itself which one. */
async function fileSource(asked: Partial<Asked>): Promise<WeightsFrom | undefined> {
  const [file] = asked.file
    ? [asked.file]
    : ((await vscode.window.showOpenDialog({
        title,
        openLabel: vscode.l10n.t("Start from These Weights"),
        filters: { [vscode.l10n.t("Weights")]: ["safetensors"] },
      })) ?? []);
  if (!file) return undefined;
  const { networksInFile } = await import("../../run/weights");
  const there = await networksInFile(file.fsPath);
  const networks = there.length === 1 ? there : (asked.networks ?? (await chooseNetworks(title)));
  return networks && { run: file.fsPath, networks };
}
