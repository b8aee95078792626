import { type ChildProcess, fork } from "node:child_process";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import * as vscode from "vscode";
import { GanError } from "../../shared/errors";
import { nameOfConfig } from "../config-files";
import { configColumn } from "../columns";
import { requireTrust } from "../trust";
import type { CommandFactory } from "./index";
import { checkedConfig, givenConfig } from "./train";

/* `gan tune` for a config: a process of its own, with its progress, and the outcome as a message. */

export const tune: CommandFactory =
  ({ diagnostics, engine, log }) =>
  async (argument) => {
    requireTrust();
    const title = vscode.l10n.t("Tune");
    const config = await givenConfig(argument, title);
    if (!config) return undefined;
    const experiment = await checkedConfig(diagnostics, config);
    if (!(await engine.prepare(experiment))) return undefined;
    const minutes = await askMinutes(title);
    if (minutes === undefined) return undefined;
    const outcome = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t("Tuning {0}", nameOfConfig(config.fsPath)),
        cancellable: true,
      },
      (progress, token) => tuned(config, minutes, { progress, token, log }),
    );
    return outcome && show(outcome);
  };

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
  | { type: "phase"; phase: "speed" | "search" | "check" }
  | { type: "runEnded" }
  | { type: "end"; file?: string; said: string[] };
type Outcome = Extract<Line, { type: "end" }>;

interface Watcher {
  progress: vscode.Progress<{ message: string }>;
  token: vscode.CancellationToken;
  log: vscode.LogOutputChannel;
}

/** Runs the command to its end; undefined where the person has cancelled it. */
async function tuned(
  config: vscode.Uri,
  minutes: string,
  { progress, token, log }: Watcher,
): Promise<Outcome | undefined> {
  const folder = vscode.workspace.getWorkspaceFolder(config)?.uri.fsPath ?? dirname(config.fsPath);
  const child = fork(
    join(__dirname, "cli.js"),
    ["tune", config.fsPath, "--minutes", minutes, "--json"],
    { cwd: folder, execArgv: [], stdio: ["ignore", "pipe", "pipe", "ipc"] },
  );
  // It says nothing on this channel, which would keep the process from leaving.
  child.disconnect();
  const cancelling = token.onCancellationRequested(() => child.kill("SIGINT"));
  let said = "";
  child.stderr?.on("data", (data: Buffer) => (said = `${said}${String(data)}`.slice(-MAX_SAID)));
  try {
    const outcome = await outcomeOf(child, progress);
    if (outcome || token.isCancellationRequested) return outcome;
  } finally {
    cancelling.dispose();
  }
  log.error(`gan tune: ${said}`);
  throw new GanError("bad-run", vscode.l10n.t("Tuning failed: {0}", said.trim()));
}

/** How much of what a process complains of is kept, in letters. */
const MAX_SAID = 2000;

async function outcomeOf(
  child: ChildProcess,
  progress: Watcher["progress"],
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
    }
    if (line.type === "runEnded") runs++;
    const count = runs > 0 ? `, ${vscode.l10n.t("{0} runs so far", runs)}` : "";
    progress.report({ message: `${PHASES[phase]}${count}` });
  }
  return outcome;
}

async function show({ file, said }: Outcome): Promise<string | undefined> {
  const [, ...found] = said;
  const message = found.join(" ");
  if (file === undefined) {
    void vscode.window.showInformationMessage(message);
    return undefined;
  }
  await vscode.window.showTextDocument(vscode.Uri.file(file), {
    preview: false,
    viewColumn: configColumn(),
  });
  void vscode.window.showInformationMessage(message);
  return file;
}
