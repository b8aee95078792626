import type { Figure } from "../../src/shared/run/figure";
import type { Host } from "./host";

/** Enough to play through a run without asking twice; a scatter figure is some 100 kB. */
const CAPACITY = 200;

/** Figures that the extension was asked for. */
export class FigureCache {
  readonly #figures = new Map<number, Figure | null>();
  readonly #asked = new Set<number>();

  constructor(private readonly host: Host) {}

  /** The figure of a step; undefined while it is on its way, null where it is gone. */
  get(step: number): Figure | null | undefined {
    const figure = this.#figures.get(step);
    if (figure === undefined && !this.#asked.has(step)) {
      this.#asked.add(step);
      this.host.requestFigure(step);
    }
    return figure;
  }

  put(step: number, figure: Figure | null): void {
    this.#asked.delete(step);
    this.#figures.delete(step);
    this.#figures.set(step, figure);
    const oldest = this.#figures.keys().next();
    if (this.#figures.size > CAPACITY && !oldest.done) this.#figures.delete(oldest.value);
  }

  forget(step?: number): void {
    if (step === undefined) {
      this.#figures.clear();
      this.#asked.clear();
    } else {
      this.#figures.delete(step);
      this.#asked.delete(step);
    }
  }
}
