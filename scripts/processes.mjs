// The processes of the test command: so many at a time, each with a limit, none left behind.
import { spawn } from "node:child_process";

/**
 * Tasks that wait for one of so many places: `limiter(2)(task)` resolves to what the task gives.
 * First come first served.
 */
export function limiter(places) {
  const waiting = [];
  return async (task) => {
    if (places > 0) places--;
    else await new Promise((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else places++;
    }
  };
}

/**
 * Programs that run, all of which end by `deadline` (as of Date.now()). `atOnce`: what one prints
 * comes when it has ended, in one piece, because others print meanwhile.
 */
export function processes(deadline, { atOnce }) {
  const running = new Set();
  for (const [name, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ]) {
    process.on(name, () => {
      for (const child of running) signal(child, name);
      process.exit(code);
    });
  }

  /**
   * Runs a program in a process group of its own, so that nothing of it is left when its time is
   * over.
   */
  return function run(program, args, { limit, env = {} }) {
    return new Promise((resolve) => {
      const child = spawn(program, args, {
        stdio: ["ignore", atOnce ? "pipe" : "inherit", atOnce ? "pipe" : "inherit"],
        env: { ...process.env, ...env },
        detached: true,
      });
      running.add(child);
      const start = Date.now();
      const printed = [];
      child.stdout?.on("data", (piece) => printed.push(piece));
      child.stderr?.on("data", (piece) => printed.push(piece));
      let timedOut = false;
      const timer = setTimeout(
        () => {
          timedOut = true;
          signal(child, "SIGTERM");
          setTimeout(() => signal(child, "SIGKILL"), 10_000).unref();
        },
        Math.max(0, Math.min(limit, deadline - Date.now())),
      );
      const end = (code) => {
        if (!running.has(child)) return;
        clearTimeout(timer);
        running.delete(child);
        if (atOnce) process.stdout.write(Buffer.concat(printed));
        const text = Buffer.concat(printed).toString();
        resolve({ code, timedOut, seconds: (Date.now() - start) / 1000, printed: text });
      };
      child.on("error", (error) => {
        console.error(String(error));
        end(1);
      });
      child.on("close", (code) => end(code ?? 1));
      // A process that it has left behind may hold its output open.
      child.on("exit", (code) => setTimeout(() => end(code ?? 1), 10_000).unref());
    });
  };
}

function signal(child, name) {
  try {
    process.kill(-child.pid, name);
  } catch {
    // It has ended.
  }
}
