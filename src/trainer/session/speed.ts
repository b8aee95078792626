/** After so many seconds what was measured counts for 1/e of what it did. */
const TIME_CONSTANT_S = 15;

/**
 * The speed of a run, smoothed over its last seconds: steps and seconds fade alike, so that one
 * slow second, such as an evaluation or a change of the program, moves it little. Whatever shows a
 * speed or a time left takes it from here.
 */
export class SpeedMeter {
  #steps = 0;
  #seconds = 0;

  /** So many steps were made in so many seconds. */
  add(steps: number, seconds: number): void {
    if (!(seconds > 0)) return;
    const kept = Math.exp(-seconds / TIME_CONSTANT_S);
    this.#steps = kept * this.#steps + steps;
    this.#seconds = kept * this.#seconds + seconds;
  }

  /** Undefined before anything was measured. */
  get stepsPerSecond(): number | undefined {
    return this.#steps > 0 ? this.#steps / this.#seconds : undefined;
  }
}
