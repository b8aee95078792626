import { setImmediate } from "node:timers/promises";

/** How long work holds the event loop, in milliseconds: a window notices from about 50 on. */
const SLICE_MS = 10;

/** Gives the event loop its turn whenever a long work has held it for a while. */
export class TimeSlice {
  private began = performance.now();

  /** To be called between two pieces of the work. Costs next to nothing within a slice. */
  async pause(): Promise<void> {
    if (performance.now() - this.began < SLICE_MS) return;
    await setImmediate();
    this.began = performance.now();
  }
}
