/**
 * `npm run bench:advisor`: how often the advisor is right, how early, and what its remedies do.
 * Writes bench/results/advisor.md. What was interrupted goes on where it was; what is finished is not
 * trained again.
 */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { cacheDir } from "../src/shared/files/cache";
import { FIRST_CASES } from "./advisor/cases";
import { writeFewDigits } from "./advisor/few-pictures";
import { writePage } from "./advisor/page";
import { isAtRest, judge, runDir, train, tryRemedy } from "./advisor/runs";
import { UNSEEN_CASES } from "./advisor/unseen";

const USAGE = `npm run bench:advisor -- [--only GAME]... [--chosen | --unseen] [--no-remedies] [--trained]
    [--work DIR]
  --only GAME     runs whose name begins so, for a short try
  --chosen        only the runs that bounds may be chosen by: those of the first round
  --unseen        only the configs that were set aside before the bounds of the second round
  --no-remedies   do not train branches
  --trained       train nothing: the page of what there is already
  --work DIR      folder of the runs (default: bench/advisor/ in the cache folder)`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true, default: [] },
      chosen: { type: "boolean", default: false },
      unseen: { type: "boolean", default: false },
      "no-remedies": { type: "boolean", default: false },
      trained: { type: "boolean", default: false },
      work: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const work = values.work ? resolve(values.work) : join(cacheDir(), "bench", "advisor");
  mkdirSync(work, { recursive: true });
  await writeFewDigits(work);
  const { only, trained: isTrained } = values;
  const cases = [...FIRST_CASES, ...UNSEEN_CASES].filter(
    ({ id, unseen = false }) =>
      (only.length === 0 || only.some((name) => id.startsWith(name))) &&
      !(values.chosen && unseen) &&
      !(values.unseen && !unseen),
  );
  const known = isTrained ? cases.filter((one) => isAtRest(runDir(work, one))) : cases;
  const judged = [];
  const tried = [];
  for (const one of known) {
    const dir = await train(work, one);
    const run = await judge(one, dir);
    judged.push(run);
    const isTried = !values["no-remedies"] && !one.again && !one.afterwards && !one.unseen;
    const remedy = isTried ? await tryRemedy(work, run, dir, { isTrained }) : undefined;
    if (remedy) tried.push(remedy);
  }
  await writePage(judged, (id) => join(work, "runs", id), tried);
}

void main().catch((error: unknown) => {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
