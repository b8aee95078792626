/** The packed extension, as a user gets it. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { REPOSITORY } from "../support/paths";
import { installVsCode, serverEnvironment } from "./vscode-server";

const run = promisify(execFile);
const TIMEOUT_MS = 8 * 60_000;

/** Packs what is built in `dist/` into the file `vsix`. */
export async function packVsix(vsix: string): Promise<void> {
  const vsce = join(REPOSITORY, "node_modules/@vscode/vsce/vsce");
  await run(
    process.execPath,
    [
      vsce,
      "package",
      "--no-dependencies",
      "--allow-missing-repository",
      "--no-rewrite-relative-links",
      "--readme-path",
      "docs/extension.md",
      "--out",
      vsix,
    ],
    { cwd: REPOSITORY, timeout: TIMEOUT_MS },
  );
}

/** Installs a packed extension with VS Code's own command line. */
export async function installVsix(
  vsix: string,
  extensionsDir: string,
  userDataDir: string,
): Promise<void> {
  const { node, server } = await installVsCode();
  const { stdout, stderr } = await run(
    node,
    [
      server,
      "--install-extension",
      vsix,
      "--force",
      "--accept-server-license-terms",
      "--extensions-dir",
      extensionsDir,
      "--server-data-dir",
      userDataDir,
    ],
    { env: serverEnvironment(), timeout: TIMEOUT_MS },
  );
  // The server reports some failures only in words.
  if (!/successfully installed/.test(stdout))
    throw new Error(`${vsix} was not installed:\n${stdout}${stderr}`);
}
