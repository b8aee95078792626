import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** What a program takes. */
export interface Cost {
  seconds: number;
  /**
   * Of that what the process itself worked, on any core, which other programs do not lengthen; its
   * children's is left out.
   */
  processor: number;
  megabytes: number;
}

/** Of Linux, which alone tells. */
const TICKS_PER_SECOND = 100;

/** What a process has taken so far; undefined where it has ended. */
export function usageOf(pid: number): Omit<Cost, "seconds"> | undefined {
  const folder = `/proc/${pid}`;
  if (!existsSync(folder)) return undefined;
  const status = readFileSync(`${folder}/status`, "utf8");
  // The name of the program, in parentheses, may hold spaces.
  const fields = readFileSync(`${folder}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  const [user, system] = fields.slice(11);
  return {
    processor: (Number(user) + Number(system)) / TICKS_PER_SECOND,
    megabytes: Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024,
  };
}

/** Runs a program to its end. */
export async function costOf(script: string, args: readonly string[], cwd: string): Promise<Cost> {
  const started = performance.now();
  const child = spawn(process.execPath, [script, ...args], {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
  });
  let usage = { processor: NaN, megabytes: NaN };
  const timer = setInterval(() => {
    const now = usageOf(child.pid ?? 0);
    // A process that has ended and was not waited for yet has no memory.
    if (now && now.megabytes > 0) usage = now;
  }, 10);
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}`);
  return { seconds: (performance.now() - started) / 1000, ...usage };
}
