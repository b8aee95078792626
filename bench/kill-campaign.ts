/**
 * `npm run bench:kills -- --kills 200 --seed 1`: kills runs of several kinds again and again at
 * random moments, resumes each to its end, and compares every file with the run that was never
 * interrupted. Exits with 1 where anything differs.
 */
import { parseArgs } from "node:util";
import { killKinds } from "../test/support/kill-kinds";
import {
  killAndResume,
  randomNumbers,
  type Undisturbed,
  undisturbed,
} from "../test/support/kill-runs";
import { at } from "../test/support/values";

/** Kills of one run before it may end. */
const KILLS_A_RUN = 5;

/** What came of the runs of a kind. */
interface Tally {
  name: string;
  baseline: Undisturbed;
  runs: number;
  kills: number;
  differences: string[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kills: { type: "string", default: "200" },
      seed: { type: "string", default: "1" },
      only: { type: "string" },
    },
  });
  const random = randomNumbers(Number(values.seed));
  const kinds = killKinds().filter(({ name }) => values.only === undefined || name === values.only);
  const tallies: Tally[] = [];
  for (const kind of kinds)
    tallies.push({
      name: kind.name,
      baseline: await undisturbed(kind),
      runs: 0,
      kills: 0,
      differences: [],
    });
  let kills = 0;
  for (let i = 0; kills < Number(values.kills); i++) {
    const tally = at(tallies, i % tallies.length);
    const { killed, difference } = await attempt(tally.baseline, random);
    tally.runs++;
    tally.kills += killed;
    kills += killed;
    if (difference !== undefined) tally.differences.push(difference);
    process.stderr.write(`${kills} kills; ${tally.name}: ${difference ?? "the same"}\n`);
  }
  report(values.seed, tallies);
}

async function attempt(
  baseline: Undisturbed,
  random: () => number,
): Promise<{ killed: number; difference?: string }> {
  const told = { killed: 0 };
  try {
    await killAndResume(baseline, KILLS_A_RUN, random, told);
    return told;
  } catch (error) {
    return { ...told, difference: error instanceof Error ? error.message : String(error) };
  }
}

function report(seed: string, tallies: readonly Tally[]): void {
  console.log(`seed ${seed}\n`);
  console.log("| kind | runs | SIGKILLs | runs that differ |\n|---|---|---|---|");
  for (const { name, runs, kills, differences } of tallies)
    console.log(`| ${name} | ${runs} | ${kills} | ${differences.length} |`);
  const all = tallies.flatMap(({ name, differences }) =>
    differences.map((difference) => `${name}: ${difference}`),
  );
  for (const difference of all) console.log(`\n${difference}`);
  process.exitCode = all.length > 0 ? 1 : 0;
}

void main();
