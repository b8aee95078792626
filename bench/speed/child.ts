import { type ChildProcess, spawn } from "node:child_process";
import { REPOSITORY } from "../../test/support/paths";

/** How a program ended. */
export interface Ended {
  code: number | null;
  timedOut: boolean;
  stderr: string;
}

export interface ChildOptions {
  /** Milliseconds after which it is killed. */
  limit: number;
  env?: NodeJS.ProcessEnv;
  onOutput(text: string, kill: () => void): void;
}

const running = new Set<ChildProcess>();
const TAIL_CHARACTERS = 4000;

/**
 * Runs a program in a process group of its own, so that `kill` and the limit end all that it
 * started. Resolves when its output has come to an end.
 */
export function runChild(
  program: string,
  args: readonly string[],
  { limit, env = {}, onOutput }: ChildOptions,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: REPOSITORY,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    running.add(child);
    let stderr = "";
    let timedOut = false;
    const kill = () => killGroup(child);
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, limit);
    const end = (code: number | null) => {
      clearTimeout(timer);
      running.delete(child);
      // What it may have left behind when it ended by itself.
      kill();
      resolve({ code, timedOut, stderr });
    };
    child.stdout.setEncoding("utf8").on("data", (text: string) => onOutput(text, kill));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-TAIL_CHARACTERS);
    });
    child.once("error", (error) => {
      stderr += error.message;
      end(null);
    });
    child.once("close", end);
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // All of it has ended.
  }
}

/** The last line of an error output that says something: why a program failed. */
export function lastWords({ code, timedOut, stderr }: Ended): string {
  const lines = stderr
    .trim()
    .split("\n")
    .filter((line) => line.trim() && !/^(WARNING|I0|W0|\s+at )/.test(line));
  return timedOut ? "it did not end in time" : (lines.at(-1)?.slice(0, 200) ?? `exit code ${code}`);
}

/** Ends what still runs when this program is interrupted. */
export function endChildrenOnSignals(): void {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.on(signal, () => {
      for (const child of running) killGroup(child);
      process.exit(code);
    });
  }
}
