/**
 * Mocha's ordinary report for a person, and the counts for `scripts/test.mjs`: a JSON file named by
 * GAN_TEST_RESULTS. The same class serves mocha's command line and the mocha inside VS Code's
 * extension host.
 */
import Mocha from "mocha";
import { writeFileSync } from "node:fs";
import { relative } from "node:path";

/** A test or hook that failed, and the beginning of what it says. */
export interface TestFailure {
  /** Unknown of a bundle, whose tests know no file. */
  file?: string;
  title: string;
  text: string;
}

export interface TestResults {
  passed: number;
  failed: number;
  skipped: number;
  /**
   * How long the tests and hooks of each file took. Of a bundle, whose tests know no file, those of
   * each suite.
   */
  milliseconds: Record<string, number>;
  failures: TestFailure[];
}

/** How much of a failure is kept for the end of the test command. */
const MESSAGE_LINES = 12;
const STACK_LINES = 5;
const LINE_LENGTH = 300;

export default class ResultsReporter extends Mocha.reporters.Spec {
  readonly #milliseconds: Record<string, number> = {};
  readonly #failures: TestFailure[] = [];

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    // Said at once, and counted at once: a tier that is cut off still tells what it has seen.
    runner.on("fail", (test, error) => {
      Mocha.reporters.Base.consoleLog("%s", error.stack ?? error.message);
      this.#failures.push({ file: fileOf(test), title: test.fullTitle(), text: shortened(error) });
      this.#write();
    });
    runner.on("hook end", (hook: Mocha.Hook) => this.#took(hook));
    runner.on("test end", (test) => {
      this.#took(test);
      this.#write();
    });
    runner.once("end", () => this.#write());
  }

  #took(runnable: Mocha.Runnable): void {
    const { duration = 0 } = runnable;
    const name = fileOf(runnable) ?? runnable.titlePath()[0];
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
      failures: this.#failures,
    };
    writeFileSync(file, JSON.stringify(results));
  }
}

function fileOf({ file }: Mocha.Runnable): string | undefined {
  return file ? relative(process.cwd(), file) : undefined;
}

/** The first lines of an error's message and of its stack, and those of what caused it. */
function shortened(error: Error): string {
  const lines = (error.stack ?? error.message).split("\n");
  const isCall = (line: string) => /^\s+at /.test(line);
  const message = lines.filter((line) => !isCall(line)).slice(0, MESSAGE_LINES);
  const calls = lines.filter(isCall).slice(0, STACK_LINES);
  const text = [...message, ...calls].map((line) => line.slice(0, LINE_LENGTH)).join("\n");
  return error.cause instanceof Error ? `${text}\ncaused by ${shortened(error.cause)}` : text;
}
