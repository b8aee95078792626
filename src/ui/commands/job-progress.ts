import * as vscode from "vscode";
import type { JobWatch } from "../run-manager";

/** Does a job under a notification that says how far it is and can cancel it. */
export const withJobProgress = <T>(
  title: string,
  work: (watch: JobWatch) => Promise<T>,
): Thenable<T> =>
  vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      let done = 0;
      return work({
        signal: abort.signal,
        onProgress(what, fraction) {
          progress.report({ message: what, increment: Math.max(0, 100 * (fraction - done)) });
          done = Math.max(done, fraction);
        },
      });
    },
  );
