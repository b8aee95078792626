import * as vscode from "vscode";
import { GanError } from "../shared/errors";
import type { RunManager } from "./run-manager";

/** Waits until a run is paused. @throws GanError when it ends before that */
export function untilPaused(
  manager: Pick<RunManager, "onIncrement" | "onDidExit">,
  dir: string,
): { done: Promise<void>; abandon(): void } {
  const listeners: vscode.Disposable[] = [];
  const abandon = () => vscode.Disposable.from(...listeners).dispose();
  const done = new Promise<void>((resolve, reject) => {
    listeners.push(
      manager.onIncrement(({ dir: of, increment }) => {
        if (of !== dir || increment.type !== "summary") return;
        if (increment.summary.record.state === "paused") resolve();
      }),
      manager.onDidExit((exit) => {
        if (exit.dir !== dir) return;
        reject(new GanError("bad-run", vscode.l10n.t("The run ended before it could be changed")));
      }),
    );
  });
  return { done: done.finally(abandon), abandon };
}
