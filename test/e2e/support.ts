import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Browser, Frame, Locator, Page } from "playwright-core";
import { EFFECT_TIMEOUT_MS, runCommand } from "../harness/quick-input";
import type { RunSummary } from "../../src/shared/run/run";
import { isLive, type RunState } from "../../src/shared/run/state";
import { launchBrowser } from "../harness/browser";
import { startVsCode, type VsCodeServer } from "../harness/vscode-server";
import { installVsix, packVsix } from "../harness/vsix";
import { trainerHasLeft } from "../support/trainer-left";
import { openWorkbench, webviewFrame, type Workbench } from "../harness/workbench";
import { until } from "../support/until";

/** A person at a real VS Code with the packed extension installed, in a workspace of their own. */
export interface Person {
  page: Page;
  workspace: string;
  /** Closes the window and opens it again in another theme, or reloads it in the same. */
  reopen(theme?: string): Promise<void>;
  /** Changes the theme of the open window, by the workspace's settings. */
  setTheme(theme: string): Promise<void>;
  console(): string[];
  leave(): Promise<void>;
}

export interface PersonOptions {
  /** Environment of the extension host, over this process's. */
  env?: NodeJS.ProcessEnv;
  /** `false`: the workspace opens in Restricted Mode. */
  trust?: boolean;
}

/**
 * The folder of extensions with the packed extension in it, which all windows of this process have.
 */
let extensions: Promise<string> | undefined;
after(async () => {
  if (extensions)
    await rm(dirname(await extensions), { recursive: true, force: true, maxRetries: 5 });
});

async function installExtension(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "gan-e2e-extension-"));
  const folder = join(home, "extensions");
  const vsix = join(home, "gan-workbench.vsix");
  await packVsix(vsix);
  await installVsix(vsix, folder, join(home, "server"));
  return folder;
}

export async function sitDown(
  theme: string,
  { env = {}, trust = true }: PersonOptions = {},
): Promise<Person> {
  const home = await mkdtemp(join(tmpdir(), "gan-e2e-"));
  const workspace = await mkdtemp(join(tmpdir(), "gan-e2e-workspace-"));
  const extensionsDir = await (extensions ??= installExtension());
  const browser: Browser = await launchBrowser();
  let server: VsCodeServer;
  let window: Workbench;
  let current = theme;
  const open = async () => {
    server = await startVsCode({
      workspace,
      userDataDir: home,
      extensionsDir,
      settings: { "workbench.colorTheme": current },
      env,
      trust,
    });
    window = await openWorkbench(browser, server);
  };
  await open();
  return {
    get page() {
      return window.page;
    },
    workspace,
    console: () => window.console,
    async reopen(next) {
      if (next === undefined || next === current) {
        // By VS Code's own command, which keeps what is open before it goes; a reload by the
        // browser may come before that is done.
        const { page } = window;
        await page.evaluate("globalThis.isBeforeReload = true");
        await runCommand(page, "Developer: Reload Window", () =>
          page.evaluate<boolean>("!('isBeforeReload' in globalThis)"),
        );
        await page
          .locator('.monaco-workbench[class*="vscode-theme-"]')
          .waitFor({ timeout: 5 * 60_000 });
        return;
      }
      current = next;
      await window.close();
      await server.stop();
      await open();
    },
    setTheme: (next) => changeTheme(window, workspace, next),
    async leave() {
      await browser.close();
      await server.stop();
      for (const folder of [home, workspace])
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Writes the settings of a workspace, which a window takes at once. */
export async function writeWorkspaceSettings(
  workspace: string,
  settings: Record<string, unknown>,
): Promise<void> {
  const folder = join(workspace, ".vscode");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "settings.json"), JSON.stringify(settings));
}

async function changeTheme({ page }: Workbench, workspace: string, theme: string): Promise<void> {
  const workbench = page.locator('.monaco-workbench[class*="vscode-theme-"]');
  const shown = () =>
    workbench.evaluate(({ className }) => /vscode-theme-\S+/.exec(className)?.[0]);
  const before = await shown();
  await writeWorkspaceSettings(workspace, { "workbench.colorTheme": theme });
  await until(`theme ${theme}`, async () => (await shown()) !== before);
}

// Both pages have a player, samples and words for no run; these are what only one of them has.
export const dashboard = (page: Page): Promise<Frame> => webviewFrame(page, "main.dashboard");
export const sampleViewer = (page: Page): Promise<Frame> => webviewFrame(page, ".samples-header");

/** A button above the open file. */
export const lens = (page: Page, title: string): Locator =>
  page.locator(".codelens-decoration a", { hasText: title }).first();

/** A row of the side panel's list of runs. */
export const runRow = (page: Page, text: string | RegExp): Locator =>
  page.locator(".pane", { hasText: "Runs" }).locator(".monaco-list-row", { hasText: text }).first();

/** Opens the side panel, or leaves it open. */
export async function openSidePanel(page: Page): Promise<void> {
  const tab = page
    .locator(".activitybar .action-item", { has: page.locator('[aria-label^="GAN"]') })
    .first();
  if (!(await tab.getAttribute("class"))?.includes("checked")) await tab.click();
  await page.locator(".pane-header", { hasText: "Runs" }).waitFor();
}

/** Whether a run is in a state. A run at rest is when its trainer has left as well. */
export const isIn = ({ dir, record }: RunSummary, ...states: readonly RunState[]): boolean =>
  states.includes(record.state) && (isLive(record.state) || trainerHasLeft(dir));

/**
 * Does something with keys or the mouse, and again where it had no effect: on a busy machine VS Code
 * forgets the first key of two, or draws a button anew while the mouse is on it.
 */
export async function doUntil(
  action: () => Promise<unknown>,
  done: () => Promise<boolean>,
  what: string,
): Promise<void> {
  const once = async () => {
    // A button that has gone meanwhile may have done its work.
    const failure: unknown = await action().then(
      () => undefined,
      (error: unknown) => error,
    );
    await until(what, done, EFFECT_TIMEOUT_MS).catch((error: unknown) => {
      throw failure ?? error;
    });
    return true;
  };
  await until(what, once);
}

/** Clicks on something in VS Code's own window until it has its effect. */
export const clickUntil = (
  button: Locator,
  done: () => Promise<boolean>,
  what: string,
): Promise<void> => doUntil(() => button.click({ timeout: EFFECT_TIMEOUT_MS }), done, what);

/** Clicks on a button of a row, which is there while the mouse is on the row, until its effect. */
export const clickInRow = (
  row: Locator,
  label: string,
  done: () => Promise<boolean>,
  what: string,
): Promise<void> =>
  doUntil(
    async () => {
      await row.hover({ timeout: EFFECT_TIMEOUT_MS });
      await row.locator(`[aria-label^="${label}"]`).click({ timeout: EFFECT_TIMEOUT_MS });
    },
    done,
    what,
  );

/**
 * A notification, with the mouse on it: it goes after some seconds, but not from under the mouse.
 * One that has gone is in the list of notifications, which is opened for it.
 */
export async function notification(page: Page, text: string | RegExp): Promise<Locator> {
  const item = page.locator(".notification-list-item", { hasText: text }).first();
  const hover = () =>
    item.hover({ timeout: EFFECT_TIMEOUT_MS }).then(
      () => true,
      () => false,
    );
  await until(`notification “${text.toString()}”`, async () => {
    if (await hover()) return true;
    await runCommand(page, "Notifications: Show Notifications");
    return false;
  });
  return item;
}
