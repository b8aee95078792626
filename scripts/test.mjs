// The test command: `npm test`, or `node scripts/test.mjs [step...]` for some of the steps below.
// The very last line it prints is `N passed, N failed`, with `, N skipped` if any.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const MINUTE = 60_000;
/**
 * The whole run ends by then, whatever hangs: a CI job that is cut off tells nothing. All limits
 * here leave room for a machine at a quarter of the speed of a quiet one with two processors, where
 * everything takes 24 minutes.
 */
const deadline = Date.now() + 110 * MINUTE;
/**
 * Engine test files at a time. Each is a process of its own, most of which are busy on one thread.
 */
const ENGINE_JOBS = 2;
/**
 * Folders whose test files share a process: each takes less time than starting TensorFlow for it.
 */
const SHARED_PROCESS = [
  "test/engine/gan",
  "test/engine/metrics",
  "test/engine/engine/tfjs-patches",
];
const scratch = mkdtempSync(join(tmpdir(), "gan-test-"));
const running = new Set();
let programs = 0;

const STEPS = {
  format: () => check("npm", ["run", "--silent", "format:check"]),
  typecheck: () => check("npm", ["run", "--silent", "typecheck"]),
  lint: () => check("npm", ["run", "--silent", "lint"]),
  // As it ships.
  build: () => check("node", ["esbuild.mjs", "--tests", "--minify"]),
  unit: () => mocha(["test/unit/**/*.test.ts"], { limit: 30 * MINUTE }),
  engine: async () => {
    const { code } = await run("node", ["dist/cli.js", "doctor", "--install"], {
      limit: 30 * MINUTE,
    });
    if (code !== 0) return unavailable("no TensorFlow engine (see what `doctor` says above)");
    return engineTests(testFiles("test/engine"));
  },
  page: async () => {
    if (!(await prepareVsCode())) return unavailable("no browser");
    return mocha(["test/page/**/*.test.ts"], { limit: 60 * MINUTE });
  },
  vscode: async () => {
    if (process.env.GAN_TEST_VSCODE !== "desktop" && !(await prepareVsCode()))
      return unavailable("no VS Code or no browser");
    return counted("node", ["--import", "tsx", "test/vscode/run.ts"], { limit: 60 * MINUTE });
  },
  e2e: async () => {
    if (!(await prepareVsCode())) return unavailable("no VS Code or no browser");
    rmSync("test/e2e/out", { recursive: true, force: true });
    return mocha(["test/e2e/**/*.test.ts"], { limit: 60 * MINUTE });
  },
};
/** They read the sources alone, and run side by side. */
const CHECKS = ["format", "typecheck", "lint"];
const NEED_BUILD = ["engine", "page", "vscode", "e2e"];

process.exitCode = await main(process.argv.slice(2));

async function main(named) {
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
    const start = Date.now();
    const buildFailed = NEED_BUILD.includes(name) && results.build.failed > 0;
    results[name] = buildFailed ? failure("not run: the build failed") : await STEPS[name]();
    console.log(
      `=== ${name}: ${inWords(results[name])} (${Math.round((Date.now() - start) / 1000)} s)`,
    );
  };
  const names = Object.keys(STEPS).filter((name) => wanted.has(name));
  // Each of them is busy on one thread.
  await Promise.all(names.filter((name) => CHECKS.includes(name)).map(step));
  for (const name of names.filter((name) => !CHECKS.includes(name))) await step(name);
  rmSync(scratch, { recursive: true, force: true });
  const total = sum(Object.values(results));
  console.log(`\n${inWords(total)}`);
  return total.failed > 0 ? 1 : 0;
}

/** A program that is one test: it passes by exit code 0. */
async function check(program, args) {
  const { code, timedOut } = await run(program, args, { limit: 20 * MINUTE, atOnce: true });
  return code === 0
    ? { passed: 1, failed: 0, skipped: 0 }
    : failure(timedOut ? "it did not end" : `exit code ${code}`);
}

/**
 * Runs every file in a process of its own, so that native memory and threads of one do not reach
 * the next; small ones of a folder share one. The trainer's, which are the longest, come first.
 */
async function engineTests(files) {
  if (files.length === 0) return failure("there is no test file in test/engine");
  const waiting = processesOf(files).reverse();
  const results = [];
  const worker = async () => {
    for (let group = waiting.shift(); group; group = waiting.shift()) {
      results.push(await mocha(group, { limit: 40 * MINUTE, atOnce: true }));
    }
  };
  await Promise.all(Array.from({ length: ENGINE_JOBS }, worker));
  return sum(results);
}

/** The test files of each process. */
function processesOf(files) {
  const groups = new Map();
  for (const file of files) {
    const folder = dirname(file);
    const key = SHARED_PROCESS.includes(folder) ? folder : file;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return [...groups.values()];
}

/**
 * Runs mocha over the files of some patterns. `limit` is the whole process's; a test's is in
 * .mocharc.json.
 */
function mocha(patterns, options) {
  const reporter = ["--reporter", "test/harness/results-reporter.ts"];
  return counted("node", ["node_modules/mocha/bin/mocha.js", ...reporter, ...patterns], options);
}

/**
 * Runs a program that writes its counts into the file GAN_TEST_RESULTS
 * (test/harness/results-reporter.ts).
 */
async function counted(program, args, options) {
  const file = join(scratch, `results-${++programs}.json`);
  const env = { GAN_TEST_RESULTS: file };
  const { code, timedOut } = await run(program, args, { ...options, env });
  const results = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  if (!results) {
    return failure(
      timedOut
        ? `${args.at(-1)} did not end in time (${options.limit / MINUTE} minutes at most)`
        : `${args.at(-1)} ended without results (exit code ${code})`,
    );
  }
  if (timedOut) {
    return sum([results, failure(`the tests of ${args.at(-1)} ran, but it did not end`)]);
  }
  if (results.passed + results.failed + results.skipped === 0) return failure("no test was run");
  if (results.failed === 0 && code !== 0) {
    return sum([results, failure(`its tests passed, but it ended with exit code ${code}`)]);
  }
  return results;
}

async function prepareVsCode() {
  const { code } = await run("node", ["--import", "tsx", "test/harness/prepare.ts"], {
    limit: 10 * MINUTE,
  });
  return code === 0;
}

/**
 * Runs a program in a process group of its own, so that nothing of it is left when its time is
 * over. `atOnce`: what it prints comes when it has ended, in one piece, because others print
 * meanwhile.
 */
function run(program, args, { limit, env = {}, atOnce = false }) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ["ignore", atOnce ? "pipe" : "inherit", atOnce ? "pipe" : "inherit"],
      env: { ...process.env, ...env },
      detached: true,
    });
    running.add(child);
    const printed = [];
    child.stdout?.on("data", (piece) => printed.push(piece));
    child.stderr?.on("data", (piece) => printed.push(piece));
    let timedOut = false;
    const timer = setTimeout(
      () => {
        timedOut = true;
        signal(child, "SIGTERM");
        setTimeout(() => signal(child, "SIGKILL"), 10_000).unref();
      },
      Math.max(0, Math.min(limit, deadline - Date.now())),
    );
    const end = (code) => {
      if (!running.has(child)) return;
      clearTimeout(timer);
      running.delete(child);
      if (atOnce) process.stdout.write(Buffer.concat(printed));
      resolve({ code, timedOut });
    };
    child.on("error", (error) => {
      console.error(String(error));
      end(1);
    });
    child.on("close", (code) => end(code ?? 1));
    // A process that it has left behind may hold its output open.
    child.on("exit", (code) => setTimeout(() => end(code ?? 1), 10_000).unref());
  });
}

function signal(child, name) {
  try {
    process.kill(-child.pid, name);
  } catch {
    // It has ended.
  }
}

for (const [name, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
]) {
  process.on(name, () => {
    for (const child of running) signal(child, name);
    process.exit(code);
  });
}

/**
 * What this machine cannot run is skipped on a user's machine; in CI, where everything should be
 * there, it is a failure.
 */
function unavailable(reason) {
  if (process.env.CI) return failure(reason);
  console.log(`skipped: ${reason}`);
  return { passed: 0, failed: 0, skipped: 1 };
}

function failure(reason) {
  console.log(`failed: ${reason}`);
  return { passed: 0, failed: 1, skipped: 0 };
}

function testFiles(folder) {
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
  return names
    .filter((name) => name.endsWith(".test.ts"))
    .sort()
    .map((name) => join(folder, name));
}

function sum(results) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const result of results) for (const key of Object.keys(total)) total[key] += result[key];
  return total;
}

function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
