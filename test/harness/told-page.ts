/** A page in a plain browser that is told of something as the extension tells. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { BUILT, ORIGIN, PAGE_TIMEOUT_MS, pageHtml } from "./run-page";
import type { ThemeName } from "./themes";

export interface ToldPageOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** What VS Code keeps for the page, as it was left last time. */
  state?: Record<string, unknown>;
}

/**
 * A page, and what it and the extension say to each other: as JSON, as VS Code sends it. So a key
 * without a value does not arrive, and NaN arrives as null.
 */
export interface ToldPage<ToPage, FromPage> {
  page: Page;
  tell(message: ToPage): Promise<void>;
  /** What the page has sent so far. */
  sent(): Promise<FromPage[]>;
  /** Errors of the page's program. */
  errors: string[];
  close(): Promise<void>;
}

const STAND_IN = `
  globalThis.sentMessages = [];
  globalThis.undrawn = 0;
  globalThis.acquireVsCodeApi = () => ({
    postMessage(message) {
      sentMessages.push(message);
      if (message.type === "drawn") undrawn--;
    },
    getState: () => keptState,
    setState(next) {
      globalThis.keptState = next;
    },
  });
  globalThis.receive = (text) => {
    undrawn++;
    dispatchEvent(new MessageEvent("message", { data: JSON.parse(text) }));
  };
`;

/** What the page's window has beside a browser's. */
interface InPage {
  receive(text: string): void;
}

/** Opens a built page; the browser stays the caller's. */
export async function openToldPage<ToPage, FromPage>(
  browser: Browser,
  name: string,
  { theme, width = 1440, height = 900, state = {} }: ToldPageOptions = {},
): Promise<ToldPage<ToPage, FromPage>> {
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
    const file = join(BUILT, path);
    return existsSync(file) ? route.fulfill({ path: file }) : route.fulfill({ status: 404 });
  });
  await page.addInitScript({
    content: `globalThis.keptState = ${JSON.stringify(state)};${STAND_IN}`,
  });
  await page.goto(`${ORIGIN}/`);
  return {
    page,
    tell: async (message) => {
      await page.evaluate(
        (told) => (globalThis as unknown as InPage).receive(told),
        JSON.stringify(message),
      );
    },
    sent: () => page.evaluate("sentMessages"),
    errors,
    close: () => context.close(),
  };
}
