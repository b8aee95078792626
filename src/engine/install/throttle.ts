import type { InstallProgress } from "./types";

const INTERVAL_MS = 100;

/**
 * Passes on at most ten byte counts a second, and every other step: a download reports thousands.
 */
export function throttled(
  report: (progress: InstallProgress) => void,
): (progress: InstallProgress) => void {
  let last: InstallProgress | undefined;
  let lastTime = 0;
  return (progress) => {
    const same = progress.stage === last?.stage && progress.message === last.message;
    if (same && progress.done !== progress.total && performance.now() - lastTime < INTERVAL_MS)
      return;
    last = progress;
    lastTime = performance.now();
    report(progress);
  };
}
