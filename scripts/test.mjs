// The test command: `npm test`, or `node scripts/test.mjs [step...]` for some of the steps below.
// The very last line it prints is `N passed, N failed`, with `, N skipped` if any.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { limiter, processes } from "./processes.mjs";
import { failure, failuresInWords, inWords, slowest, sum } from "./results.mjs";

const MINUTE = 60_000;
const begin = Date.now();
/**
 * The whole run ends by then, whatever hangs: a CI job that is cut off tells nothing. All limits
 * here leave room for a machine at a quarter of the speed of a quiet one with two processors, where
 * everything takes 20 minutes.
 */
const named = process.argv.slice(2);
/** A step of one process is heard while it runs, where it is the only one. */
const isHeard = named.length === 1 && named[0] !== "engine";
const run = processes(begin + 85 * MINUTE, { atOnce: !isHeard });
/**
 * Processes of checks and tests at a time, as many as the machine has processors and memory for:
 * most are busy on one thread. Those with a window of VS Code or a browser wait for half of their
 * time, and run beside.
 */
const slot = limiter(
  Math.max(2, Math.min(4, availableParallelism(), Math.floor(totalmem() / 4e9))),
);
/**
 * Folders whose test files share a process: each takes less time than starting TensorFlow for it,
 * or works in processes of its own.
 */
const SHARED_PROCESS = [
  "test/engine/cli",
  "test/engine/data",
  "test/engine/gan",
  "test/engine/metrics",
  "test/engine/engine/tfjs-patches",
  "test/engine/run",
  "test/engine/search",
  "test/engine/trainer",
];
/** What in them has an engine in its own process, for long. */
const ALONE = [
  "test/engine/data/synthetic.test.ts",
  "test/engine/trainer/evaluation-pictures.test.ts",
  "test/engine/trainer/exchange-pairs.test.ts",
  "test/engine/trainer/extreme-samples.test.ts",
  "test/engine/trainer/inception.test.ts",
];
/** Folders of test/engine with the longest files, which come first: at the end none runs alone. */
const FOLDERS_FIRST = ["trainer", "cli", "run", "engine"];
const hasEngine = installed(["dist/cli.js", "doctor", "--install"], 30 * MINUTE);
const hasVsCode = installed(["--import", "tsx", "test/harness/prepare.ts"], 10 * MINUTE);
const isCompiled = installed(["scripts/compile-tests.mjs"], 10 * MINUTE);
const MOCHA = "node_modules/mocha/bin/mocha.js";
const scratch = mkdtempSync(join(tmpdir(), "gan-test-"));
let programs = 0;

const STEPS = {
  // As it ships.
  build: () => check("node", ["esbuild.mjs", "--tests", "--minify"]),
  typecheck: () => check("npm", ["run", "--silent", "typecheck"]),
  lint: () => check("npm", ["run", "--silent", "lint"]),
  format: () => check("npm", ["run", "--silent", "format:check"]),
  unit: () => slot(() => mocha(["test/unit/**/*.test.ts"], { limit: 30 * MINUTE })),
  engine: async () => {
    if (!(await hasEngine())) return unavailable("no TensorFlow engine", hasEngine);
    return engineTests(testFiles("test/engine"));
  },
  cluster: async () => {
    if (!(await hasEngine())) return unavailable("no TensorFlow engine", hasEngine);
    return slot(() => mocha(["test/cluster/**/*.test.ts"], { limit: 60 * MINUTE }));
  },
  page: async () => {
    if (!(await hasVsCode())) return unavailable("no browser", hasVsCode);
    return mocha(["test/page/**/*.test.ts"], { limit: 60 * MINUTE });
  },
  vscode: async () => {
    if (process.env.GAN_TEST_VSCODE !== "desktop" && !(await hasVsCode()))
      return unavailable("no VS Code or no browser", hasVsCode);
    const program = ["--import", "tsx", "test/vscode/run.ts"];
    return counted("node", program, { limit: 60 * MINUTE });
  },
  e2e: async () => {
    if (!(await hasVsCode())) return unavailable("no VS Code or no browser", hasVsCode);
    // Where it is missing, the tests say so.
    await hasEngine();
    rmSync("test/e2e/out", { recursive: true, force: true });
    return mocha(["test/e2e/**/*.test.ts"], { limit: 60 * MINUTE });
  },
};
/**
 * One after the other, beside all other steps: of windows that wait for a browser there is one at a
 * time.
 */
const WINDOWS = ["page", "vscode", "e2e"];
const NEED_BUILD = ["engine", "cluster", "page", "vscode", "e2e"];

process.exitCode = await main();

async function main() {
  const unknown = named.find((name) => !(name in STEPS));
  if (unknown) {
    console.error(`error: no such step: ${unknown}; there are ${Object.keys(STEPS).join(", ")}`);
    return 2;
  }
  const wanted = new Set(named.length > 0 ? named : Object.keys(STEPS));
  if (NEED_BUILD.some((name) => wanted.has(name))) wanted.add("build");

  const results = {};
  const step = async (name) => {
    console.log(`\n=== ${name}`);
    const buildFailed = NEED_BUILD.includes(name) && results.build.failed > 0;
    results[name] = buildFailed ? failure("not run: the build failed") : await STEPS[name]();
    for (const { title } of results[name].failures ?? []) console.log(`failed: ${title}`);
    for (const line of slowest(results[name])) console.log(line);
    const seconds = Math.round(results[name].seconds ?? 0);
    console.log(`=== ${name}: ${inWords(results[name])} (${seconds} s of its processes)`);
  };
  const names = Object.keys(STEPS).filter((name) => wanted.has(name));
  if (wanted.has("build")) await step("build");
  const windows = async () => {
    for (const name of names) if (WINDOWS.includes(name)) await step(name);
  };
  const others = names.filter((name) => name !== "build" && !WINDOWS.includes(name));
  await Promise.all([windows(), ...others.map(step)]);
  rmSync(scratch, { recursive: true, force: true });
  const total = sum(Object.values(results));
  if (names.length > 1) {
    console.log("\nThe slowest of all files:");
    for (const line of slowest(total)) console.log(line);
  }
  const failures = names.flatMap((name) => failuresInWords(name, results[name]));
  if (failures.length > 0) console.log(`\nWhat failed:\n\n${failures.join("\n\n")}`);
  console.log(`\nAll took ${Math.round((Date.now() - begin) / 1000)} s.`);
  console.log(`\n${inWords(total)}`);
  return total.failed > 0 ? 1 : 0;
}

/** A program that is one test: it passes by exit code 0. */
async function check(program, args) {
  const task = () => run(program, args, { limit: 20 * MINUTE });
  const { code, timedOut, seconds, printed } = await slot(task);
  return code === 0
    ? { passed: 1, failed: 0, skipped: 0, seconds }
    : { ...failure(timedOut ? "it did not end" : `exit code ${code}`, printed), seconds };
}

/**
 * Runs every file in a process of its own, so that native memory and threads of one do not reach
 * the next; small ones of a folder share one.
 */
async function engineTests(files) {
  if (files.length === 0) return failure("there is no test file in test/engine");
  const groups = processesOf(files).sort(([a], [b]) => rank(a) - rank(b));
  const tests = groups.map((group) => slot(() => mocha(group, { limit: 60 * MINUTE })));
  return sum(await Promise.all(tests));
}

/** The place of a file's folder in the order. */
function rank(file) {
  const place = FOLDERS_FIRST.findIndex((folder) => file.startsWith(join("test/engine", folder)));
  return place < 0 ? FOLDERS_FIRST.length : place;
}

/** The test files of each process. */
function processesOf(files) {
  const groups = new Map();
  for (const file of files) {
    const folder = dirname(file);
    const isShared = SHARED_PROCESS.includes(folder) && !ALONE.includes(file);
    const key = isShared ? folder : file;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return [...groups.values()];
}

/**
 * Runs mocha over the files of some patterns. `limit` is the whole process's; a test's is in
 * .mocharc.json, but for which this does as `npx mocha` in less time.
 */
async function mocha(patterns, options) {
  if (!(await isCompiled())) return failure("the tests could not be compiled", isCompiled.printed);
  const { timeout } = JSON.parse(readFileSync(".mocharc.json", "utf8"));
  const args = ["--no-config", "--require", "scripts/read-compiled.mjs", "--timeout", timeout];
  const reporter = ["--reporter", "test/harness/results-reporter.ts"];
  return counted("node", [MOCHA, ...args.map(String), ...reporter, ...patterns], options);
}

/**
 * Runs a program that writes its counts into the file GAN_TEST_RESULTS
 * (test/harness/results-reporter.ts).
 */
async function counted(program, args, options) {
  const file = join(scratch, `results-${++programs}.json`);
  const env = { GAN_TEST_RESULTS: file };
  const { code, timedOut, seconds, printed } = await run(program, args, { ...options, env });
  const results = existsSync(file)
    ? { ...JSON.parse(readFileSync(file, "utf8")), seconds }
    : undefined;
  if (!results) {
    return failure(
      timedOut
        ? `${args.at(-1)} did not end in time (${options.limit / MINUTE} minutes at most)`
        : `${args.at(-1)} ended without results (exit code ${code})`,
      printed,
    );
  }
  if (timedOut) {
    const reason = `the tests of ${args.at(-1)} ran, but it did not end`;
    return sum([results, failure(reason, printed)]);
  }
  if (results.passed + results.failed + results.skipped === 0) return failure("no test was run");
  if (results.failed === 0 && code !== 0) {
    const reason = `the tests of ${args.at(-1)} passed, but it ended with exit code ${code}`;
    return sum([results, failure(reason, printed)]);
  }
  return results;
}

/**
 * A program that makes or installs what several steps need. What is fetched is fetched while others
 * compute.
 * @returns a function that says whether it is there; the first call makes it. Its `printed` is
 *   what the program printed.
 */
function installed(args, limit) {
  let installing;
  return async function isThere() {
    installing ??= run("node", args, { limit });
    const { code, printed } = await installing;
    isThere.printed = printed;
    return code === 0;
  };
}

/**
 * What this machine cannot run is skipped on a user's machine; in CI, where everything should be
 * there, it is a failure.
 */
function unavailable(reason, { printed }) {
  if (process.env.CI) return failure(reason, printed);
  console.log(`skipped: ${reason}`);
  return { passed: 0, failed: 0, skipped: 1 };
}

function testFiles(folder) {
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
  return names
    .filter((name) => name.endsWith(".test.ts"))
    .sort()
    .map((name) => join(folder, name));
}
