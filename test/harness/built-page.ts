/** The webviews as built, in a plain browser without VS Code around them. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { THEMES, type ThemeName } from "./themes";

export const ORIGIN = "http://webview.test";
export const BUILT = resolve("dist/webview");
/** How long a page is waited for, on a busy machine too. */
export const PAGE_TIMEOUT_MS = 5 * 60_000;

export interface BuiltPageOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** What VS Code keeps for the page, as it was left last time. */
  state?: Record<string, unknown>;
}

/** What of a page's surroundings is not the same for all. */
interface Surroundings {
  /** A program before the page's own. It defines `receive(text)`, which calls `deliver`. */
  program: string;
  /** The file of an address; undefined where it is one of the built ones. */
  fileOf?(path: string): string | undefined;
}

/** A page that is open, and what its program and the extension say to each other. */
export interface BuiltPage<FromPage> {
  page: Page;
  /** What the page has sent so far. */
  sent(): Promise<FromPage[]>;
  /** Errors of the page's program. */
  errors: string[];
  close(): Promise<void>;
}

/**
 * The part of a webview's surroundings that is VS Code's, and how many messages the page has not
 * drawn yet. A message is there at once, so that what follows finds a page that knows it. As text:
 * what a compiler adds to a function does not exist in the page.
 */
const STAND_IN = `
  globalThis.sentMessages = [];
  globalThis.undrawn = 0;
  globalThis.acquireVsCodeApi = () => ({
    postMessage(message) {
      sentMessages.push(message);
      if (message.type === "drawn") undrawn--;
      globalThis.onSent?.(message);
    },
    getState: () => keptState,
    setState(next) {
      globalThis.keptState = next;
    },
  });
  globalThis.deliver = (data, { isDrawn }) => {
    if (isDrawn) undrawn++;
    dispatchEvent(new MessageEvent("message", { data }));
  };
`;

/** What the page's window has beside a browser's. */
interface InPage {
  receive(text: string): void;
}

/** Opens a built page, without its program: `start` begins that. The browser stays the caller's. */
export async function openBuiltPage<FromPage>(
  browser: Browser,
  name: string,
  { theme, width = 1440, height = 900, state = {} }: BuiltPageOptions,
  { program, fileOf }: Surroundings,
): Promise<BuiltPage<FromPage> & { post(text: string): Promise<void>; start(): Promise<void> }> {
  const context = await browser.newContext({ viewport: { width, height } });
  context.setDefaultTimeout(PAGE_TIMEOUT_MS);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.route(`${ORIGIN}/**`, (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === "/")
      return route.fulfill({ contentType: "text/html", body: pageHtml(name, theme) });
    const file = fileOf?.(path) ?? join(BUILT, path);
    return existsSync(file) ? route.fulfill({ path: file }) : route.fulfill({ status: 404 });
  });
  const kept = `globalThis.keptState = ${JSON.stringify(state)};`;
  await page.addInitScript({ content: `${kept}${STAND_IN}${program}` });
  return {
    page,
    post: async (text) => {
      await page.evaluate((told) => (globalThis as unknown as InPage).receive(told), text);
    },
    start: async () => {
      await page.goto(`${ORIGIN}/`);
    },
    sent: () => page.evaluate("sentMessages"),
    errors,
    close: () => context.close(),
  };
}

/** Of the styles that VS Code gives every webview those that a page must reckon with. */
const VSCODE_STYLES = "@layer vscode-default { img, video { max-width: 100%; max-height: 100%; } }";

/** A built page in the surroundings that VS Code gives it. */
function pageHtml(name: string, theme: ThemeName = "dark"): string {
  const { kind, colours } = THEMES[theme];
  const style = Object.entries({
    "font-family": '"DejaVu Sans", "Liberation Sans", sans-serif',
    "font-size": "13px",
    ...colours,
  })
    .map(([key, value]) => `--vscode-${key}: ${value}`)
    .join("; ");
  return `<!DOCTYPE html>
<html lang="en" style='${style}'>
<head><meta charset="utf-8"><style>${VSCODE_STYLES}</style><link rel="stylesheet" href="/${name}.css">
<style>body { background: ${colours["editor-background"]}; }</style></head>
<body class="${kind}"><div id="root"></div><script src="/${name}.js"></script></body>
</html>`;
}
