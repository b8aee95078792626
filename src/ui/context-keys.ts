import * as vscode from "vscode";
import { isLive, isResumable } from "../shared/run/state";
import { CONTEXTS, type ContextKey } from "./ids";
import type { RunStore } from "./run-store";

/** Keeps the keys that `when` and `enablement` clauses read in step with the runs. */
export class ContextKeys implements vscode.Disposable {
  private readonly told = new Map<ContextKey, boolean>();
  private readonly listener: vscode.Disposable;

  constructor(private readonly store: RunStore) {
    this.listener = store.onDidChange(() => this.update());
  }

  set(key: ContextKey, value: boolean): void {
    if (this.told.get(key) === value) return;
    this.told.set(key, value);
    void vscode.commands.executeCommand("setContext", key, value);
  }

  private update(): void {
    const states = this.store.all().map((run) => run.record.state);
    this.set(CONTEXTS.loaded, this.store.loaded);
    this.set(CONTEXTS.hasRuns, states.length > 0);
    this.set(CONTEXTS.hasLive, states.some(isLive));
    this.set(
      CONTEXTS.hasRunning,
      states.some((state) => state === "running" || state === "starting"),
    );
    this.set(CONTEXTS.hasPaused, states.includes("paused"));
    this.set(CONTEXTS.hasAtRest, states.some(isResumable));
    this.set(
      CONTEXTS.hasResumable,
      states.some((state) => state === "paused" || isResumable(state)),
    );
  }

  dispose(): void {
    this.listener.dispose();
  }
}
