import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { METRIC_NAMES, type MetricRow } from "../../src/shared/run/metrics";
import { runFiles } from "../../src/run";
import type { Evaluation } from "../../src/shared/run/run";
import type { Values } from "../../src/tensor/values";
import { REPOSITORY } from "./paths";

/**
 * Run folders and a study that the version at commit bfa568a wrote, with the data and configs of
 * each.
 */
export const OLD_RUNS = join(REPOSITORY, "test", "fixtures", "old-runs");

/** Stands in the fixture's files for the folder in which its runs were made. */
export const PLACE = "/old-runs";

/** Where the study is below the folder. */
export const STUDY = join(".gan", "studies", "losses");

/** What the version at commit bfa568a gets from its own run folder. */
export interface ExpectedRun {
  /** The rows of a run that is resumed to its end, from the first on. */
  rows: MetricRow[];
  /** Checksum of the tensors after the last step. */
  tensorsSha256: string;
  /** The evaluation of the last checkpoint before the run is resumed. */
  evaluation: Evaluation["results"];
}

/** What is expected of each run, by its path below the folder. */
export type Expected = Record<string, ExpectedRun>;

const TEXT = new Set([".json", ".jsonl", ".txt", ".md"]);

/** Replaces one path by another in all text files of a folder. */
export function replacePaths(folder: string, from: string, to: string): void {
  for (const name of readdirSync(folder, { recursive: true })) {
    const file = join(folder, String(name));
    if (!TEXT.has(extname(file)) || !statSync(file).isFile()) continue;
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(from, to));
  }
}

/**
 * A copy of the fixture in which its runs and its study lie where the command line looks for them.
 */
export function copyOldRuns(): string {
  const folder = mkdtempSync(join(tmpdir(), "gan-old-runs-"));
  for (const part of ["configs", "data"])
    cpSync(join(OLD_RUNS, part), part === "configs" ? folder : join(folder, part), {
      recursive: true,
    });
  cpSync(join(OLD_RUNS, "runs"), join(folder, ".gan", "runs"), { recursive: true });
  cpSync(join(OLD_RUNS, "study"), join(folder, STUDY), { recursive: true });
  replacePaths(folder, PLACE, folder);
  return folder;
}

/** A checksum of all bits of a state's tensors, with their names, types and shapes. */
export function tensorsSha256(tensors: Record<string, Values>): string {
  const hash = createHash("sha256");
  for (const [name, { dtype, shape, values }] of Object.entries(tensors).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    hash.update(`${name} ${dtype} [${shape.join(", ")}]\n`);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}

/**
 * How far a number may be from the recorded one, absolutely or relative to a larger number. Another
 * processor adds up in another order: op by op, on ONNX Runtime and with kernels for older
 * processors these rows are within 3e-7. Without one optimizer's slots, with the next batch instead
 * of the one that is due, or without a change, they are off by 1e-2 or more.
 */
const TOLERANCE = 1e-5;

export const rowsOf = (dir: string): MetricRow[] =>
  readFileSync(runFiles(dir).metrics, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as MetricRow);

/** Rows without the time that they took. */
export const timeless = (rows: readonly MetricRow[]) => rows.map((row) => ({ ...row, time: 0 }));

export function assertNear(actual: number, expected: number, what: string): void {
  const most = TOLERANCE * Math.max(1, Math.abs(expected));
  assert.ok(Math.abs(actual - expected) <= most, `${what}: ${actual}, not ${expected}`);
}

export function assertRowsNear(actual: readonly MetricRow[], expected: readonly MetricRow[]): void {
  assert.deepEqual(
    actual.map(({ step }) => step),
    expected.map(({ step }) => step),
  );
  for (const [i, row] of actual.entries())
    for (const name of METRIC_NAMES)
      assertNear(row[name] ?? NaN, expected[i]?.[name] ?? NaN, `${name} at step ${row.step}`);
}

export function assertEvaluationNear(
  actual: Evaluation["results"],
  expected: Evaluation["results"],
): void {
  // Later versions measure more; all that the old one did is there, in its order.
  const known = Object.keys(actual).filter((name) => Object.hasOwn(expected, name));
  assert.deepEqual(known, Object.keys(expected));
  for (const [name, { value, plusMinus, settings }] of Object.entries(expected)) {
    const found = actual[name];
    assert.ok(found, name);
    assertNear(found.value, value, name);
    if (plusMinus !== undefined) assertNear(found.plusMinus ?? NaN, plusMinus, `${name} ±`);
    // A checksum of the data stands in figures since a later version.
    const { dataHash, ...rest } = found.settings;
    assert.equal(dataHash !== undefined, /^(csv|folder)/.test(String(settings["data"])), name);
    assert.deepEqual(rest, settings, name);
  }
}
