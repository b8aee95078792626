/** VS Code's window as a page: opening it, and what a person does in it. */
import type { Browser, ConsoleMessage, Frame, Page } from "playwright-core";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { REPOSITORY } from "../support/paths";
import type { VsCodeServer } from "./vscode-server";

const READY_TIMEOUT_MS = 5 * 60_000;
const TIMEOUT_MS = 5 * 60_000;
const PAINT_TIMEOUT_MS = 5000;

/**
 * What every window prints here: the server runs without its native modules and not from a website
 * of Microsoft's.
 */
const EXPECTED_NOISE =
  /spdlog|native-watchdog|Service ?Worker|404|^%c INFO color: #33f (Creat|Resolv)/;

/** Folder of the pictures that the tests take, one folder a theme. */
export const SCREENSHOTS = join(REPOSITORY, "test/e2e/out");

export interface Workbench {
  page: Page;
  /**
   * What the page and the extension host printed, a line a message. For the error of a failing
   * test.
   */
  console: string[];
  close(): Promise<void>;
}

export interface WorkbenchOptions {
  /**
   * Key-value pairs of the workbench's URL payload, beside those that come from the server's
   * options.
   */
  payload?: [string, string][];
  viewport?: { width: number; height: number };
  /** Called with each console message of the page, which carries the extension host's too. */
  onConsole?: (message: ConsoleMessage) => void;
  /** Called with the page before anything is loaded into it. */
  prepare?: (page: Page) => Promise<void>;
}

/** Opens a window of VS Code in a browser context of its own and waits until it can be used. */
export async function openWorkbench(
  browser: Browser,
  vscode: VsCodeServer,
  options: WorkbenchOptions = {},
): Promise<Workbench> {
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1440, height: 900 },
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  const lines: string[] = [];
  page.on("console", (message) => {
    if (!EXPECTED_NOISE.test(message.text()))
      lines.push(`${message.type()}: ${firstLines(message.text())}`);
    options.onConsole?.(message);
  });
  page.on("pageerror", (error) => lines.push(`page error: ${error.message}`));
  try {
    await options.prepare?.(page);
    await page.goto(workbenchUrl(vscode, options.payload ?? []));
    // The window comes up in the default colours; its theme is there once the extensions are read,
    // and commands with them.
    await page
      .locator('.monaco-workbench[class*="vscode-theme-"]')
      .waitFor({ timeout: READY_TIMEOUT_MS });
  } catch (error) {
    // The browser itself may be gone; what is told is why the window did not open.
    await context.close().catch(() => undefined);
    throw new Error(
      `VS Code's window did not open: ${String(error)}\n${lines.join("\n")}\nserver log: ` +
        `${vscode.log}`,
      { cause: error },
    );
  }
  return { page, console: lines, close: () => context.close() };
}

/** A message without the depths of VS Code's stack. */
function firstLines(text: string): string {
  return text.split("\n", 6).join("\n");
}

function workbenchUrl(vscode: VsCodeServer, extra: [string, string][]): string {
  const { workspace, extensionDevelopmentPath } = vscode.options;
  const payload: [string, string][] = [["skipWelcome", "true"], ...extra];
  if (extensionDevelopmentPath)
    payload.push(["extensionDevelopmentPath", remoteUri(vscode, extensionDevelopmentPath)]);
  const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
  return `${vscode.url}/?${query.toString()}`;
}

/** A file of this machine as the window's remote sees it. */
export function remoteUri(vscode: VsCodeServer, path: string): string {
  return `vscode-remote://127.0.0.1:${vscode.port}${path}`;
}

/**
 * The document of a webview: VS Code puts it into an iframe inside an iframe.
 * @param selector something that only the wanted webview has, such as `"#dashboard"` or
 * `"text=Losses"`
 */
export async function webviewFrame(
  page: Page,
  selector: string,
  timeout = TIMEOUT_MS,
): Promise<Frame> {
  const deadline = Date.now() + timeout;
  for (;;) {
    for (const frame of page.frames()) {
      if (await isActiveWebview(frame, selector)) return frame;
    }
    if (Date.now() > deadline) {
      const frames = page.frames().map((frame) => `${frame.name()} ${frame.url()}`);
      throw new Error(
        `no webview with ${selector} in ${timeout / 1000} s; frames:\n${frames.join("\n")}`,
      );
    }
    await delay(50);
  }
}

async function isActiveWebview(frame: Frame, selector: string): Promise<boolean> {
  try {
    const element = frame.parentFrame() && (await frame.frameElement());
    if (!element || (await element.getAttribute("id")) !== "active-frame") return false;
    return (await frame.locator(selector).count()) > 0;
  } catch {
    // The frame went away while it was looked at; a webview replaces its frame when its page is
    // set.
    return false;
  }
}

const pictures = new Map<string, number>();

/**
 * Saves a picture of the window as `test/e2e/out/<theme>/<NN-name>.png`, numbered in the order in
 * which they are taken.
 * @returns the picture's path
 */
export async function screenshot(page: Page, name: string): Promise<string> {
  const theme = await themeOf(page);
  const number = (pictures.get(theme) ?? 0) + 1;
  pictures.set(theme, number);
  const folder = join(SCREENSHOTS, theme);
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${String(number).padStart(2, "0")}-${name}.png`);
  await takePicture(page, path);
  return path;
}

/** Saves a picture of the window when its webviews have drawn what they hold. */
export async function takePicture(page: Page, path: string): Promise<void> {
  await Promise.all(page.frames().map(painted));
  await page.screenshot({ path, animations: "disabled", caret: "hide" });
}

/**
 * Waits until a webview has drawn two more frames. It is a document of its own, in a process of its
 * own: a busy machine may show the window around it while its place is still empty.
 */
async function painted(frame: Frame): Promise<void> {
  if (!(await isActiveWebview(frame, "body")) || !(await isShown(frame))) return;
  const drawn = frame.evaluate(
    "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))",
  );
  // One that another tab has just covered draws nothing.
  await Promise.race([drawn.catch(() => undefined), delay(PAINT_TIMEOUT_MS)]);
}

/** The kind of colour theme that the window shows. */
export async function themeOf(
  page: Page,
): Promise<"dark" | "light" | "high-contrast" | "high-contrast-light"> {
  const classes =
    (await page.locator(".monaco-workbench").first().getAttribute("class"))?.split(" ") ?? [];
  if (classes.includes("hc-black")) return "high-contrast";
  if (classes.includes("hc-light")) return "high-contrast-light";
  return classes.includes("vs") ? "light" : "dark";
}

/** Whether no other tab lies over a webview. */
async function isShown(frame: Frame): Promise<boolean> {
  try {
    const place = await frame.parentFrame()?.frameElement();
    return (await place?.isVisible()) ?? false;
  } catch {
    return false;
  }
}
