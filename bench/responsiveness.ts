/**
 * `npm run bench:responsiveness`: how long a person waits for the extension in a real VS Code:
 * activation, the first loss after Train, and how long the extension host's event loop is held up
 * while a run trains. Run it on a quiet machine.
 */
import { build } from "esbuild";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { runExtensionTests } from "../test/harness/extension-tests";
import { REPOSITORY } from "../test/support/paths";
import type { Responsiveness } from "./responsiveness-suite";
import { at, first } from "../test/support/values";

const ROUNDS = 3;

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "gan-bench-"));
  const testsPath = join(folder, "suite.js");
  await build({
    entryPoints: [join(REPOSITORY, "bench/responsiveness-suite.ts")],
    outfile: testsPath,
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
    logLevel: "warning",
  });
  const rounds: Responsiveness[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const workspace = join(folder, `workspace-${round}`);
    const results = join(folder, `results-${round}.json`);
    await cp(join(REPOSITORY, "examples"), workspace, { recursive: true });
    await runExtensionTests({
      extensionPath: REPOSITORY,
      testsPath,
      workspace,
      env: { GAN_BENCH_RESULTS: results },
    });
    rounds.push(JSON.parse(await readFile(results, "utf8")) as Responsiveness);
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  const row = (what: string, pick: (round: Responsiveness) => number) => {
    const values = rounds.map(pick).sort((a, b) => a - b);
    const middle = at(values, Math.floor(values.length / 2));
    console.log(
      `${what.padEnd(58)} ${middle.toFixed(1).padStart(8)} ` +
        `ms   (${values.map((value) => value.toFixed(1)).join(", ")})`,
    );
  };
  console.log(`\nMedian of ${ROUNDS} windows; load average ${first(loadavg()).toFixed(1)}`);
  row("activation, by the clock", (round) => round.activationClock);
  row("activation, processor time", (round) => round.activationProcessor);
  row("first loss after Train", (round) => round.firstLossAfterTrain);
  row("event loop held up without a run: 99th percentile", (round) => round.idle.p99);
  row("event loop held up without a run: longest", (round) => round.idle.longest);
  row("event loop held up while training: 99th percentile", (round) => round.training.p99);
  row("event loop held up while training: longest", (round) => round.training.longest);
}

void main();
