/**
 * Mocha's ordinary report for a person, and the counts for `scripts/test.mjs`: a JSON file named by
 * GAN_TEST_RESULTS. The same class serves mocha's command line and the mocha inside VS Code's
 * extension host.
 */
import Mocha from "mocha";
import { writeFileSync } from "node:fs";

export interface TestResults {
  passed: number;
  failed: number;
  skipped: number;
}

export default class ResultsReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    // Said at once, and counted at once: a tier that is cut off still tells what it has seen.
    runner.on("fail", (_test, error) =>
      Mocha.reporters.Base.consoleLog("%s", error.stack ?? error.message),
    );
    runner.on("test end", () => this.#write());
    runner.once("end", () => this.#write());
  }

  #write(): void {
    const file = process.env.GAN_TEST_RESULTS;
    if (!file) return;
    const { passes, failures, pending } = this.stats;
    const results: TestResults = { passed: passes, failed: failures, skipped: pending };
    writeFileSync(file, JSON.stringify(results));
  }
}
