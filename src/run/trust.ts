import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GanError } from "../shared/errors";
import { NETWORKS } from "../shared/run/run";
import { runFiles } from "./files";
import { keepsModule, keptModule, moduleHashes } from "./modules";

/*
 * Which code of run folders and studies may run. A network can be a module, and a run folder or a
 * study can come from anybody. So this machine remembers the checksums of the code, and of the
 * files that name code, which its user has begun to train with or has said to trust. Anything else
 * is refused before it runs.
 */

const listIn = (cacheDir: string): string => join(cacheDir, "trusted-code.txt");

function trust(sha256: string, cacheDirs: readonly string[]): void {
  const [first] = cacheDirs;
  if (first === undefined || isTrusted(sha256, cacheDirs)) return;
  mkdirSync(first, { recursive: true });
  appendFileSync(listIn(first), `${sha256}\n`);
}

function isTrusted(sha256: string, cacheDirs: readonly string[]): boolean {
  const files = cacheDirs.map(listIn).filter(existsSync);
  return files.some((file) => readFileSync(file, "utf8").split("\n").includes(sha256));
}

const checksumOfFile = (file: string): string =>
  createHash("sha256").update(readFileSync(file)).digest("hex");

/** Whether a run's config or a study's plan names code: a module, or a line for the shell. */
export const namesCode = (file: string): boolean =>
  /"(module|setup)"\s*:/.test(readFileSync(file, "utf8"));

/** Remembers that the code which a run's config or a study's plan names may run. */
export function trustFile(file: string, cacheDirs: readonly string[]): void {
  if (namesCode(file)) trust(checksumOfFile(file), cacheDirs);
}

/**
 * Throws `untrusted` where a file that names code is not one that this user has begun with or
 * trusts.
 */
export function requireTrustInFile(file: string, cacheDirs: readonly string[]): void {
  if (!namesCode(file) || isTrusted(checksumOfFile(file), cacheDirs)) return;
  throw untrusted(`a network is code that is named in ${file}, which was not begun here`);
}

/**
 * Remembers that the modules which a run keeps, or before its first step those that it names, may
 * run.
 */
export function trustRun(runDir: string, cacheDirs: readonly string[]): void {
  trustFile(runFiles(runDir).config, cacheDirs);
  for (const sha256 of Object.values(moduleHashes(runDir))) trust(sha256, cacheDirs);
}

/**
 * Throws `untrusted` where a run's networks are code that this user has neither trained with nor
 * said to trust, and `bad-run` where a module is not what was kept.
 */
export function requireTrustInRun(runDir: string, cacheDirs: readonly string[]): void {
  const kept = NETWORKS.filter((network) => keepsModule(runDir, network));
  if (kept.length === 0) return requireTrustInFile(runFiles(runDir).config, cacheDirs);
  for (const network of kept) {
    const { sha256, folder } = keptModule(runDir, network);
    if (isTrusted(sha256, cacheDirs)) continue;
    throw untrusted(`the run's ${network} is code that was not trained with here (${folder})`);
  }
}

const untrusted = (message: string): GanError =>
  new GanError("untrusted", message, "read it; if it may run on this machine, give --trust once");
