import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { comparisonKey } from "../shared/evaluation/provenance";
import type { Evaluation } from "../shared/run/run";
import type { FigureSeries, RunEntry } from "../shared/runs-table/run-entry";
import { NO_SETTINGS, type Settings, settingsOf } from "../shared/runs-table/settings-of";
import { isEvaluation } from "./checks";
import { runFiles } from "./files";
import { parseLine } from "./jsonl";

/* What the table of runs shows of a run beside its record; files are read when they have changed. */

export type EntryDetails = Pick<RunEntry, "settings" | "figures">;

interface Known {
  settings: Settings;
  /** Of `evaluations.jsonl` when it was read: its size and time. */
  evaluated: string;
  figures: FigureSeries[];
}

/** Reads runs' settings and figures, and keeps them for as long as their files stay as they are. */
export class EntryReader {
  private readonly known = new Map<string, Known>();

  async read(dir: string): Promise<EntryDetails> {
    const files = runFiles(dir);
    const before = this.known.get(dir);
    const evaluated = await signatureOf(files.evaluations);
    if (before?.evaluated === evaluated) return before;
    const settings = before?.settings ?? (await readSettings(files.config));
    const figures = evaluated === "" ? [] : figuresIn(await readFile(files.evaluations, "utf8"));
    const known: Known = { settings: settings ?? NO_SETTINGS, evaluated, figures };
    // A config that is not there yet may come.
    if (settings) this.known.set(dir, known);
    return known;
  }

  /** Forgets runs that are not there any more. */
  keepOnly(dirs: ReadonlySet<string>): void {
    for (const dir of this.known.keys()) if (!dirs.has(dir)) this.known.delete(dir);
  }
}

/** What changes when a file does; empty where there is none. */
const signatureOf = (file: string): Promise<string> =>
  stat(file).then(
    (stats) => (stats.isFile() ? `${stats.size} ${stats.mtimeMs}` : ""),
    () => "",
  );

async function readSettings(file: string): Promise<Settings | undefined> {
  try {
    return settingsOf(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return undefined;
  }
}

/** The figures in the text of an `evaluations.jsonl`. */
const figuresIn = (text: string): FigureSeries[] =>
  figuresOf(text.split("\n").flatMap((line) => parseLine(line, isEvaluation) ?? []));

/** The figures of evaluations, those that can be compared together. */
export function figuresOf(evaluations: readonly Evaluation[]): FigureSeries[] {
  const series = new Map<string, FigureSeries>();
  for (const evaluation of evaluations) addFigures(series, evaluation);
  return [...series.values()];
}

function addFigures(series: Map<string, FigureSeries>, { step, results }: Evaluation): void {
  for (const [name, { value, settings: provenance }] of Object.entries(results)) {
    // A value that could not be worked out is null in the file.
    if (typeof value !== "number" || typeof provenance !== "object") continue;
    const key = comparisonKey(provenance);
    const id = `${name} ${key}`;
    const one = series.get(id) ?? { name, key, provenance, points: [] };
    const last = one.points.at(-1);
    // A step that was evaluated again has its newest figure.
    if (last?.[0] === step) last[1] = value;
    else one.points.push([step, value]);
    series.set(id, one);
  }
}

/** The bytes of all files in a folder; links are not followed. */
export async function folderBytes(dir: string): Promise<number> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) bytes += await folderBytes(path);
    else if (entry.isFile()) bytes += await sizeOf(path);
  }
  return bytes;
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
