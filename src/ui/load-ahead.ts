import { setImmediate as immediate, setTimeout as delay } from "node:timers/promises";
import type * as vscode from "vscode";

/**
 * Loads what Train needs once the window has come to rest: activation is quick without it, and
 * whoever presses Train does not wait for it. Between two pieces others have their turn.
 */

/** How long after activation a window is left alone, in milliseconds. */
const SETTLE_MS = 1500;

const PIECES: readonly (() => Promise<unknown>)[] = [
  () => import("../experiment/schema"),
  () => import("../data/check-files"),
  () => import("../run/create"),
  () => import("../run/trust"),
  () => import("../shared/protocol/messages"),
  () => import("../trainer-client/client"),
];

export function loadAhead(log: vscode.LogOutputChannel): vscode.Disposable {
  const end = new AbortController();
  load(end.signal).catch((error: unknown) => {
    if (!end.signal.aborted) log.warn(`Not loaded ahead: ${String(error)}`);
  });
  return { dispose: () => end.abort() };
}

async function load(signal: AbortSignal): Promise<void> {
  await delay(SETTLE_MS, undefined, { signal, ref: false });
  for (const piece of PIECES) {
    signal.throwIfAborted();
    await piece();
    await immediate();
  }
}
