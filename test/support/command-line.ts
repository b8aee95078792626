import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLI, REPOSITORY } from "./paths";
import { finished, template } from "./trainer";

export const example = (name: string): string => join(REPOSITORY, "examples", `${name}.gan.json`);

/** How a command ended, and what it printed. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command in a folder, to its end. */
export function runGan(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const options = { cwd, env: { ...process.env, ...env } };
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

/** A run of 30 steps without pictures and evaluations. */
const SHORT = template("gaussian-1d", (e) => {
  e.training.steps = 30;
  e.samples.every = 0;
  e.evaluation.every = 0;
});

/** A run that is at work until it is stopped. */
export const ENDLESS = template("gaussian-1d", (e) => {
  e.training.steps = 1_000_000;
  e.samples.every = e.checkpoint.every = e.evaluation.every = 0;
});

/** Where the tests of a suite give commands. */
export interface CommandLine {
  /** A folder that each test has for itself. */
  readonly folder: string;
  /** A finished run of 30 steps, which no test changes. */
  readonly ready: string;
  /** Copies that run to a path in the folder. */
  copyTo(path: string): string;
  /** Runs a command in the folder, to its end. */
  gan(...args: string[]): Promise<Outcome>;
}

export function commandLine(): CommandLine {
  let folder = "";
  let ready = "";
  before(async () => {
    ready = await finished(SHORT);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-command-line-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return {
    get folder() {
      return folder;
    },
    get ready() {
      return ready;
    },
    copyTo(path) {
      const dir = join(folder, path);
      cpSync(ready, dir, { recursive: true });
      return dir;
    },
    gan: (...args) => runGan(args, folder),
  };
}
