import { execFile, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { userCacheDir } from "../../src/shared/files/cache";

/* A Ray of one node on this machine, from PyPI, in an environment that is made once. */

const VERSION = "2.60.0";
const PORT = 28265;

export interface Ray {
  /** Where its dashboard answers. */
  readonly address: string;
  stop(): Promise<void>;
}

const run = promisify(execFile);

/** The folder of Ray's programs; where it cannot be had, why. */
export async function installRay(): Promise<{ bin: string } | { missing: string }> {
  const python = ["python3.12", "python3.11", "python3.10", "python3"].find(
    (name) => spawnSync(name, ["-c", "import ensurepip, venv"]).status === 0,
  );
  const dir = join(userCacheDir(process.env, process.platform), `ray-${VERSION}`);
  const bin = join(dir, "bin");
  if (existsSync(join(dir, "complete"))) return { bin };
  if (!python) return { missing: "there is no Python with venv (Debian: python3-venv)" };
  try {
    await run(python, ["-m", "venv", dir]);
    await run(
      join(bin, "pip"),
      ["install", "--quiet", "--no-compile", `ray[default]==${VERSION}`],
      {
        maxBuffer: 1 << 26,
      },
    );
    await run("touch", [join(dir, "complete")]);
    return { bin };
  } catch (error) {
    return { missing: `Ray cannot be installed: ${(error as Error).message.slice(0, 500)}` };
  }
}

/** Starts a Ray that is a process group of its own, and waits until it takes jobs. */
export async function startRay(bin: string, cpus: number): Promise<Ray> {
  const address = `http://127.0.0.1:${PORT}`;
  const args = [
    "start",
    "--head",
    "--block",
    `--num-cpus=${cpus}`,
    "--include-dashboard=true",
    "--dashboard-host=127.0.0.1",
    `--dashboard-port=${PORT}`,
    "--node-ip-address=127.0.0.1",
    "--port=26379",
    "--disable-usage-stats",
  ];
  const child = spawn(join(bin, "ray"), args, {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (piece: Buffer) => (said = `${said}${piece.toString()}`.slice(-4000)));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-(child.pid ?? 0), name);
    } catch {
      // It has ended.
    }
  };
  const stop = async () => {
    signal("SIGTERM");
    await Promise.race([ended, sleep(20_000)]);
    signal("SIGKILL");
  };
  for (let tries = 0; tries < 600; tries++) {
    if (await answers(`${address}/api/version`)) return { address, stop };
    if (child.exitCode !== null) break;
    await sleep(500);
  }
  await stop();
  throw new Error(`Ray does not start: ${said}`);
}

const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
