import * as vscode from "vscode";
import { runSuite } from "../harness/suite-runner";

/**
 * What runs inside VS Code. A window whose workspace is not trusted runs the tests about that;
 * every other window runs the rest.
 */
export function run(): Promise<void> {
  if (!vscode.workspace.isTrusted) return runSuite([() => import("./untrusted.test")]);
  return runSuite([
    () => import("./activation.test"),
    () => import("./editing.test"),
    () => import("./hover.test"),
    () => import("./quick-fixes.test"),
    () => import("./modules.test"),
    () => import("./training.test"),
    () => import("./changes.test"),
    () => import("./dashboards.test"),
    () => import("./slow-page.test"),
    () => import("./orders.test"),
    () => import("./studies.test"),
    () => import("./runs-table.test"),
    () => import("./window.test"),
    () => import("./elsewhere.test"),
  ]);
}
