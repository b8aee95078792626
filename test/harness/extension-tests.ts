/**
 * Runs a suite inside the extension host of a real VS Code, as `@vscode/test-electron` does, and
 * returns its counts.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConsoleMessage } from "playwright-core";
import { launchBrowser } from "./browser";
import { runDesktopTests } from "./desktop-tests";
import type { TestResults } from "./results-reporter";
import { startVsCode, type VsCodeServer } from "./vscode-server";
import { openWorkbench, remoteUri } from "./workbench";

const DEFAULT_TIMEOUT_MS = 60 * 60_000;
const REPORT_MARK = "[gan-suite] ";

export interface ExtensionTestOptions {
  /** Folder of the extension under test. */
  extensionPath: string;
  /** A CommonJS file that exports `run(): Promise<void>`, made with `runSuite`. */
  testsPath: string;
  /** Folder that the window opens. */
  workspace: string;
  settings?: Record<string, unknown>;
  trust?: boolean;
  /** Environment of the extension host. */
  env?: NodeJS.ProcessEnv;
  /** The whole run's limit; 15 minutes by default. */
  timeoutMs?: number;
}

/**
 * Prints the suite's report while it runs.
 * @throws Error when VS Code does not start, or ends or hangs without the suite's results
 */
export async function runExtensionTests(options: ExtensionTestOptions): Promise<TestResults> {
  const userDataDir = await mkdtemp(join(tmpdir(), "gan-vscode-"));
  const results = join(userDataDir, "results.json");
  const env = { ...options.env, GAN_TEST_RESULTS: results };
  try {
    const run = process.env.GAN_TEST_VSCODE === "desktop" ? runDesktopTests : runServerTests;
    const ending = await run({ ...options, env }, userDataDir);
    return await readResults(results, ending);
  } finally {
    await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @returns how the run ended, in words */
async function runServerTests(options: ExtensionTestOptions, userDataDir: string): Promise<string> {
  const vscode = await startVsCode({
    workspace: options.workspace,
    userDataDir,
    extensionDevelopmentPath: options.extensionPath,
    settings: options.settings,
    trust: options.trust,
    env: { ...options.env, GAN_TEST_REPORT_MARK: REPORT_MARK },
  });
  try {
    return await runInBrowser(vscode, options);
  } finally {
    await vscode.stop();
  }
}

async function runInBrowser(vscode: VsCodeServer, options: ExtensionTestOptions): Promise<string> {
  const browser = await launchBrowser();
  try {
    let ended: (ending: string) => void = () => undefined;
    const ending = new Promise<string>((resolve) => (ended = resolve));
    const workbench = await openWorkbench(browser, vscode, {
      payload: [["extensionTestsPath", remoteUri(vscode, options.testsPath)]],
      onConsole: printReport,
      // The workbench calls this function, where a page has it, when the extension host of a test
      // run exits.
      prepare: async (page) => {
        await page.exposeFunction("codeAutomationExit", (code: number) =>
          ended(`the extension host exited with ${code}`),
        );
      },
    });
    const minutes = (options.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 60_000;
    const timer = setTimeout(() => ended(`no end within ${minutes} minutes`), minutes * 60_000);
    const words = await ending;
    clearTimeout(timer);
    return `${words}; the last of the page's console:\n${workbench.console.slice(-30).join("\n")}`;
  } finally {
    await browser.close();
  }
}

/** Prints what the suite reports; the page's console holds it among VS Code's own messages. */
function printReport(message: ConsoleMessage): void {
  const text = message.text();
  const mark = text.indexOf(REPORT_MARK);
  if (mark >= 0) process.stdout.write(`${text.slice(mark + REPORT_MARK.length)}\n`);
}

async function readResults(file: string, ending: string): Promise<TestResults> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as TestResults;
  } catch (error) {
    throw new Error(`the suite left no results (${ending})`, { cause: error });
  }
}
