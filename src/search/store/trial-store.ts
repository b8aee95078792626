import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { trialId, type PlannedTrial } from "../plan/plan";
import { createExclusive } from "./exclusive";
import { storeFiles } from "./files";

/*
 * The trials of a search: a file for each, made by the worker that has chosen it, which is the only
 * one of its number.
 */

export interface StoredTrial extends PlannedTrial {
  /** The worker that has chosen it. */
  worker: string;
  /** What it was taken from: a point to try first, an earlier study. */
  origin?: string;
}

/** @returns whether the number was still free */
export function tryTrial(dir: string, trial: StoredTrial): boolean {
  const { trials } = storeFiles(dir);
  mkdirSync(trials, { recursive: true });
  return createExclusive(
    join(trials, `${trialId(trial.number)}.json`),
    `${JSON.stringify(trial)}\n`,
  );
}

/** Reads the trials of a search, each once. */
export class TrialStore {
  readonly #trials = new Map<number, StoredTrial>();
  readonly #damaged = new Set<number>();
  #next = 0;

  /** @param onFault is told of each trial that cannot be read */
  constructor(
    readonly dir: string,
    readonly onFault: (message: string) => void,
  ) {}

  /** All trials, by ascending numbers. */
  read(): StoredTrial[] {
    this.readFresh();
    return byNumber([...this.#trials.values()]);
  }

  /** The trials that were made since the last time, by ascending numbers. */
  readFresh(): StoredTrial[] {
    const { trials } = storeFiles(this.dir);
    const names = existsSync(trials) ? readdirSync(trials) : [];
    const fresh: StoredTrial[] = [];
    for (const name of names) {
      const [, digits] = /^(\d+)\.json$/.exec(name) ?? [];
      const number = Number(digits);
      if (digits === undefined || this.#trials.has(number) || this.#damaged.has(number)) continue;
      this.#next = Math.max(this.#next, number + 1);
      const file = join(trials, name);
      const trial = trialIn(file, number);
      if (trial) {
        this.#trials.set(number, trial);
        fresh.push(trial);
      } else {
        this.#damaged.add(number);
        this.onFault(`a damaged trial is passed over (${file})`);
      }
    }
    return byNumber(fresh);
  }

  /** The number of the next trial. */
  get next(): number {
    return this.#next;
  }
}

const byNumber = (trials: StoredTrial[]): StoredTrial[] =>
  trials.sort((a, b) => a.number - b.number);

function trialIn(file: string, number: number): StoredTrial | undefined {
  try {
    const trial = JSON.parse(readFileSync(file, "utf8")) as StoredTrial | null;
    const isPoint =
      typeof trial?.point === "object" && Object.values(trial.point).every(Number.isFinite);
    return trial && trial.number === number && isPoint ? trial : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
