/**
 * Downloads that only tests need. They live in `.vscode-test/` (ignored by git), not in
 * package.json, so that `npm install` stays small for those who only build the extension.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { REPOSITORY } from "../support/paths";
import { PINS } from "./pins";

const run = promisify(execFile);

const HOME = join(REPOSITORY, ".vscode-test");
const PARTIAL = ".partial-";

/**
 * Returns the folder `.vscode-test/<name>`, filled by `fill` if it is not there yet. The folder
 * appears whole or not at all: it is filled under another name and renamed, so that a killed or
 * failed install is never taken for a good one.
 */
export async function installOnce(
  name: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(HOME, name);
  if (existsSync(folder)) return folder;
  await mkdir(HOME, { recursive: true });
  await removeLeftovers();
  const partial = join(HOME, `${PARTIAL}${process.pid}-${name}`);
  await mkdir(partial);
  try {
    await fill(partial);
    await rename(partial, folder).catch((error: unknown) => {
      // Another process finished the same install first; its folder is as good as ours.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return folder;
}

/** Installs pinned packages from the user's npm registry into `folder`. */
export async function npmInstallPinned(
  folder: string,
  packages: (keyof typeof PINS)[],
): Promise<void> {
  await writeFile(join(folder, "package.json"), '{ "private": true }');
  await npmInstall(
    folder,
    packages.map((name) => `${name}@${PINS[name]}`),
  );
}

/**
 * Runs `npm install` in `folder`. No package's own install script runs: those download from
 * elsewhere and compile.
 */
export async function npmInstall(folder: string, packages: string[] = []): Promise<void> {
  const options = [
    "--prefix",
    folder,
    "--ignore-scripts",
    "--omit=dev",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  await run("npm", ["install", ...options, ...packages], { cwd: folder, timeout: 10 * 60_000 });
}

/** Removes what killed installs left behind. */
async function removeLeftovers(): Promise<void> {
  for (const entry of await readdir(HOME)) {
    const owner = new RegExp(`^\\${PARTIAL}(\\d+)-`).exec(entry)?.[1];
    if (owner && !isAlive(Number(owner)))
      await rm(join(HOME, entry), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
