/**
 * `npm run bench:long-runs`: what a run of millions of steps costs whoever opens, compares, lists
 * or resumes it. It trains a short run, lengthens its files to `--rows N` (10,000,000) steps and to
 * a hundredth of that, and gives for each thing the time, its ratio to the short one's, and the
 * most memory that the process took. Resuming is measured by itself, until the first row, beside a
 * run of 1,000 steps.
 */
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
import { loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import {
  appendLines,
  pictureDataPath,
  latestCheckpoint,
  picturePath,
  readRecord,
  runFiles,
  writeCheckpoint,
  writeRecord,
} from "../src/run";
import { formatBytes, formatCount } from "../src/shared/text/format";
import type { MetricRow } from "../src/shared/run/metrics";
import { type Cost, costOf } from "./long-runs/cost";
import { costOfFirstResuming, costsOfResuming, type Resumable } from "./long-runs/resume";

const ROOT = join(__dirname, "..");
const CLI = join(ROOT, "dist", "cli.js");
const { values: options } = parseArgs({
  options: { rows: { type: "string", default: "10000000" }, dir: { type: "string" } },
});

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

/** How many steps lie between two checkpoints, pictures and evaluations of a lengthened run. */
const EVERY = 5000;
/** How many steps before its end its last checkpoint is. */
const LOST_STEPS = 500;

/** A run of `rows` steps, made of one of a few. */
async function lengthened(short: string, dir: string, rows: number): Promise<Resumable> {
  cpSync(short, dir, { recursive: true });
  const files = runFiles(dir);
  rmSync(files.index, { recursive: true, force: true });
  truncateSync(files.metrics, 0);
  for (let first = 1; first <= rows; first += 20_000) {
    const count = Math.min(20_000, rows - first + 1);
    const lines = Array.from({ length: count }, (_, i) => JSON.stringify(rowAt(first + i)));
    appendFileSync(files.metrics, `${lines.join("\n")}\n`);
  }
  const evaluation = firstLine(files.evaluations);
  const events = ["checkpoint", "evaluated"].map((type) => firstLine(files.events, type));
  const picture = picturePath(dir, 0);
  const last = rows - LOST_STEPS;
  for (let step = EVERY; step <= last; step += EVERY) {
    appendLines(files.evaluations, [{ ...evaluation, step }]);
    appendLines(
      files.events,
      events.map((event) => ({ ...event, step })),
    );
    linkSync(picture, picturePath(dir, step));
    cpSync(pictureDataPath(dir, 0), pictureDataPath(dir, step));
  }
  const checkpoint = await latestCheckpoint(dir);
  if (!checkpoint) throw new Error(`${dir} has no checkpoint`);
  await writeCheckpoint(dir, { ...checkpoint, step: last }, 1);
  writeRecord(dir, {
    ...readRecord(dir),
    state: "interrupted",
    step: rows,
    steps: rows + LOST_STEPS,
  });
  return { dir, step: last };
}

/** The first value of a `.jsonl` file, or the first of a type. */
function firstLine(file: string, type?: string): object {
  const values = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { type?: string });
  const found = values.find((value) => type === undefined || value.type === type);
  if (!found) throw new Error(`${file} holds no ${type ?? "line"}`);
  return found;
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

async function measure(folder: string, run: Resumable): Promise<Record<string, Cost>> {
  const { dir } = run;
  const runs = dirname(dir);
  const cwd = dirname(dirname(runs));
  const reader = join(folder, "reader.js");
  const rows = run.step + LOST_STEPS;
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
  return costs;
}

/** A lengthened run in a project of its own. */
async function longRun(folder: string, short: string, rows: number): Promise<Resumable> {
  const runs = join(folder, String(rows), ".gan", "runs");
  mkdirSync(runs, { recursive: true });
  const run = await lengthened(short, join(runs, "run"), rows);
  const { size } = statSync(runFiles(run.dir).metrics);
  process.stderr.write(`${formatCount(rows)} rows: ${formatBytes(size)}\n`);
  return run;
}

/** Bundles what the dashboard reads of a run when it opens, and what it reads of a part. */
async function buildReader(folder: string): Promise<void> {
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
}

function printCost(what: string, cost: Cost, ratio: string): void {
  const { seconds, processor, megabytes } = cost;
  console.log(
    [
      what.padEnd(40),
      `${seconds.toFixed(2).padStart(7)} s`,
      ratio.padStart(8),
      `${processor.toFixed(2).padStart(6)} s of processor`,
      `${megabytes.toFixed(0).padStart(4)} MB`,
    ].join("  "),
  );
}

const ratioText = (cost: Cost, of: Cost): string => `x ${(cost.seconds / of.seconds).toFixed(1)}`;

/**
 * What the start of a run costs beside a run of `FEW_ROWS`, which needs as long for its engine, its
 * data and its step.
 */
async function printResuming(long: Resumable, few: Resumable): Promise<void> {
  const [cost, short] = (await costsOfResuming(CLI, [long, few])) as [Cost, Cost];
  const first = await costOfFirstResuming(CLI, long);
  console.log(`\ngan resume until the first row, and beside it the ratio to ${FEW_ROWS} rows`);
  printCost(`a run of ${FEW_ROWS} rows`, short, "");
  printCost("the long run", cost, ratioText(cost, short));
  printCost("the long run without its index", first, ratioText(first, short));
  const more = (cost.seconds - short.seconds).toFixed(2);
  const work = (cost.processor - short.processor).toFixed(2);
  console.log(`the long run's rows cost ${more} s, and ${work} s of processor`);
}

/** A run whose rows cost nothing. */
const FEW_ROWS = 1000;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(options.dir ?? tmpdir(), "gan-long-runs-"));
  try {
    await buildReader(folder);
    const short = join(folder, "short");
    const config = join(ROOT, "examples", "gaussian-1d.gan.json");
    await costOf(
      CLI,
      ["train", config, "--run-dir", short, "--steps", "100", "--set", "evaluation.every=50"],
      folder,
    );
    const rows = Number(options.rows);
    const hundredth = await measure(folder, await longRun(folder, short, Math.round(rows / 100)));
    const long = await longRun(folder, short, rows);
    const costs = await measure(folder, long);
    console.log(
      `\n${formatCount(rows)} rows, and beside them the ratio to ${formatCount(rows / 100)} rows`,
    );
    for (const [what, cost] of Object.entries(costs))
      printCost(what, cost, ratioText(cost, hundredth[what] ?? cost));
    await printResuming(long, await longRun(folder, short, FEW_ROWS));
    console.log(
      `load while this was measured: ${loadavg()
        .map((load) => load.toFixed(1))
        .join(", ")}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
