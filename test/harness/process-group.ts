/**
 * A child process together with everything that it starts, so that no test leaves a process behind.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { openSync, closeSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/**
 * VS Code's extension host notices within seconds that its server is gone, then lets its extensions
 * end.
 */
const GRACE_MS = 15_000;

export interface ProcessGroup {
  child: ChildProcess;
  /** Asks the first process to end, waits for all of them to be gone, and kills those that stay. */
  stop(): Promise<void>;
}

/**
 * Starts a program as the leader of a process group of its own; its output goes to the file `log`.
 */
export function startGroup(
  program: string,
  args: string[],
  options: { env: NodeJS.ProcessEnv; log: string },
): ProcessGroup {
  const log = openSync(options.log, "a");
  const child = spawn(program, args, {
    env: options.env,
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  const killAtExit = () => {
    signalGroup(child, "SIGKILL");
  };
  process.once("exit", killAtExit);
  exitOnSignals();
  return {
    child,
    async stop() {
      child.kill("SIGTERM");
      const deadline = Date.now() + GRACE_MS;
      while (signalGroup(child, 0) && Date.now() < deadline) await delay(50);
      signalGroup(child, "SIGKILL");
      process.off("exit", killAtExit);
    },
  };
}

/** Sends a signal to the whole group; false when none of it is left. */
function signalGroup(leader: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (leader.pid === undefined) return false;
  try {
    process.kill(-leader.pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Makes Ctrl-C run the exit handlers; without this a group of its own would outlive the tests. */
function exitOnSignals(): void {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    if (process.listenerCount(signal) === 0) process.once(signal, () => process.exit(code));
  }
}
