import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { basename, dirname } from "node:path";
import { createInterface } from "node:readline";
import * as vscode from "vscode";
import { GanError } from "../../shared/errors";
import { nameOfConfig } from "../config-files";
import { configColumn } from "../columns";
import type { Workbench } from "../context";
import { COMMANDS } from "../ids";
import { outputOf } from "../study-runner";
import { requireTrust } from "../trust";
import type { CommandFactory } from "./index";
import { checkedConfig, givenConfig } from "./train";

/* `gan tune` for a config: a process of its own, with its progress, and the outcome as a message. */

/** Tunes a config. Returns the config that was written, if one was. */
export const tune: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const title = vscode.l10n.t("Tune");
  const config = await givenConfig(argument, title);
  if (!config) return undefined;
  const experiment = await checkedConfig(workbench.diagnostics, config);
  if (!(await workbench.engine.prepare(experiment))) return undefined;
  const stopped = await stoppedTuning(workbench, config);
  const answer = stopped === undefined ? "anew" : await askWhich(title, stopped);
  if (answer === undefined) return undefined;
  if (answer === "goOn" && stopped !== undefined) return goOnTuning(workbench, stopped);
  const minutes = await askMinutes(title);
  if (minutes === undefined) return undefined;
  return watched(workbench, nameOfConfig(config.fsPath), folderOf(config), [
    config.fsPath,
    "--minutes",
    minutes,
  ]);
};

/** Goes on with a tuning, by the folder of its search. */
export async function goOnTuning(workbench: Workbench, dir: string): Promise<string | undefined> {
  requireTrust();
  if (workbench.studyRunner.isOwn(dir))
    throw new GanError("busy", vscode.l10n.t("This study is being trained already"));
  const { readTuning } = await import("../../search/tune/record");
  const { name } = readTuning(dir);
  return watched(workbench, name, dirname(dir), ["--resume", dir, "--trust"]);
}

const folderOf = (config: vscode.Uri): string =>
  vscode.workspace.getWorkspaceFolder(config)?.uri.fsPath ?? dirname(config.fsPath);

/** The newest tuning of a config that has not come to its end. */
async function stoppedTuning(
  { studies, studyRunner }: Workbench,
  config: vscode.Uri,
): Promise<string | undefined> {
  await studies.refresh();
  const { isLeft } = await import("../../search/tune/record");
  return studies
    .all()
    .filter((dir) => studies.get(dir)?.base === config.fsPath && !studyRunner.isOwn(dir))
    .find(isLeft);
}

async function askWhich(title: string, dir: string): Promise<"goOn" | "anew" | undefined> {
  const items = [
    {
      label: vscode.l10n.t("Go on with the tuning that was stopped"),
      description: basename(dir),
      answer: "goOn" as const,
    },
    { label: vscode.l10n.t("Begin anew"), answer: "anew" as const },
  ];
  return (await vscode.window.showQuickPick(items, { title }))?.answer;
}

const askMinutes = (title: string): Thenable<string | undefined> =>
  vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("For how many minutes?"),
    value: "10",
    validateInput: (text) =>
      Number(text) > 0 ? undefined : vscode.l10n.t("A number of minutes is expected"),
  });

/** What a line of `gan tune --json` says. */
type Line =
  | { type: "phase"; phase: "speed" | "search" | "check"; dir: string }
  | { type: "runEnded" }
  | { type: "end"; dir: string; comparison?: string; file?: string; said: string[] };
type Outcome = Extract<Line, { type: "end" }>;

/** Runs `gan tune` under the eyes of the person, who can cancel it, and shows what came of it. */
async function watched(
  workbench: Workbench,
  name: string,
  folder: string,
  args: string[],
): Promise<string | undefined> {
  let search: string | undefined;
  const outcome = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t("Tuning {0}", name),
      cancellable: true,
    },
    async (progress, token) => {
      const child = workbench.studyRunner.fork(folder, ["tune", ...args, "--json"], "pipe");
      const said = outputOf(child);
      const cancelling = token.onCancellationRequested(() => child.kill("SIGINT"));
      const left = leaving(child);
      const end = await outcomeOf(child, {
        progress,
        onStudy(dir, phase) {
          if (phase === "search") search = dir;
          workbench.studyRunner.adopt(dir, child);
        },
      });
      await left;
      cancelling.dispose();
      if (end) return end;
      // Somebody has ended it: here, by Stop on its page, or by closing the window.
      if (isStopped(said())) return undefined;
      workbench.log.error(`gan tune: ${said()}`);
      throw new GanError("bad-run", vscode.l10n.t("Tuning failed: {0}", said()));
    },
  );
  if (outcome) return show(outcome);
  await tellStopped(name, search);
  return undefined;
}

/**
 * Resolves when a process has left and all that it said has come. Node's own "close" does not come
 * where the channel of a fork was given up.
 */
async function leaving(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  if (child.stderr) await once(child.stderr, "end");
  await exit;
}

const isStopped = (said: string): boolean => said.includes("tuning was stopped");

interface Watcher {
  progress: vscode.Progress<{ message: string }>;
  /** The process works on a study from now on. */
  onStudy(dir: string, phase: "search" | "check"): void;
}

async function outcomeOf(
  child: ChildProcess,
  { progress, onStudy }: Watcher,
): Promise<Outcome | undefined> {
  const PHASES = {
    speed: vscode.l10n.t("how fast is this machine?"),
    search: vscode.l10n.t("searching"),
    check: vscode.l10n.t("comparing the best with the config as it is"),
  };
  let phase: keyof typeof PHASES = "speed";
  let runs = 0;
  let outcome: Outcome | undefined;
  if (!child.stdout) return undefined;
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as Line;
    if (line.type === "end") outcome = line;
    if (line.type === "phase") {
      phase = line.phase;
      runs = 0;
      if (phase !== "speed") onStudy(line.dir, phase);
    }
    if (line.type === "runEnded") runs++;
    const count = runs > 0 ? `, ${vscode.l10n.t("{0} runs so far", runs)}` : "";
    progress.report({ message: `${PHASES[phase]}${count}` });
  }
  return outcome;
}

/** Opens the config that was written, and says what came of it and where it lies. */
async function show({ dir, file, said }: Outcome): Promise<string | undefined> {
  const [, ...found] = said;
  if (file !== undefined)
    await vscode.window.showTextDocument(vscode.Uri.file(file), {
      preview: false,
      viewColumn: configColumn(),
    });
  void offerStudy(found.join(" "), dir);
  return file;
}

async function offerStudy(message: string, dir: string): Promise<void> {
  const open = vscode.l10n.t("Open Study");
  const answer = await vscode.window.showInformationMessage(message, open);
  if (answer === open) await vscode.commands.executeCommand(COMMANDS.openStudy, { studyDir: dir });
}

/** Says that what was tried is kept, and how it is gone on with. */
function tellStopped(name: string, dir: string | undefined): void {
  if (dir === undefined) return;
  const resume = vscode.l10n.t("Resume");
  const open = vscode.l10n.t("Open Study");
  void vscode.window
    .showInformationMessage(
      vscode.l10n.t("Tuning {0} was stopped. What was tried is kept in {1}.", name, basename(dir)),
      resume,
      open,
    )
    .then((answer) => {
      const command = answer === resume ? COMMANDS.resumeStudy : COMMANDS.openStudy;
      return answer && vscode.commands.executeCommand(command, { studyDir: dir });
    });
}
