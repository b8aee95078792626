import * as vscode from "vscode";
import { nameOfRun } from "../shared/run/run";
import { isLive } from "../shared/run/state";
import { COMMANDS } from "./ids";
import type { RunManager } from "./run-manager";
import type { RunStore } from "./run-store";
import { progressText, runTooltip } from "./run-text";
import { Throttle } from "./throttle";

/* The entry in the status bar: how the newest live run gets on. */

/** How long the answer to a command is shown, in milliseconds. */
const FLASH_MS = 6000;

/** The one status bar item: how the newest live run gets on. A click opens its dashboard. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    "gan.run",
    vscode.StatusBarAlignment.Left,
    50,
  );
  private readonly repaint = new Throttle(500, () => this.paint());
  private readonly listeners: vscode.Disposable[];
  /** What starting runs wait for, by their folders. */
  private readonly waits = new Map<string, string>();
  private shown = false;
  private flashing: { text: string; timer: NodeJS.Timeout } | undefined;

  constructor(
    private readonly store: RunStore,
    manager: RunManager,
  ) {
    this.item.name = vscode.l10n.t("GAN training");
    this.listeners = [
      store.onDidChange(() => this.repaint.call()),
      manager.onWait(({ dir, what, fraction }) => {
        this.waits.set(dir, `${what} ${Math.round(100 * fraction)} %`);
        this.repaint.call();
      }),
    ];
  }

  /** Says something for some seconds in place of the progress. */
  flash(text: string): void {
    clearTimeout(this.flashing?.timer);
    const timer = setTimeout(() => {
      this.flashing = undefined;
      this.paint();
    }, FLASH_MS);
    this.flashing = { text, timer };
    this.paint();
  }

  /** What is to be read there now; undefined: nothing. */
  get text(): string | undefined {
    return this.shown ? this.item.text : undefined;
  }

  private paint(): void {
    const live = this.store.all().filter((run) => isLive(run.record.state));
    const run = live.find((candidate) => candidate.record.state !== "paused") ?? live[0];
    this.shown = run !== undefined || this.flashing !== undefined;
    if (!this.shown) {
      this.item.hide();
      return;
    }
    for (const dir of this.waits.keys())
      if (this.store.get(dir)?.record.state !== "starting") this.waits.delete(dir);
    const others = live.length > 1 ? vscode.l10n.t(" (+{0} more)", live.length - 1) : "";
    const icon = run?.record.state === "paused" ? "$(debug-pause)" : "$(sync~spin)";
    const progress = run
      ? `${icon} ${nameOfRun(run)}: ${this.waits.get(run.dir) ?? progressText(run)}${others}`
      : "";
    this.item.text = this.flashing ? `$(check) ${this.flashing.text}` : progress;
    this.item.tooltip = run && runTooltip(run);
    this.item.command = run && {
      command: COMMANDS.openDashboard,
      title: vscode.l10n.t("Open Dashboard"),
      arguments: [{ dir: run.dir }],
    };
    this.item.accessibilityInformation = {
      label: run
        ? vscode.l10n.t("GAN training: {0}, {1}", nameOfRun(run), progressText(run))
        : (this.flashing?.text ?? ""),
    };
    this.item.show();
  }

  dispose(): void {
    clearTimeout(this.flashing?.timer);
    vscode.Disposable.from(this.item, this.repaint, ...this.listeners).dispose();
  }
}
