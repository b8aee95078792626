/**
 * `npm run bench:runs-table`: what the table of runs costs for `--runs N` (2,000) runs: reading
 * their folders, with the longest time that the event loop stands still, and ordering, filtering
 * and grouping them.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import { parseArgs } from "node:util";
import { parseExperiment } from "../src/experiment/parse";
import { PRESETS } from "../src/experiment/presets";
import { appendLines, listRuns, runFiles, writeRecord } from "../src/run";
import { EntryReader } from "../src/run/entries";
import { TimeSlice } from "../src/run/time-slice";
import { BY_SETTINGS } from "../src/shared/runs-table/groups";
import type { RunEntry } from "../src/shared/runs-table/run-entry";
import { tableColumns, tableOf } from "../src/shared/runs-table/table";
import { START } from "../src/shared/runs-table/table-settings";
import { manyEntries } from "../test/support/run-entries";

const { values: options } = parseArgs({ options: { runs: { type: "string", default: "2000" } } });

/** Runs that have ended, with a config of a preset and four evaluations each. */
function writeRuns(runsDir: string, entries: readonly RunEntry[]): void {
  const experiments = PRESETS.flatMap(({ text }) => parseExperiment(text).experiment ?? []);
  for (const [i, { name, createdAt, step, steps, seconds }] of entries.entries()) {
    const dir = join(runsDir, `run-${i}`);
    mkdirSync(dir);
    writeFileSync(runFiles(dir).config, JSON.stringify(experiments[i % experiments.length]));
    writeRecord(dir, {
      format: 1,
      id: `run-${i}`,
      name,
      state: "finished",
      step,
      steps,
      trainingSeconds: seconds,
      engine: { name: "tensorflow", version: "2" },
      seed: i,
      pid: 1,
      createdAt,
      updatedAt: createdAt,
      versions: {},
    });
    appendLines(
      runFiles(dir).evaluations,
      [1, 2, 3, 4].map((at) => ({
        step: 1000 * at,
        time: createdAt,
        results: { fid: { value: i / at, settings: { data: "ring", samples: 1000, step: at } } },
      })),
    );
  }
}

async function measured<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await setImmediate();
  delay.enable();
  const began = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const took = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  await setImmediate();
  delay.disable();
  console.log(
    `${what.padEnd(36)} ${took.toFixed(0).padStart(6)} ms, ` +
      `${((user + system) / 1000).toFixed(0).padStart(5)} ms of processor, ` +
      `longest standstill ${(delay.max / 1e6).toFixed(0)} ms`,
  );
  return result;
}

async function readAll(reader: EntryReader, dirs: readonly string[]): Promise<void> {
  const slice = new TimeSlice();
  const left = dirs.values();
  const readOn = async () => {
    for (const dir of left) {
      await reader.read(dir);
      await slice.pause();
    }
  };
  await Promise.all([readOn(), readOn(), readOn(), readOn()]);
}

async function main(): Promise<void> {
  const entries = manyEntries(Number(options.runs));
  const runsDir = mkdtempSync(join(tmpdir(), "gan-runs-table-"));
  try {
    writeRuns(runsDir, entries);
    const runs = await measured("list the records", () => listRuns(runsDir));
    const reader = new EntryReader();
    const dirs = runs.map(({ dir }) => dir);
    await measured("read configs and evaluations", () => readAll(reader, dirs));
    await measured("look again, nothing has changed", () => readAll(reader, dirs));
  } finally {
    rmSync(runsDir, { recursive: true, force: true });
  }
  const columns = await measured("find the columns", () => tableColumns(entries));
  const order = [
    { by: "set training.seed", descending: false },
    { by: "name", descending: true },
  ];
  const table = (changes: object) => tableOf(entries, columns, { ...START, ...changes });
  await measured("sort by two columns", () => table({ order }));
  await measured("filter", () => table({ filter: "state:finished learningRate>0.0001 ring" }));
  await measured("group over seeds", () => table({ groupBy: BY_SETTINGS, order }));
}

void main();
