import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheDir } from "../../src/shared/files/cache";
import { lastWords, runChild } from "./child";
import { last } from "../../test/support/values";

const run = promisify(execFile);

/**
 * The versions that the peers are measured with. TensorFlow's distribution for processors has
 * another name on a Mac.
 */
const PINS = {
  torch: "2.13.0",
  [process.platform === "darwin" ? "tensorflow" : "tensorflow-cpu"]: "2.21.0",
};
/** Names an interpreter that has them already. */
export const PYTHON_VARIABLE = "GAN_BENCH_PYTHON";
const MINUTE_MS = 60_000;
/** A file that says that an environment was made to its end. */
const COMPLETE = "complete";

export interface Python {
  /** The interpreter; undefined where there is none. */
  program?: string;
  torch: boolean;
  tensorflow: boolean;
  /** What is missing, and why. */
  remark?: string;
}

export const NO_PYTHON: Python = { torch: false, tensorflow: false };

/**
 * The Python of the peers: GAN_BENCH_PYTHON, else a virtual environment in the cache folder.
 * @param make whether to make that if it is not there, which takes minutes and downloads several
 * hundred megabytes.
 */
export async function findPython(make: boolean, say: (text: string) => void): Promise<Python> {
  const none = (remark: string): Python => ({ ...NO_PYTHON, remark });
  const given = process.env[PYTHON_VARIABLE];
  if (given) return inspect(given);
  const home = join(cacheDir(), "bench", `python-${Object.values(PINS).join("-")}`);
  if (existsSync(join(home, COMPLETE))) return inspect(interpreterIn(home));
  if (!make)
    return none("the Python peers are not installed yet: `npm run bench -- --setup` does it");
  try {
    const pinned = Object.entries(PINS).map(([name, version]) => `${name}==${version}`);
    return await inspect(await environmentWith(home, [...pinned, "numpy"], say));
  } catch (error) {
    return none(`no Python peers: ${reason(error)}`);
  }
}

/**
 * The interpreter of a virtual environment with these packages, which is made where it is not
 * there, or not complete.
 */
export async function environmentWith(
  home: string,
  packages: readonly string[],
  say: (text: string) => void,
): Promise<string> {
  const program = interpreterIn(home);
  const complete = join(home, COMPLETE);
  if (existsSync(complete)) return program;
  say(`making a Python environment with ${packages.join(", ")} (once; it may take minutes)`);
  await rm(home, { recursive: true, force: true });
  await mkdir(join(home, ".."), { recursive: true });
  await must(await systemPython(), ["-m", "venv", home]);
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  await must(program, [...install, ...packages]);
  await writeFile(complete, "");
  return program;
}

const interpreterIn = (home: string): string =>
  process.platform === "win32" ? join(home, "Scripts", "python.exe") : join(home, "bin", "python");

async function must(program: string, args: readonly string[]): Promise<void> {
  const ended = await runChild(program, args, { limit: 60 * MINUTE_MS, onOutput: () => undefined });
  if (ended.code !== 0) throw new Error(lastWords(ended));
}

async function systemPython(): Promise<string> {
  for (const name of ["python3", "python"]) {
    try {
      await run(name, ["-c", "import sys; assert sys.version_info >= (3, 10)"]);
      return name;
    } catch {
      // The next one.
    }
  }
  throw new Error("there is no Python 3.10 or later on the PATH");
}

/** Which of the two an interpreter has, by their metadata: importing them would take seconds. */
async function inspect(program: string): Promise<Python> {
  const code =
    "import importlib.util as u, json; import numpy; print(json.dumps([u.find_spec(n) is " +
    "not None for n in ('torch', 'tensorflow')]))";
  try {
    const { stdout } = await run(program, ["-c", code], { timeout: MINUTE_MS });
    const [torch = false, tensorflow = false] = JSON.parse(stdout) as boolean[];
    const missing = [...(torch ? [] : ["PyTorch"]), ...(tensorflow ? [] : ["TensorFlow"])];
    return {
      program,
      torch,
      tensorflow,
      ...(missing.length > 0
        ? { remark: `the Python environment has no ${missing.join(" and no ")}` }
        : {}),
    };
  } catch (error) {
    return { ...NO_PYTHON, remark: `the Python environment does not work: ${reason(error)}` };
  }
}

/** What a program said last. */
function reason(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  return last((stderr || message || String(error)).trim().split("\n")).slice(0, 200);
}
