/**
 * Calls `action` at once, then at most once in `interval` milliseconds however often it is asked;
 * the last ask is never lost.
 */
export class Throttle {
  private timer: NodeJS.Timeout | undefined;
  private again = false;

  constructor(
    private readonly interval: number,
    private readonly action: () => void,
  ) {}

  call(): void {
    if (this.timer) {
      this.again = true;
      return;
    }
    this.again = false;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.again) this.call();
    }, this.interval);
    this.action();
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}
