import * as vscode from "vscode";
import { currentExperiment, optimizersOf } from "../../shared/protocol/changes";
import type { NetworkName } from "../../shared/run/run";
import { readHistory } from "../../run/store";
import type { CommandFactory } from "./index";
import { chooseRun } from "./choose-run";
import { flashChange, live } from "./control";
import { chooseNetworks, networksText } from "./networks";

/** Turns the learning rate of one network or both in the middle of a run. */
export const changeLearningRate: CommandFactory = (workbench) => async (argument) => {
  const dir = await chooseRun(
    workbench,
    argument,
    live(vscode.l10n.t("Change the learning rate of which run?")),
  );
  if (dir === undefined) return;
  const title = vscode.l10n.t("Change Learning Rate");
  const networks = await chooseNetworks(title);
  if (!networks) return;
  const text = await vscode.window.showInputBox({
    title,
    value: await currentRate(dir, networks[0]!),
    ignoreFocusOut: true,
    prompt: vscode.l10n.t("Learning rate of {0}", networksText(networks)),
    validateInput: (value) =>
      readRate(value) === undefined
        ? vscode.l10n.t("A number of 0 or more, such as 0.0002 or 2e-4")
        : undefined,
  });
  const learningRate = text === undefined ? undefined : readRate(text);
  if (learningRate === undefined) return;
  const step = await workbench.manager.command(dir, {
    type: "change",
    set: networks.map((network) => ({
      path: `optimizer.${network}.learningRate`,
      value: learningRate,
    })),
  });
  const what = vscode.l10n.t("Learning rate {0} for {1}", learningRate, networksText(networks));
  flashChange(workbench, what, step);
};

function readRate(text: string): number | undefined {
  const value = Number(text);
  return text.trim() !== "" && Number.isFinite(value) && value >= 0 ? value : undefined;
}

async function currentRate(dir: string, network: NetworkName): Promise<string> {
  const { experiment, events } = await readHistory(dir);
  const rate = optimizersOf(currentExperiment(experiment, events))[network]?.["learningRate"];
  return typeof rate === "number" ? String(rate) : "";
}
