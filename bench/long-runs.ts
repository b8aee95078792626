/**
 * `npm run bench:long-runs`: what a run of millions of steps costs whoever opens, compares, lists or resumes it. It
 * trains a short run, lengthens its files to `--rows N` (10,000,000) steps and to a hundredth of that, and gives for
 * each thing the time, its ratio to the short one's, and the most memory that the process took.
 */
import { spawn } from "node:child_process";
import { build } from "esbuild";
import {
  appendFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  appendLines,
  latestCheckpoint,
  readRecord,
  runFiles,
  writeCheckpoint,
  writeRecord,
} from "../src/run";
import type { MetricRow } from "../src/shared/metrics";

const ROOT = join(__dirname, "..");
const CLI = join(ROOT, "dist", "cli.js");
const { values: options } = parseArgs({
  options: { rows: { type: "string", default: "10000000" }, dir: { type: "string" } },
});

interface Cost {
  seconds: number;
  /** Of that what the process itself worked, on any core, which other programs do not lengthen; its children's is left out. */
  processor: number;
  megabytes: number;
}

/** Of Linux, which alone tells. */
const TICKS_PER_SECOND = 100;

/** Runs a program to its end. */
async function costOf(script: string, args: readonly string[], cwd: string): Promise<Cost> {
  const started = performance.now();
  const child = spawn(process.execPath, [script, ...args], {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
  });
  let kilobytes = 0;
  let ticks = 0;
  const look = () => {
    const of = `/proc/${child.pid}`;
    if (!existsSync(of)) return;
    const status = readFileSync(`${of}/status`, "utf8");
    kilobytes = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? kilobytes);
    const [user, system] = readFileSync(`${of}/stat`, "utf8").split(" ").slice(13);
    ticks = Number(user) + Number(system);
  };
  const timer = setInterval(look, 10);
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}`);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, processor: ticks / TICKS_PER_SECOND, megabytes: kilobytes / 1024 };
}

const noise = (step: number, n: number): number =>
  Math.fround(0.5 + 0.5 * Math.sin(step * 12.9898 + n * 78.233));

function rowAt(step: number): MetricRow {
  return {
    step,
    time: step * 1.0123e-4,
    lossD: noise(step, 1),
    lossG: noise(step, 2),
    dReal: noise(step, 3),
    dFake: noise(step, 4),
    gradNormD: noise(step, 5),
    gradNormG: noise(step, 6),
    lrD: 2e-4,
    lrG: 2e-4,
  };
}

/** A run of `rows` steps, made of one of a few; its last checkpoint is 500 steps before its end. */
function lengthened(short: string, dir: string, rows: number): string {
  cpSync(short, dir, { recursive: true });
  const files = runFiles(dir);
  rmSync(files.index, { recursive: true, force: true });
  truncateSync(files.metrics, 0);
  for (let first = 1; first <= rows; first += 20_000) {
    const count = Math.min(20_000, rows - first + 1);
    const lines = Array.from({ length: count }, (_, i) => JSON.stringify(rowAt(first + i)));
    appendFileSync(files.metrics, `${lines.join("\n")}\n`);
  }
  const line = readFileSync(files.evaluations, "utf8").split("\n")[0]!;
  const evaluation = JSON.parse(line) as { step: number };
  for (let step = 5000; step <= rows - 500; step += 5000)
    appendLines(files.evaluations, [{ ...evaluation, step }]);
  writeCheckpoint(dir, { ...latestCheckpoint(dir)!, step: rows - 500 }, 1);
  writeRecord(dir, { ...readRecord(dir), state: "interrupted", step: rows, steps: rows + 500 });
  return dir;
}

/** The same run in another folder. Its rows are the same file. */
function twin(dir: string, other: string): string {
  mkdirSync(other);
  for (const name of ["run.json", "config.json", "events.jsonl", "evaluations.jsonl"])
    cpSync(join(dir, name), join(other, name));
  linkSync(runFiles(dir).metrics, runFiles(other).metrics);
  const { index } = runFiles(dir);
  // A short run has none.
  if (existsSync(index)) cpSync(index, runFiles(other).index, { recursive: true });
  return other;
}

async function measure(folder: string, short: string, rows: number): Promise<Record<string, Cost>> {
  const runs = join(folder, String(rows), ".gan", "runs");
  mkdirSync(runs, { recursive: true });
  const cwd = join(folder, String(rows));
  const dir = lengthened(short, join(runs, "run"), rows);
  process.stderr.write(
    `${rows} rows: ${(statSync(runFiles(dir).metrics).size / 1e6).toFixed(0)} MB\n`,
  );
  const reader = join(folder, "reader.js");
  const costs: Record<string, Cost> = {};
  costs["first opening, which makes the index"] = await costOf(reader, [dir], cwd);
  costs["opening for the dashboard"] = await costOf(reader, [dir], cwd);
  costs["a tenth of it from nearer"] = await costOf(
    reader,
    [dir, String(rows * 0.4), String(rows * 0.5)],
    cwd,
  );
  const ten = [dir, ...Array.from({ length: 9 }, (_, i) => twin(dir, join(runs, `twin-${i}`)))];
  costs["gan compare of ten"] = await costOf(CLI, ["compare", ...ten], cwd);
  costs["gan runs"] = await costOf(CLI, ["runs"], cwd);
  for (const other of ten.slice(1)) rmSync(other, { recursive: true });
  costs["gan resume, 1,000 steps, and the curves"] = await costOf(CLI, ["resume", dir], cwd);
  return costs;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(options.dir ?? tmpdir(), "gan-long-runs-"));
  try {
    await build({
      stdin: {
        contents: `import { readHistory, readRows } from "./src/run";
          const [dir, from, to] = process.argv.slice(2);
          const range = from === undefined ? {} : { from: Number(from), to: Number(to) };
          Promise.all([readHistory(dir), readRows(dir, range)]);`,
        resolveDir: ROOT,
      },
      outfile: join(folder, "reader.js"),
      bundle: true,
      platform: "node",
      mainFields: ["module", "main"],
    });
    const short = join(folder, "short");
    const config = join(ROOT, "examples", "gaussian-1d.gan.json");
    await costOf(
      CLI,
      ["train", config, "--run-dir", short, "--steps", "100", "--set", "evaluation.every=50"],
      folder,
    );
    const rows = Number(options.rows);
    const few = await measure(folder, short, Math.round(rows / 100));
    const many = await measure(folder, short, rows);
    console.log(`\n${rows} rows, and beside them the ratio to ${Math.round(rows / 100)} rows`);
    for (const [what, { seconds, processor, megabytes }] of Object.entries(many)) {
      const ratio = seconds / few[what]!.seconds;
      console.log(
        `${what.padEnd(40)} ${seconds.toFixed(2).padStart(7)} s  x ${ratio.toFixed(1).padStart(5)}  ${processor.toFixed(2).padStart(6)} s of processor  ${megabytes.toFixed(0).padStart(4)} MB`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
