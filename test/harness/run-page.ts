/**
 * The webviews in a plain browser, without VS Code around them: built pages that are told of a run
 * as the extension tells them.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { COLUMN_NAMES, type MetricColumns } from "../../src/shared/run/metrics";
import type {
  FromWebview,
  PageNews,
  RunSnapshot,
  ToWebview,
} from "../../src/shared/protocol/messages";
import type { ChangeProblem } from "../../src/shared/protocol/changes";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import { THEMES, type ThemeName } from "./themes";

export const ORIGIN = "http://webview.test";
export const BUILT = resolve("dist/webview");
/** How long a page is waited for, on a busy machine too. */
export const PAGE_TIMEOUT_MS = 5 * 60_000;

export interface RunPageOptions {
  page?: "dashboard" | "samples";
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** What VS Code keeps for the page, as it was left last time. */
  state?: Record<string, unknown>;
  /** Answers a request for the picture of a step. */
  picture?: (step: number) => Promise<unknown>;
  /** Answers the question what is wrong with a change; nothing, where it is not given. */
  checkChange?: (
    set: readonly { path: string; value: unknown }[],
  ) => ChangeProblem[] | Promise<ChangeProblem[]>;
  /**
   * What becomes of what a button asks: whether it is done, when that is over. Done at once, where
   * it is not given.
   */
  order?: (message: Order) => Promise<boolean>;
  /** The run's folder of samples, whose pictures the page may load. */
  samples?: string;
}

type CheckChange = Extract<FromWebview, { type: "checkChange" }>;
type Order = Extract<FromWebview, { type: "command" | "action" }>;

/** A page that shows a run. */
export interface RunPage {
  page: Page;
  /** Posts news of the run to the page, as the extension does. */
  tell(...news: PageNews[]): Promise<void>;
  show(snapshot: RunSnapshot | null): Promise<void>;
  /** Posts what the page has asked for. */
  answer(message: Exclude<ToWebview, { type: "update" }>): Promise<void>;
  /** What the page has sent so far. */
  sent(): Promise<FromWebview[]>;
  /** Errors of the page's program. */
  errors: string[];
  close(): Promise<void>;
}

/** Opens a built page; the browser stays the caller's. */
export async function openRunPage(
  browser: Browser,
  options: RunPageOptions = {},
): Promise<RunPage> {
  const name = options.page ?? "dashboard";
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    acceptDownloads: true,
  });
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
      return route.fulfill({ contentType: "text/html", body: pageHtml(name, options.theme) });
    const file = path.startsWith("/samples/")
      ? join(options.samples ?? "", path.slice("/samples/".length))
      : join(BUILT, path);
    return existsSync(file) ? route.fulfill({ path: file }) : route.fulfill({ status: 404 });
  });
  const state = JSON.stringify(options.state ?? {});
  await page.addInitScript({ content: `globalThis.keptState = ${state};${STAND_IN}` });
  const post = async (message: ToWebview): Promise<void> => {
    await page.evaluate((text) => (globalThis as unknown as InPage).receive(text), asText(message));
  };
  let id = 0;
  const tell = (...news: PageNews[]): Promise<void> => post({ type: "update", id: ++id, news });
  await page.exposeFunction("answerPicture", async (step: number) => {
    const picture = ((await options.picture?.(step)) ?? null) as never;
    await post({ type: "picture", step, picture });
  });
  await page.exposeFunction("answerCheck", async ({ id, set }: CheckChange) => {
    const problems = (await options.checkChange?.(set)) ?? [];
    await post({ type: "changeChecked", id, problems });
  });
  await page.exposeFunction("answerOrder", async (order: Order) => {
    const done = (await options.order?.(order)) ?? true;
    await post({ type: "answered", id: order.id, done });
  });
  await page.goto(`${ORIGIN}/`);
  return {
    page,
    tell,
    answer: post,
    show: (snapshot) => tell({ type: "snapshot", protocol: PROTOCOL_VERSION, snapshot }),
    sent: () => page.evaluate(() => (globalThis as unknown as InPage).sentMessages),
    errors,
    close: () => context.close(),
  };
}

export const SAMPLES_URI = `${ORIGIN}/samples`;

/** What the page's window has beside a browser's. */
interface InPage {
  sentMessages: FromWebview[];
  receive(text: string): void;
}

/**
 * The part of a webview's surroundings that is VS Code's, and how many updates the page has not
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
      if (message.type === "picture") answerPicture(message.step);
      if (message.type === "checkChange") answerCheck(message);
      if (message.type === "command" || message.type === "action") answerOrder(message);
    },
    getState: () => keptState,
    setState(next) {
      globalThis.keptState = next;
    },
  });
  globalThis.receive = (text) => {
    const data = JSON.parse(text, (key, value) => {
      if (value?.float64) return Float64Array.from(value.float64, Number);
      return value?.uint32 ? Uint32Array.from(value.uint32) : value;
    });
    if (data.type === "update") undrawn++;
    dispatchEvent(new MessageEvent("message", { data }));
  };
`;

/** Columns travel as plain lists, which any version of the browser's protocol carries. */
function asText(message: ToWebview): string {
  return JSON.stringify(message, (_key, value: unknown) => {
    if (value instanceof Float64Array) return { float64: Array.from(value, String) };
    return value instanceof Uint32Array ? { uint32: Array.from(value) } : value;
  });
}

/** A built page in the surroundings that VS Code gives it. */
export function pageHtml(name: string, theme: ThemeName = "dark"): string {
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
<head><meta charset="utf-8"><link rel="stylesheet" href="/${name}.css">
<style>body { background: ${colours["editor-background"]}; }</style></head>
<body class="${kind}"><div id="root"></div><script src="/${name}.js"></script></body>
</html>`;
}

/** Columns out of rows by name; what is left out is zero. */
export function columnsOf(
  steps: readonly number[],
  values: Partial<Record<keyof MetricColumns, (step: number) => number>> = {},
): MetricColumns {
  return Object.fromEntries(
    COLUMN_NAMES.map((name) => [
      name,
      Float64Array.from(steps, (step) => {
        if (name === "step") return step;
        return values[name]?.(step) ?? (name === "time" ? step / 100 : 0);
      }),
    ]),
  ) as MetricColumns;
}
