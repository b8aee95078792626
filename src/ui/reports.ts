import * as vscode from "vscode";
import { formatError, GanError } from "../shared/errors";
import { sentence, withoutLinks } from "./errors";
import { COMMANDS, type CommandId } from "./ids";
import type { RunExit, RunManager } from "./run-manager";
import { notifications } from "./settings";
import type { StudyExit } from "./study-runner";

/* What a person is told without having asked: failures, notices, and read-only reports. */

/** Scheme of read-only documents such as the doctor's report: nobody is asked to save one. */
const SCHEME = "gan-report";

/**
 * What a person is told without having asked: a run that failed, a trainer that crashed, a notice.
 */
export class Reports implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  /** Notices that were shown already. */
  private readonly noticed = new Set<string>();
  private readonly toDispose: vscode.Disposable[];

  readonly onDidChange = this.changed.event;

  constructor(private readonly manager: RunManager) {
    this.toDispose = [
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      manager.onDidExit((exit) => void this.reportExit(exit)),
      manager.onNotice(({ message }) => this.notice(message)),
    ];
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.path) ?? "";
  }

  /** Opens a text as a read-only document; a second one of the same title takes its place. */
  async show(title: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title}` });
    this.texts.set(uri.path, text);
    this.changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), {
      preview: true,
    });
  }

  private notice(message: string): void {
    if (this.noticed.has(message) || notifications() !== "all") return;
    this.noticed.add(message);
    void vscode.window.showInformationMessage(sentence(message));
  }

  private async reportExit(exit: RunExit): Promise<void> {
    const text = exitMessage(exit);
    if (text === undefined || notifications() === "none") return;
    const accept = vscode.l10n.t("Resume With Changed Data");
    const isOfData = exit.exit.refusal?.code === "data-changed";
    const buttons = new Map<string, CommandId>([
      ...(exit.exit.record.error?.code === "not-finite"
        ? [[vscode.l10n.t("Resume with Smaller Rates..."), COMMANDS.resumeSmallerRates] as const]
        : []),
      [vscode.l10n.t("Show Log"), COMMANDS.showLog],
      [vscode.l10n.t("Open Dashboard"), COMMANDS.openDashboard],
    ]);
    const answer = await vscode.window.showErrorMessage(
      withoutLinks(text),
      ...(isOfData ? [accept] : []),
      ...buttons.keys(),
    );
    if (answer === accept) await this.manager.resume(exit.dir, { acceptChangedData: true });
    const command = answer === undefined ? undefined : buttons.get(answer);
    if (command !== undefined) await vscode.commands.executeCommand(command, exit.dir);
  }

  dispose(): void {
    vscode.Disposable.from(...this.toDispose).dispose();
  }
}

/** Tells of a study that failed what its process said last. */
export function reportFailure({ error }: StudyExit): void {
  if (error === undefined || notifications() === "none") return;
  const text = error
    .split("\n")
    .slice(-3)
    .join(" ")
    .replace(/^error: /, "");
  void vscode.window.showErrorMessage(sentence(vscode.l10n.t("The study failed: {0}", text)));
}

/**
 * The hint of a refusal may name an option of the command line; in the window there is a button.
 */
function inWindow(refusal: GanError): GanError {
  const { code, message } = refusal;
  if (code !== "data-changed") return refusal;
  return new GanError(
    code,
    message,
    vscode.l10n.t("put the old data back, train a new run, or resume with the changed data"),
  );
}

/** What to say about a trainer that left; undefined where it left as it should. */
function exitMessage({ exit, shutdown }: RunExit): string | undefined {
  const { record } = exit;
  if (shutdown) return undefined;
  if (exit.refusal) return sentence(formatError(inWindow(exit.refusal)));
  if (record.state === "failed" && record.error) {
    const { message, hint } = record.error;
    return vscode.l10n.t(
      "Run “{0}” failed at step {1}: {2}",
      record.name,
      record.step,
      sentence(formatError(new GanError("internal", message, hint))),
    );
  }
  if (record.state === "finished" || record.state === "stopped") return undefined;
  const how =
    exit.signal !== null
      ? vscode.l10n.t("signal {0}", exit.signal)
      : vscode.l10n.t("exit code {0}", exit.code ?? "?");
  const last = exit.stderrTail.trim().split("\n").slice(-3).join(" ").slice(-300);
  const ended = vscode.l10n.t(
    "The trainer of “{0}” ended unexpectedly at step {1} ({2}).",
    record.name,
    record.step,
    how,
  );
  return last ? vscode.l10n.t("{0} Its last output: {1}", ended, last) : ended;
}
