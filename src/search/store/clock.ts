/**
 * The time that a study has been worked on, in seconds. It starts where the journals end, goes on
 * by this process's own monotonic clock, and is set forward by what other workers have written. So
 * the pauses of a study do not count, and no clock that anybody can set decides anything.
 */
export class StudyClock {
  #ahead = 0;
  readonly #began: number;

  /** @param nowMs a clock that nobody sets */
  constructor(readonly nowMs: () => number = () => performance.now()) {
    this.#began = nowMs();
  }

  now(): number {
    return this.#ahead + (this.nowMs() - this.#began) / 1000;
  }

  /** Another worker has come to this time. */
  advance(seconds: number): void {
    this.#ahead += Math.max(0, seconds - this.now());
  }
}
