import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { escapeHtml } from "../text/html";
import { rounded } from "../text/rounded";

/*
 * A page in one file, with its program, style, content and pictures, for any browser and without a
 * network.
 */

/** What a report shows. */
export interface Report {
  /** Whose program and style it has. */
  page: "study" | "compare";
  title: string;
  content: object;
  /** How the page is set when it is opened. */
  view?: object;
  /** Said where a browser runs no programs. */
  noScript?: string;
}

/** Where the built pages are: beside the program, or in `dist` where it is run from source. */
export function pagesDir(): string | undefined {
  const places = [join(__dirname, "webview"), join(__dirname, "..", "..", "..", "dist", "webview")];
  return places.find((place) => existsSync(join(place, "study.js")));
}

/**
 * The file. Its content security policy allows its own script and style by their hashes, and what
 * lies in the file itself; no network.
 */
export function reportPage(report: Report, pages: string): string {
  const { page, title, content, view, noScript = "This page needs JavaScript." } = report;
  const program = readFileSync(join(pages, `${page}.js`), "utf8");
  // What ends a script's element may stand in its text.
  const script = program.replaceAll("</script", "<\\/script");
  const style = withFont(readFileSync(join(pages, `${page}.css`), "utf8"), pages);
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "img-src data:",
    "font-src data:",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body class="report">
<noscript>${escapeHtml(noScript)}</noscript>
<div id="root"></div>
${dataOf(`${page}-content`, content)}${view ? dataOf(`${page}-view`, view) : ""}
<script>${script}</script>
</body>
</html>
`;
}

/** With `<` escaped no text of the content ends the element that holds it. */
function dataOf(id: string, value: object): string {
  const json = JSON.stringify(value, rounded).replaceAll("<", "\\u003c");
  return `<script type="application/json" id="${id}">${json}</script>`;
}

const hashOf = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** A style that holds the font of its icons, without the map of its sources. */
function withFont(style: string, pages: string): string {
  const font = readdirSync(pages).find((name) => /^codicon.*\.ttf$/.test(name));
  const address = font
    ? `data:font/ttf;base64,${readFileSync(join(pages, font)).toString("base64")}`
    : "";
  return style
    .replace(/url\("?\.\/codicon[^)]*\)/g, `url("${address}")`)
    .replace(/\/\*# sourceMappingURL=.*?\*\//g, "")
    .replaceAll("</style", "<\\/style");
}
