/**
 * Mocha's ordinary report for a person, and the counts for `scripts/test.mjs`: a JSON file named by
 * GAN_TEST_RESULTS. The same class serves mocha's command line and the mocha inside VS Code's
 * extension host.
 */
import Mocha from "mocha";
import { writeFileSync } from "node:fs";
import { relative } from "node:path";

export interface TestResults {
  passed: number;
  failed: number;
  skipped: number;
  /**
   * How long the tests and hooks of each file took. Of a bundle, whose tests know no file, those of
   * each suite.
   */
  milliseconds: Record<string, number>;
}

export default class ResultsReporter extends Mocha.reporters.Spec {
  readonly #milliseconds: Record<string, number> = {};

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    // Said at once, and counted at once: a tier that is cut off still tells what it has seen.
    runner.on("fail", (_test, error) =>
      Mocha.reporters.Base.consoleLog("%s", error.stack ?? error.message),
    );
    runner.on("hook end", (hook: Mocha.Hook) => this.#took(hook));
    runner.on("test end", (test) => {
      this.#took(test);
      this.#write();
    });
    runner.once("end", () => this.#write());
  }

  #took(runnable: Mocha.Runnable): void {
    const { file, duration = 0 } = runnable;
    const name = file ? relative(process.cwd(), file) : runnable.titlePath()[0];
    if (name) this.#milliseconds[name] = (this.#milliseconds[name] ?? 0) + duration;
  }

  #write(): void {
    const file = process.env.GAN_TEST_RESULTS;
    if (!file) return;
    const { passes, failures, pending } = this.stats;
    const results: TestResults = {
      passed: passes,
      failed: failures,
      skipped: pending,
      milliseconds: this.#milliseconds,
    };
    writeFileSync(file, JSON.stringify(results));
  }
}
