/** The page of a study in a plain browser, told of it as the extension tells. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { FromStudyPage, StudyContent } from "../../src/shared/protocol/study-messages";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import type { StudyView } from "../../src/shared/study/study-view";
import { BUILT, ORIGIN, PAGE_TIMEOUT_MS, pageHtml } from "./run-page";
import type { ThemeName } from "./themes";

export interface StudyPageOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** What VS Code keeps for the page, as it was left last time. */
  state?: Record<string, unknown>;
}

/** A page that shows a study. */
export interface OpenStudyPage {
  page: Page;
  show(view: StudyView, more?: { own?: boolean; samples?: StudyContent["samples"] }): Promise<void>;
  /** What the page has sent so far. */
  sent(): Promise<FromStudyPage[]>;
  /** Errors of the page's program. */
  errors: string[];
  close(): Promise<void>;
}

/** What the page's window has beside a browser's. */
interface InPage {
  receive(message: unknown): void;
}

export const STUDY_DIR = "/studies/20260102-030405-ring";

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
  globalThis.receive = (data) => {
    undrawn++;
    dispatchEvent(new MessageEvent("message", { data }));
  };
`;

/** Opens the built page; the browser stays the caller's. */
export async function openStudyPage(
  browser: Browser,
  { theme, width = 1440, height = 900, state = {} }: StudyPageOptions = {},
): Promise<OpenStudyPage> {
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
      return route.fulfill({ contentType: "text/html", body: pageHtml("study", theme) });
    const file = join(BUILT, path);
    return existsSync(file) ? route.fulfill({ path: file }) : route.fulfill({ status: 404 });
  });
  await page.addInitScript({
    content: `globalThis.keptState = ${JSON.stringify(state)};${STAND_IN}`,
  });
  await page.goto(`${ORIGIN}/`);
  return {
    page,
    async show(view, { own = false, samples = {} } = {}) {
      const content: StudyContent = { view, samples };
      const message = { type: "study", protocol: PROTOCOL_VERSION, dir: STUDY_DIR, content, own };
      await page.evaluate((told) => (globalThis as unknown as InPage).receive(told), message);
    },
    sent: () => page.evaluate("sentMessages"),
    errors,
    close: () => context.close(),
  };
}
