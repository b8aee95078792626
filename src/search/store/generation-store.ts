import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { trialId } from "../plan/plan";
import type { Point } from "../space/space";
import { createExclusive } from "./exclusive";
import { storeFiles } from "./files";

/*
 * The generations of a population after the first: a file for each, which says how every member
 * goes on. Whichever worker makes it, it says the same.
 */

/** How a member goes on. */
export interface StoredMember {
  /** What it had come to before, less being better; null where that is the worst. */
  loss: number | null;
  /** Its settings from now on. */
  point: Point;
  /** The member whose state it takes over; left out where it goes on with its own. */
  from?: number;
  /** It diverged, or failed, and nobody is better: it does not go on. */
  over?: true;
}

export interface StoredGeneration {
  /** From 1 on: the first generation is that of the trials themselves. */
  generation: number;
  /** By their numbers. */
  members: StoredMember[];
  /** The worker that has made the file. */
  worker: string;
}

/** @returns whether this worker has made the file */
export function tryGeneration(dir: string, generation: StoredGeneration): boolean {
  const { generations } = storeFiles(dir);
  mkdirSync(generations, { recursive: true });
  const file = join(generations, `${trialId(generation.generation)}.json`);
  return createExclusive(file, `${JSON.stringify(generation)}\n`);
}

/** Reads the generations of a population, each once. */
export class GenerationStore {
  readonly #generations: StoredGeneration[] = [];

  /** @param onFault is told of one that cannot be read: the study does not go beyond it */
  constructor(
    readonly dir: string,
    readonly onFault: (message: string) => void,
  ) {}

  /** All generations after the first, in their order, without a gap. */
  read(): readonly StoredGeneration[] {
    const { generations } = storeFiles(this.dir);
    const names = existsSync(generations) ? readdirSync(generations) : [];
    const there = new Set(names);
    for (;;) {
      const next = this.#generations.length + 1;
      const name = `${trialId(next)}.json`;
      if (!there.has(name)) return this.#generations;
      const generation = generationIn(join(generations, name), next);
      if (!generation) {
        this.onFault(`a damaged generation ends the study (${join(generations, name)})`);
        return this.#generations;
      }
      this.#generations.push(generation);
    }
  }
}

function generationIn(file: string, number: number): StoredGeneration | undefined {
  try {
    const value = JSON.parse(readFileSync(file, "utf8")) as StoredGeneration | null;
    const isWhole =
      value?.generation === number &&
      Array.isArray(value.members) &&
      value.members.every(({ point }) => Object.values(point).every(Number.isFinite));
    return isWhole ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
