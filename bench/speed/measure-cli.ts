import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { lastWords, runChild } from "./child";
import type { Measurement } from "./measurement";
import { peakResidentMB } from "./resident";
import { type Arrival, windowSpeed } from "./rows-window";
import { scratchFolder } from "./scratch";
import { CLI, configFile, type Workload } from "./workloads";
import { first, last } from "../../test/support/values";

/** Far more than any run reaches: the run is ended when it has been measured. */
const ENDLESS = 1_000_000_000;
/** Arrivals that must lie within the time measured. */
const MIN_ARRIVALS = 4;

/**
 * Times `gan train` as a user runs it: a command line and its trainer as processes of their own,
 * metrics recorded at every step, each row written to the run folder and printed. The speed is
 * taken from the moments at which rows arrive here.
 */
export async function measureCli(
  workload: Workload,
  args: readonly string[],
  seconds: number,
  limit: number,
): Promise<Measurement> {
  const folder = scratchFolder();
  const runDir = join(folder, "run");
  const arrivals: Arrival[] = [];
  const started = performance.now();
  const lines = lastStepReader();
  let end: Promise<{ residentMB?: number; version: string }> | undefined;
  const command = [
    CLI,
    "train",
    configFile(workload),
    "--run-dir",
    runDir,
    "--json",
    "--steps",
    String(ENDLESS),
    ...args,
  ];
  const ended = await runChild(process.execPath, command, {
    limit: limit + seconds * 1500,
    onOutput(text, kill) {
      const step = lines(text);
      if (step === undefined || end) return;
      arrivals.push({ at: (performance.now() - started) / 1000, step });
      const measured = arrivals.filter(({ at }) => at >= warmUntil(arrivals, seconds));
      if (measured.length < MIN_ARRIVALS) return;
      if (last(measured).at - first(measured).at < seconds) return;
      // Looked at while the trainer is alive; then it has served.
      end = aboutTrainer(runDir).finally(kill);
    },
  });
  const about = await end;
  const compileSeconds = await compileTime(runDir);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  if (!about)
    throw new Error(
      arrivals.length > 0
        ? `${last(arrivals).step} steps only: ${lastWords(ended)}`
        : lastWords(ended),
    );
  return {
    iterationsPerSecond: windowSpeed(arrivals, warmUntil(arrivals, seconds)),
    startSeconds: first(arrivals).at,
    ...about,
    ...(compileSeconds === undefined ? {} : { compileSeconds }),
  };
}

/** The first row is followed by a time to warm up, as with the peers. */
const warmUntil = (arrivals: readonly Arrival[], seconds: number): number =>
  first(arrivals).at + seconds / 4;

/**
 * Follows JSON lines and gives the last step whose row is complete in them, without parsing each:
 * that would slow the trainer.
 */
export function lastStepReader(): (text: string) => number | undefined {
  const head = '{"type":"metrics","step":';
  let rest = "";
  return (text) => {
    const all = rest + text;
    const lastBreak = all.lastIndexOf("\n");
    rest = all.slice(lastBreak + 1);
    const from = lastBreak < 0 ? -1 : all.lastIndexOf(head, lastBreak);
    return from < 0
      ? undefined
      : Number.parseInt(all.slice(from + head.length, from + head.length + 16), 10);
  };
}

async function aboutTrainer(runDir: string): Promise<{ residentMB?: number; version: string }> {
  const record = JSON.parse(await readFile(join(runDir, "run.json"), "utf8")) as {
    pid: number;
    engine: { name: string; version: string };
  };
  const residentMB = await peakResidentMB(record.pid);
  return { version: record.engine.version, ...(residentMB === undefined ? {} : { residentMB }) };
}

/** What the trainer logs of making a step ready, in seconds. */
async function compileTime(runDir: string): Promise<number | undefined> {
  const log = await readFile(join(runDir, "log.txt"), "utf8").catch(() => "");
  const match = /compiled in (\d+) ms/.exec(log);
  return match ? Number(match[1]) / 1000 : undefined;
}
