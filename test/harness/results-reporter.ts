/**
 * Mocha's ordinary report for a person, and the counts for `scripts/test.mjs`: a JSON file named by GAN_TEST_RESULTS.
 * The same class serves mocha's command line and the mocha inside VS Code's extension host.
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
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      const results: TestResults = { passed: passes, failed: failures, skipped: pending };
      if (process.env.GAN_TEST_RESULTS)
        writeFileSync(process.env.GAN_TEST_RESULTS, JSON.stringify(results));
    });
  }
}
