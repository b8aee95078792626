import { readFile, stat } from "node:fs/promises";
import * as vscode from "vscode";
import { isEvaluation } from "../run/checks";
import { runFiles } from "../run/files";
import { lastValue } from "../run/jsonl";
import { TimeSlice } from "../run/time-slice";
import { withConsequences } from "../shared/advisor/consequences";
import { standingVerdicts } from "../shared/advisor/standing";
import { verdictTitle } from "../shared/advisor/verdict-text";
import { formatNumber } from "../shared/text/format";
import { figureTitle } from "../shared/evaluation/figures";
import type { Evaluation, RunSummary } from "../shared/run/run";
import { differencesOf } from "./run-differences";
import type { RunStore } from "./run-store";
import { oneAtATime } from "./one-at-a-time";

/* What tells runs of one name from each other, for the list of runs. */

/** What tells a run from those of the same name. */
export interface RunDetails {
  /**
   * In which settings it differs from them, the most telling first: `generator.learningRate 0.001`.
   */
  differs: string[];
  /** Its last evaluation in a few words: `W1(p_g, p_data) 0.12`. */
  evaluation?: string;
  /** What the advisor sees go wrong in it: `The players circle`. */
  verdicts?: string[];
}

interface Stored {
  experiment?: object;
  evaluation?: string;
  verdicts?: string[];
  /** When the events were last written, in milliseconds. */
  toldAt: number;
  /** When the evaluations were last written, in milliseconds. */
  evaluatedAt: number;
}

/** So many figures of an evaluation are shown in a row. */
const MEASURES_SHOWN = 1;

/**
 * Reads what a list of runs shows beside their state; each file again only after it has changed.
 */
export class RunDetailsReader implements vscode.Disposable {
  private readonly stored = new Map<string, Stored>();
  /** Of each name, in what its runs differ; empty after any of them has changed. */
  private readonly differences = new Map<string, Map<string, string[]>>();
  private readonly changed = new vscode.EventEmitter<string>();
  private readonly listener: vscode.Disposable;

  /** The details of a run have changed. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly store: RunStore) {
    this.listener = store.onDidChange((dir) => {
      if (dir === undefined) this.differences.clear();
      // While a run trains, its record changes every second and this does not.
      const state = dir === undefined ? undefined : store.get(dir)?.record.state;
      if (state !== "running") void this.refresh();
    });
  }

  detailsOf({ dir, record }: RunSummary): RunDetails {
    const own = this.stored.get(dir);
    return {
      differs: (own?.experiment && this.differencesBetween(record.name).get(dir)) ?? [],
      ...(own?.evaluation === undefined ? {} : { evaluation: own.evaluation }),
      ...(own?.verdicts ? { verdicts: own.verdicts } : {}),
    };
  }

  /** In what the runs of a name differ, worked out once for all of them. */
  private differencesBetween(name: string): Map<string, string[]> {
    const known = this.differences.get(name);
    if (known) return known;
    const siblings = this.store.all().filter((run) => run.record.name === name);
    const texts = differencesOf(siblings.map(({ dir }) => this.stored.get(dir)?.experiment ?? {}));
    const made = new Map(siblings.map(({ dir }, i) => [dir, texts[i] ?? []]));
    this.differences.set(name, made);
    return made;
  }

  /** Reads what is new. Calls that come while it reads share one more reading. */
  readonly refresh = oneAtATime(() => this.readAll());

  private async readAll(): Promise<void> {
    const known = new Set(this.store.all().map((run) => run.dir));
    for (const dir of this.stored.keys()) if (!known.has(dir)) this.stored.delete(dir);
    const slice = new TimeSlice();
    const news: string[] = [];
    for (const dir of known) {
      if (await this.read(dir)) news.push(dir);
      await slice.pause();
    }
    if (news.length === 0) return;
    this.differences.clear();
    for (const dir of news) this.changed.fire(dir);
  }

  /** Reads what is new of one run, such as a verdict while it trains. */
  async reread(dir: string): Promise<void> {
    if (await this.read(dir)) this.changed.fire(dir);
  }

  /** @returns whether there is news of the run */
  private async read(dir: string): Promise<boolean> {
    const before = this.stored.get(dir);
    const { config, evaluations, events } = runFiles(dir);
    const evaluatedAt = await changedAt(evaluations);
    const toldAt = await changedAt(events);
    const isKnown = before?.evaluatedAt === evaluatedAt && before.toldAt === toldAt;
    if (before?.experiment && isKnown) return false;
    const experiment = before?.experiment ?? (await readJson(config));
    const evaluation = lastValue(evaluations, isEvaluation);
    const verdicts = before?.toldAt === toldAt ? before.verdicts : await verdictsIn(dir);
    this.stored.set(dir, {
      evaluatedAt,
      toldAt,
      ...(experiment ? { experiment } : {}),
      ...(evaluation ? { evaluation: evaluationText(evaluation) } : {}),
      ...(verdicts && verdicts.length > 0 ? { verdicts } : {}),
    });
    return true;
  }

  dispose(): void {
    vscode.Disposable.from(this.listener, this.changed).dispose();
  }
}

/** When a file was last written, in milliseconds; 0 where there is none. */
const changedAt = (file: string): Promise<number> =>
  stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );

/** The verdicts that stand and follow from no other, by their titles. */
async function verdictsIn(dir: string): Promise<string[]> {
  // Late: activation need not wait for the readers of runs.
  const { readEvents } = await import("../run/store");
  const events = await readEvents(dir).catch(() => []);
  const standing = standingVerdicts(events).map(({ verdict }) => verdict);
  return withConsequences(standing).map(({ verdict }) => verdictTitle(verdict.kind));
}

function evaluationText({ results }: Evaluation): string {
  return Object.entries(results)
    .slice(0, MEASURES_SHOWN)
    .map(([name, { value, settings }]) => `${figureTitle(name, settings)} ${formatNumber(value)}`)
    .join(", ");
}

async function readJson(file: string): Promise<object | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
