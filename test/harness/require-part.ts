/**
 * Skips a suite for which this machine lacks a part, with the reason; in CI, where everything
 * should be there, that is a failure.
 */
export function requirePart(context: Mocha.Context, missing: string | undefined): void {
  if (missing === undefined) return;
  if (process.env["CI"]) throw new Error(missing);
  console.log(`    skipped: ${missing}`);
  context.skip();
}
