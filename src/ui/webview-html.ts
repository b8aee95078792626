import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { escapeHtml } from "../shared/text/html";

/* The page that a webview is given, with what it may load. */

export type PageName =
  | "dashboard"
  | "samples"
  | "study"
  | "runs"
  | "compare"
  | "latents"
  | "drawing"
  | "lesson"
  | "game";

/** What a page may read: its own program, our pictures, and the runs that it may show. */
export function webviewOptions(
  extensionUri: vscode.Uri,
  runsDirs: readonly string[],
): vscode.WebviewOptions {
  return {
    enableScripts: true,
    localResourceRoots: [
      vscode.Uri.joinPath(extensionUri, "dist", "webview"),
      vscode.Uri.joinPath(extensionUri, "media"),
      ...runsDirs.map((dir) => vscode.Uri.file(dir)),
    ],
  };
}

/**
 * The page of a webview. Its content security policy allows nothing but our own script, style and
 * fonts, and pictures of the runs; no inline code, no network.
 */
export function webviewHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  page: PageName,
  title: string,
): string {
  const nonce = randomBytes(16).toString("base64");
  const file = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, "dist", "webview", name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${escapeHtml(vscode.env.language)}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escapeHtml(title)}</title>
  <link rel="stylesheet" href="${file(`${page}.css`)}">
</head>
<body>
  <div id="root"></div>
  <script nonce="${nonce}" src="${file(`${page}.js`)}"></script>
</body>
</html>`;
}
