import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheDir } from "../../src/shared/files/cache";

/** The losses of one study of Optuna's. */
interface Known {
  problem: string;
  seed: number;
  losses: number[];
}

/**
 * What Optuna's studies came to, kept in the cache folder: a version, a problem and a seed give the
 * same study each time, and hundreds of them take long.
 */
export class KnownLosses {
  readonly #file: string;
  readonly #known: Known[];

  constructor(version: string) {
    this.#file = join(cacheDir(), "bench", "search", `optuna-${version}.jsonl`);
    mkdirSync(dirname(this.#file), { recursive: true });
    const text = existsSync(this.#file) ? readFileSync(this.#file, "utf8") : "";
    const lines = text.split("\n").slice(0, -1);
    this.#known = lines.map((line) => JSON.parse(line) as Known);
  }

  /** The first losses of a study, where so many of them are known. */
  of(problem: string, seed: number, trials: number): number[] | undefined {
    const known = this.#known.find(
      (one) => one.problem === problem && one.seed === seed && one.losses.length >= trials,
    );
    return known?.losses.slice(0, trials);
  }

  keep(known: Known): void {
    this.#known.push(known);
    appendFileSync(this.#file, `${JSON.stringify(known)}\n`);
  }
}
