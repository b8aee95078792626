/** Runs mocha inside VS Code's extension host. A suite's `run()` is one call of `runSuite`. */
import Mocha from "mocha";
import { format } from "node:util";
import ResultsReporter from "./results-reporter";

/**
 * Runs the tests that the given functions define.
 * @param load one function a test file: `() => import("./commands.test")`. A function, because
 * `describe` exists only
 *   from here on; with a plain import the file would run before it.
 * Where GAN_TEST_GREP is set, only the tests whose titles match it.
 * @throws Error when a test failed, which makes VS Code end with a failure
 */
export async function runSuite(
  load: (() => Promise<unknown>)[],
  options: Mocha.MochaOptions = {},
): Promise<void> {
  markReport();
  const mocha = new Mocha({
    ui: "bdd",
    timeout: 20 * 60_000,
    color: false,
    ...(process.env.GAN_TEST_GREP ? { grep: process.env.GAN_TEST_GREP } : {}),
    ...options,
    reporter: ResultsReporter,
  });
  mocha.suite.emit("pre-require", globalThis, null, mocha);
  for (const file of load) await file();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} failed`);
}

/**
 * Where GAN_TEST_REPORT_MARK asks for it, puts that mark before each message of mocha's report: the
 * harness reads them in a browser's console, which neither tells them from VS Code's own messages
 * nor fills in their `%s`.
 */
function markReport(): void {
  const mark = process.env.GAN_TEST_REPORT_MARK;
  if (!mark) return;
  Mocha.reporters.Base.consoleLog = (...values: unknown[]) => {
    console.log(mark + format(...values));
  };
}
