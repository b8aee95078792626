// What steps of the test command found: counts, failures with their reasons, and times of files.

/** How many files are named that took longest, and from how long on. */
const SLOWEST = 10;
const SLOW_MS = 100;
/** How much of what a program printed last stands among the failures. */
const LAST_LINES = 40;

/**
 * @param printed what the program printed, of which the end is kept
 * @returns the result of a check that failed, or of a program without its counts
 */
export function failure(title, printed = "") {
  const lines = printed.trimEnd().split("\n").slice(-LAST_LINES);
  return { passed: 0, failed: 1, skipped: 0, failures: [{ title, text: lines.join("\n") }] };
}

export function sum(results) {
  const total = { passed: 0, failed: 0, skipped: 0, seconds: 0, milliseconds: {}, failures: [] };
  for (const result of results) {
    for (const key of ["passed", "failed", "skipped"]) total[key] += result[key];
    total.seconds += result.seconds ?? 0;
    Object.assign(total.milliseconds, result.milliseconds);
    total.failures.push(...(result.failures ?? []));
  }
  return total;
}

/** The files whose tests took longest, a line each. */
export function slowest({ milliseconds = {} }) {
  return Object.entries(milliseconds)
    .filter(([, ms]) => ms >= SLOW_MS)
    .sort(([, a], [, b]) => b - a)
    .slice(0, SLOWEST)
    .map(([file, ms]) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${file}`);
}

/** What failed in a step, a piece of text each: where, which test, and why. */
export function failuresInWords(step, { failures = [] }) {
  return failures.map(({ file, title, text }) =>
    [[step, file, title].filter(Boolean).join(": "), ...text.split("\n")].join("\n    ").trimEnd(),
  );
}

export function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
