import * as vscode from "vscode";
import { settledRecord } from "../run/record";
import { isLive } from "../shared/run/state";
import type { RunSummary } from "../shared/run/run";
import { formatCount } from "../shared/text/format";
import { withoutLinks } from "./errors";
import { COMMANDS, type CommandId, STATE_KEYS } from "./ids";
import type { RunManager } from "./run-manager";
import type { RunStore } from "./run-store";
import { continuesWithoutWindow, notifications } from "./settings";

/* Tells a person in a new window of the runs that stopped with the window before. */

/** What a person is told of a run, and what they can do about it. */
export interface ClosedRunNews {
  dir: string;
  text: string;
  buttons: Map<string, CommandId>;
}

/**
 * Remembers which runs this window trains, and tells the next window of the workspace what became
 * of them: training ends with the window, and nobody is there to be told.
 */
export class ClosedRuns implements vscode.Disposable {
  /** Runs of the window before of which nothing was told yet. */
  private readonly pending: Set<string>;
  /** Runs that this window trains. */
  private readonly trained = new Set<string>();
  private readonly told = new vscode.EventEmitter<ClosedRunNews>();
  private readonly toDispose: vscode.Disposable[];

  readonly onDidTell = this.told.event;

  constructor(
    private readonly memory: vscode.Memento,
    private readonly store: RunStore,
    manager: RunManager,
  ) {
    this.pending = new Set(memory.get<string[]>(STATE_KEYS.trainedRuns, []));
    this.toDispose = [
      this.told,
      manager.onDidLaunch((dir) => {
        this.pending.delete(dir);
        this.trained.add(dir);
        this.remember();
      }),
      manager.onDidExit(({ dir, shutdown }) => {
        if (shutdown) return;
        this.trained.delete(dir);
        this.remember();
      }),
      store.onDidChange(() => this.look()),
      this.onDidTell((news) => void show(news)),
    ];
  }

  /**
   * Tells of each run that has come to rest since; one that still goes on is looked at again later.
   */
  private look(): void {
    if (!this.store.loaded || this.pending.size === 0) return;
    for (const dir of this.pending) {
      const run = this.store.get(dir) ?? onDisk(dir);
      if (run && isLive(run.record.state)) continue;
      this.pending.delete(dir);
      const news = run && newsOf(run);
      if (news) this.told.fire(news);
    }
    this.remember();
  }

  private remember(): void {
    void this.memory.update(STATE_KEYS.trainedRuns, [...this.pending, ...this.trained]);
  }

  dispose(): void {
    vscode.Disposable.from(...this.toDispose).dispose();
  }
}

/**
 * A run that the list does not have, since its config lies outside the workspace; undefined where
 * it is gone.
 */
function onDisk(dir: string): RunSummary | undefined {
  try {
    return { dir, record: settledRecord(dir) };
  } catch {
    return undefined;
  }
}

/** What there is to say of a run that came to rest without its window; undefined: nothing. */
function newsOf({ dir, record }: RunSummary): ClosedRunNews | undefined {
  const { name, state, step } = record;
  const open: [string, CommandId] = [vscode.l10n.t("Open Dashboard"), COMMANDS.openDashboard];
  const resume: [string, CommandId] = [vscode.l10n.t("Resume"), COMMANDS.resume];
  const at = formatCount(step);
  switch (state) {
    case "finished":
      return {
        dir,
        text: vscode.l10n.t("Training of “{0}” finished at step {1} without the window.", name, at),
        buttons: new Map([open]),
      };
    case "failed":
      return {
        dir,
        text: vscode.l10n.t("Training of “{0}” failed at step {1} without the window.", name, at),
        buttons: new Map([open]),
      };
    case "stopped":
    case "interrupted":
      // A run that may go on without the window was stopped by somebody.
      return continuesWithoutWindow() && state === "stopped"
        ? undefined
        : {
            dir,
            text: vscode.l10n.t(
              "Training of “{0}” stopped at step {1} when the window closed.",
              name,
              at,
            ),
            buttons: new Map([resume, open]),
          };
    default:
      return undefined;
  }
}

async function show({ dir, text, buttons }: ClosedRunNews): Promise<void> {
  if (notifications() === "none") return;
  const answer = await vscode.window.showInformationMessage(withoutLinks(text), ...buttons.keys());
  const command = answer === undefined ? undefined : buttons.get(answer);
  if (command !== undefined) await vscode.commands.executeCommand(command, { dir });
}
