import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import type { Experiment } from "../experiment/schema";
import type { GanError } from "../shared/errors";
import { formatError, toGanError } from "../shared/errors";
import type { ContextKeys } from "./context-keys";
import { sentence } from "./errors";
import { COMMANDS, CONTEXTS, STATE_KEYS } from "./ids";

/* TensorFlow for the runs of this window: asks once whether to install it, and installs it. */

/**
 * How long a run waits for the answer to an offer, in milliseconds. VS Code puts an unanswered
 * notification away after some seconds; a run that went on waiting for it would look as if Train
 * did nothing.
 */
const UNANSWERED_MS = 12_000;

export interface EngineSetupOptions {
  /** Where TensorFlow is looked for; it is installed into the first. */
  cacheDirs(): readonly [string, ...string[]];
  memory: vscode.Memento;
  contextKeys: ContextKeys;
  log: vscode.LogOutputChannel;
}

/**
 * TensorFlow for the trainers: asks once whether to install it, installs it, tells what this
 * machine has.
 */
export class EngineSetup {
  private asked = false;
  private installing: Promise<boolean> | undefined;

  constructor(private readonly options: EngineSetupOptions) {}

  /** Whether a whole TensorFlow is there. */
  async isInstalled(): Promise<boolean> {
    const { findTensorFlow } = await import("../engine/install/index");
    const installed = (await findTensorFlow(this.options.cacheDirs()))?.state === "installed";
    this.options.contextKeys.set(CONTEXTS.tensorFlowInstalled, installed);
    return installed;
  }

  /**
   * Before a run starts: offers TensorFlow where it is wanted and missing, once in a window.
   * @returns whether to go on and train
   */
  async prepare(experiment: Pick<Experiment, "engine">): Promise<boolean> {
    if (experiment.engine !== "auto" && experiment.engine !== "tensorflow") return true;
    if (await this.isInstalled()) return true;
    const required = experiment.engine === "tensorflow";
    if (
      !required &&
      (this.asked || this.options.memory.get<boolean>(STATE_KEYS.neverAskForTensorFlow))
    )
      return true;
    this.asked = true;
    return required ? this.askRequired() : this.askWanted();
  }

  /** Installs TensorFlow with a progress notification. @returns whether it is there afterwards */
  install(): Promise<boolean> {
    this.installing ??= this.installOnce().finally(() => {
      this.installing = undefined;
    });
    return this.installing;
  }

  /** What engine this machine has, and how to get a faster one; as text. */
  async report(): Promise<string> {
    const { diagnose, formatReport } = await import("../engine/doctor");
    return formatReport(await diagnose(this.options.cacheDirs()));
  }

  private async askWanted(): Promise<boolean> {
    const install = vscode.l10n.t("Install…");
    const without = vscode.l10n.t("Train without it");
    const never = vscode.l10n.t("Don't ask again");
    const question = vscode.window.showInformationMessage(
      vscode.l10n.t(
        "TensorFlow (270 MB) is not installed. It trains several times as fast as the " +
          "built-in engine.",
      ),
      install,
      without,
      never,
    );
    // Whoever began an installation and gave it up is asked for nothing more; the Train button is
    // still there.
    const decided = question.then(async (answer) => {
      if (answer === never)
        await this.options.memory.update(STATE_KEYS.neverAskForTensorFlow, true);
      return answer === install ? { installed: await this.install() } : undefined;
    });
    const seen = await Promise.race([question.then(() => true), delay(UNANSWERED_MS, false)]);
    if (!seen) return true;
    const decision = await decided;
    return decision === undefined || decision.installed;
  }

  private async askRequired(): Promise<boolean> {
    const install = vscode.l10n.t("Install…");
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t(
        "This experiment needs the TensorFlow engine (270 MB), which is not installed.",
      ),
      install,
    );
    return answer === install && this.install();
  }

  private async installOnce(): Promise<boolean> {
    const progressOptions = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t("Installing TensorFlow"),
      cancellable: true,
    };
    const failure = await vscode.window.withProgress(progressOptions, (progress, token) =>
      this.run(progress, token),
    );
    if (failure) {
      await this.showFailure(failure);
      return false;
    }
    void vscode.window.showInformationMessage(
      vscode.l10n.t("TensorFlow is installed. Runs that start now use it."),
    );
    return this.isInstalled();
  }

  private async run(
    progress: vscode.Progress<{ message?: string; increment?: number }>,
    token: vscode.CancellationToken,
  ): Promise<GanError | undefined> {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    let percent = 0;
    try {
      const { installTensorFlow } = await import("../engine/install/index");
      await installTensorFlow({
        cacheDir: this.options.cacheDirs()[0],
        signal: abort.signal,
        onProgress: ({ message, done, total }) => {
          const now = done !== undefined && total ? Math.floor((100 * done) / total) : percent;
          progress.report({ message, increment: Math.max(0, now - percent) });
          percent = now;
        },
      });
      return undefined;
    } catch (thrown) {
      const error = toGanError(thrown);
      this.options.log.error(error);
      return error;
    }
  }

  private async showFailure(error: GanError): Promise<void> {
    if (error.code === "cancelled") return;
    const again = vscode.l10n.t("Try Again");
    const doctor = vscode.l10n.t("Run Doctor");
    const answer = await vscode.window.showErrorMessage(
      sentence(formatError(error)),
      again,
      doctor,
    );
    if (answer === again) await vscode.commands.executeCommand(COMMANDS.installTensorFlow);
    if (answer === doctor) await vscode.commands.executeCommand(COMMANDS.doctor);
  }
}
