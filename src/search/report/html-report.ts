import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { StudyContent } from "../../shared/protocol/study-messages";
import type { StudyView } from "../../shared/study/study-view";
import { escapeHtml } from "../../shared/text/html";
import { writeFileAtomic } from "../../run";
import { bestSamples } from "./best-samples";
import { studyFiles } from "../store/study-files";
import { rounded } from "./rounded";

/*
 * `report.html`: the page of a study in one file, with its program, style, figures and pictures,
 * for any browser and without a network.
 */

/**
 * Writes a study's page as a file to send to somebody. Run from source it does nothing where the
 * pages have not been built.
 */
export async function writeHtmlReport(dir: string, view: StudyView): Promise<void> {
  const pages = pagesDir();
  if (pages === undefined) return;
  const content: StudyContent = { view, samples: await bestSamples(dir, view, dataUri) };
  writeFileAtomic(studyFiles(dir).page, htmlReport(content, pages));
}

/** Where the built pages are: beside the program, or in `dist` where it is run from source. */
function pagesDir(): string | undefined {
  const places = [join(__dirname, "webview"), join(__dirname, "..", "..", "..", "dist", "webview")];
  return places.find((place) => existsSync(join(place, "study.js")));
}

/** A PNG as an address that holds it. */
const dataUri = (file: string): string =>
  existsSync(file) ? `data:image/png;base64,${readFileSync(file).toString("base64")}` : "";

/**
 * The file. Its content security policy allows its own script and style by their hashes, and what
 * lies in the file itself; no network.
 */
export function htmlReport(content: StudyContent, pages: string): string {
  // What ends a script's element may stand in its text.
  const script = readFileSync(join(pages, "study.js"), "utf8").replaceAll("</script", "<\\/script");
  const style = withFont(readFileSync(join(pages, "study.css"), "utf8"), pages);
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "img-src data:",
    "font-src data:",
  ].join("; ");
  // With `<` escaped no text of the study ends the element that holds it.
  const json = JSON.stringify(content, rounded).replaceAll("<", "\\u003c");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(content.view.name)}</title>
<style>${style}</style>
</head>
<body class="report">
<noscript>This page needs JavaScript. The figures are in summary.md and summary.json too.</noscript>
<div id="root"></div>
<script type="application/json" id="study-content">${json}</script>
<script>${script}</script>
</body>
</html>
`;
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
