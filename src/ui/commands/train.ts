import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import type { Experiment } from "../../experiment/schema";
import { GanError } from "../../shared/errors";
import type { SpareTrainer } from "../../trainer-client/spare";
import { configColumn, dashboardColumn } from "../columns";
import { findConfigs, isConfig, nameOfConfig } from "../config-files";
import type { Workbench } from "../context";
import type { Diagnostics } from "../diagnostics";
import { VIEWS } from "../ids";
import type { NewRun } from "../new-run";
import { requireTrust } from "../trust";
import { engineSetting, openOnTrain } from "../settings";
import type { CommandFactory } from "./index";
import { createFromPreset, presetItems } from "./new-experiment";

/**
 * Starts a run of a config: that of the button, that in front, or one that the person picks.
 * Returns the run's folder.
 */
export const train: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const { config, paused } = asked(argument);
  const file = config ?? configInFront() ?? (await chooseConfig());
  return file && trainFile(workbench, file, { paused });
};

/** What a button asks for: a config, or one that is to wait before its first step. */
function asked(argument: unknown): { config?: vscode.Uri; paused?: boolean } {
  if (argument instanceof vscode.Uri) return { config: argument };
  const { config, paused } = (argument ?? {}) as { config?: unknown; paused?: unknown };
  return config instanceof vscode.Uri ? { config, paused: paused === true } : {};
}

/** How a config is trained. */
interface TrainOptions {
  /** What the run has otherwise than the file. */
  changed?: (written: Experiment) => Experiment;
  /** Whether it waits before the first step. */
  paused?: boolean | undefined;
}

/** Trains a config, and shows the run. @returns its folder; undefined where it is not to be */
export async function trainFile(
  workbench: Workbench,
  file: vscode.Uri,
  options: TrainOptions = {},
): Promise<string | undefined> {
  const { manager, samples, dashboards } = workbench;
  // It loads its program while the config is read and checked.
  const spare = manager.startSpare();
  const dir = await startRun(workbench, file, { ...options, spare }).finally(() => spare.end());
  if (dir === undefined) return undefined;
  samples.select(dir);
  const shown = openOnTrain();
  if (shown === "dashboard")
    dashboards.show(dir, { column: dashboardColumn(), preserveFocus: true });
  if (shown === "samples") await vscode.commands.executeCommand(`${VIEWS.samples}.focus`);
  return dir;
}

/** Starts a run of a config that has no errors. @returns its folder; undefined where it is not to be */
async function startRun(
  workbench: Workbench,
  file: vscode.Uri,
  { spare, changed = (written) => written, paused = false }: TrainOptions & { spare: SpareTrainer },
): Promise<string | undefined> {
  const experiment = changed(await checkedConfig(workbench.diagnostics, file));
  return startExperiment(workbench, {
    folder: vscode.workspace.getWorkspaceFolder(file)?.uri.fsPath ?? dirname(file.fsPath),
    name: experiment.name ?? nameOfConfig(file.fsPath),
    experiment,
    configFile: file.fsPath,
    spare,
    paused,
  });
}

/** Starts a run. @returns its folder; undefined where the person does not want its engine */
export async function startExperiment(
  { engine, manager }: Workbench,
  run: NewRun,
): Promise<string | undefined> {
  // The setting is for experiments that leave it open.
  const experiment =
    run.experiment.engine === "auto"
      ? { ...run.experiment, engine: engineSetting() }
      : run.experiment;
  return (await engine.prepare(experiment)) ? manager.start({ ...run, experiment }) : undefined;
}

/**
 * How long VS Code may take to save a file, or to read it again after another program has changed
 * it, in milliseconds.
 */
const FILE_TIMEOUT_MS = 10_000;
const POLL_MS = 50;

/**
 * The experiment of a config as it is saved. Where it has errors they are shown.
 *
 * @throws GanError `bad-config` where it has errors
 */
export async function checkedConfig(
  diagnostics: Diagnostics,
  file: vscode.Uri,
): Promise<Experiment> {
  const document = await vscode.workspace.openTextDocument(file);
  await save(document);
  await readAgain(document);
  const { experiment: written, problems } = await diagnostics.check(document);
  if (!written) {
    await vscode.window.showTextDocument(document, {
      preserveFocus: true,
      viewColumn: configColumn(),
    });
    await vscode.commands.executeCommand("workbench.actions.view.problems");
    const errors = problems.filter((problem) => problem.severity === "error").length;
    throw new GanError(
      "bad-config",
      errors === 1
        ? vscode.l10n.t("{0} has an error", vscode.workspace.asRelativePath(file))
        : vscode.l10n.t("{0} has {1} errors", vscode.workspace.asRelativePath(file), errors),
      vscode.l10n.t("see Problems"),
    );
  }
  return written;
}

/** The config of a button, the one in front, or the only one; else one that the person picks. */
export async function givenConfig(
  argument: unknown,
  title: string,
): Promise<vscode.Uri | undefined> {
  const given = argument instanceof vscode.Uri ? argument : configInFront();
  if (given) return given;
  const configs = await findConfigs();
  if (configs.length < 2) return configs[0];
  const items = configs.map((uri) => ({
    label: nameOfConfig(uri.fsPath),
    description: vscode.workspace.asRelativePath(uri),
    uri,
  }));
  const placeHolder = vscode.l10n.t("Which experiment?");
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.uri;
}

/**
 * Saves a document. VS Code refuses while it is saving already, as it does by itself a second after
 * an edit: that is waited for.
 */
async function save(document: vscode.TextDocument): Promise<void> {
  const deadline = Date.now() + FILE_TIMEOUT_MS;
  while (document.isDirty && !(await document.save())) {
    if (Date.now() > deadline) {
      throw new GanError(
        "bad-usage",
        vscode.l10n.t("{0} could not be saved", vscode.workspace.asRelativePath(document.uri)),
      );
    }
    await delay(POLL_MS);
  }
}

/**
 * Waits until a document has the text of its file: VS Code learns a moment late that another
 * program has changed it.
 */
async function readAgain(document: vscode.TextDocument): Promise<void> {
  const deadline = Date.now() + FILE_TIMEOUT_MS;
  while (lines(document.getText()) !== lines(await textOnDisk(document.uri))) {
    if (Date.now() > deadline) {
      throw new GanError(
        "bad-usage",
        vscode.l10n.t(
          "{0} was changed by another program, and the editor still shows the text before",
          vscode.workspace.asRelativePath(document.uri),
        ),
        vscode.l10n.t("close the file and open it again"),
      );
    }
    await delay(POLL_MS);
  }
}

/** The text of a file without a byte order mark, as documents have it. */
async function textOnDisk(file: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}

/** A text whose lines end alike: a document has one kind of line ends. */
const lines = (text: string): string => text.replaceAll("\r\n", "\n");

function configInFront(): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri && isConfig(uri) ? uri : undefined;
}

async function chooseConfig(): Promise<vscode.Uri | undefined> {
  const separator = (label: string) => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
    pick: () => Promise.resolve(undefined),
  });
  const configs = (await findConfigs()).map((uri) => ({
    label: nameOfConfig(uri.fsPath),
    description: vscode.workspace.asRelativePath(uri),
    iconPath: new vscode.ThemeIcon("json"),
    pick: () => Promise.resolve<vscode.Uri | undefined>(uri),
  }));
  const templates = (await presetItems()).map((item) => ({
    ...item,
    pick: () => (item.preset ? createFromPreset(item.preset) : Promise.resolve(undefined)),
  }));
  const picked = await vscode.window.showQuickPick(
    [
      ...(configs.length > 0 ? [separator(vscode.l10n.t("experiments")), ...configs] : []),
      ...templates,
    ],
    {
      title: vscode.l10n.t("Train"),
      placeHolder: vscode.l10n.t("Which experiment?"),
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
  return picked?.pick();
}
