/**
 * `npm run bench:classifiers [-- NAME...]`: what the classifiers that stand in Inception's place
 * recognise of the test sets of their data. One that is not in the cache is trained first, which
 * takes minutes.
 */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { CLASSIFIED } from "../src/experiment/evaluation";
import { CLASSIFIERS } from "../src/trainer/features/classifier";
import { CLI } from "../test/support/paths";

const RESULTS = "bench/results/classifiers.md";
const HEAD = `# Classifiers

What is recognised of the test set, after the whole training. \`npm run bench:classifiers\` wrote this.

| data | classifier | epochs | right | must be | engine |
|---|---|---|---|---|---|
`;

const gan = promisify(execFile);
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

async function main(): Promise<void> {
  const named = process.argv.slice(2);
  const rows: string[] = [];
  for (const source of CLASSIFIED.filter((one) => named.length === 0 || named.includes(one))) {
    const { stdout } = await gan(process.execPath, [CLI, "features", "train", source, "--json"]);
    const { name, accuracy, engine } = JSON.parse(stdout) as Record<string, string>;
    const { epochs, leastAccuracy } = CLASSIFIERS[source];
    const right = percent(Number(accuracy));
    rows.push(
      `| ${source} | ${name} | ${epochs} | ${right} | ${percent(leastAccuracy)} | ${engine} |`,
    );
  }
  const report = `${HEAD}${rows.join("\n")}\n`;
  process.stdout.write(report);
  writeFileSync(RESULTS, report);
}

void main().catch((error: unknown) => {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
