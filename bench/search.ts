/**
 * `npm run bench:search -- [PART]...`: how well searches find good settings, and what they cost.
 * Writes bench/results/search.md and .json; parts that are not named keep their figures.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../src/shared/files/cache";
import { agreement } from "./search/agreement";
import { crowd } from "./search/crowd";
import { examples } from "./search/examples";
import { functions } from "./search/functions";
import { gans } from "./search/gans";
import type { Part } from "./search/part";
import { workers } from "./search/workers";

const PARTS: Record<string, Part> = {
  agreement: agreement as Part,
  functions: functions as Part,
  gans: gans as Part,
  examples: examples as Part,
  crowd: crowd as Part,
  workers: workers as Part,
};
const FOLDER = join(__dirname, "results");
/** What was interrupted is gone on with from here. */
const WORK = process.env["GAN_BENCH_WORK"] ?? join(cacheDir(), "bench", "search");
const JSON_FILE = join(FOLDER, "search.json");

async function main(): Promise<void> {
  const named = process.argv.slice(2);
  const unknown = named.find((name) => !(name in PARTS));
  if (unknown !== undefined)
    throw new Error(`there is no part ${unknown}: take of ${Object.keys(PARTS).join(", ")}`);
  const results = existsSync(JSON_FILE)
    ? (JSON.parse(readFileSync(JSON_FILE, "utf8")) as Record<string, unknown>)
    : {};
  mkdirSync(FOLDER, { recursive: true });
  mkdirSync(WORK, { recursive: true });
  for (const [name, part] of Object.entries(PARTS)) {
    if (named.length > 0 && !named.includes(name)) continue;
    results[name] = await part.run((text) => process.stderr.write(`${text}\n`), WORK);
    writeFileSync(JSON_FILE, `${JSON.stringify(results, null, 1)}\n`);
    writeFileSync(join(FOLDER, "search.md"), pageOf(results));
  }
  process.stdout.write("bench/results/search.md\n");
}

function pageOf(results: Readonly<Record<string, unknown>>): string {
  const sections = Object.entries(PARTS).flatMap(([name, { title, section }]) =>
    results[name] === undefined ? [] : ["", `## ${title}`, "", ...section(results[name])],
  );
  return ["# Searches", "", "`npm run bench:search` makes this page.", ...sections, ""].join("\n");
}

void main().catch((error: unknown) => {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
