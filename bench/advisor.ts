/**
 * `npm run bench:advisor`: how often the advisor is right, how early, and what its remedies do.
 * What was interrupted goes on where it was; what is finished is not trained again.
 */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { cacheDir } from "../src/shared/files/cache";
import { type Case, FIRST_CASES } from "./advisor/cases";
import { writeFewDigits } from "./advisor/few-pictures";
import { FIFTH_CASES } from "./advisor/fifth";
import { FOURTH_CASES } from "./advisor/fourth";
import { GAME_KINDS } from "./advisor/games";
import { type DataKind, keepOutcomes, remedyLines, type Round, scoreTable } from "./advisor/page";
import { isAtRest, type Judged, judge, runDir, train, tryRemedy } from "./advisor/runs";
import { confusion } from "./advisor/score";
import { SEVENTH_CASES } from "./advisor/seventh";
import { SIXTH_CASES } from "./advisor/sixth";
import { THIRD_CASES } from "./advisor/third";
import { type FewSource, writeThirdPictures } from "./advisor/third-pictures";
import { UNSEEN_CASES } from "./advisor/unseen";

const USAGE = `npm run bench:advisor -- [--round N] [--only GAME]... [--no-remedies] [--trained] [--work DIR]
  --round N       the runs of the third to seventh round (default: of the first two)
  --only GAME     runs whose name begins so, for a short try
  --no-remedies   do not train branches
  --trained       train nothing: what there is already
  --work DIR      folder of the runs (default: bench/advisor/ in the cache folder)

It prints what it finds of the runs of the first four rounds, by which rules were chosen; outcomes of
the later ones are kept in bench/results/advisor.json, of which bench/results/advisor.md is made.`;

/** The cases of each choice of --round. */
const ROUNDS: Readonly<Record<string, readonly Case[]>> = {
  "1 and 2": [...FIRST_CASES, ...UNSEEN_CASES],
  3: THIRD_CASES,
  4: FOURTH_CASES,
  5: FIFTH_CASES,
  6: SIXTH_CASES,
  7: SEVENTH_CASES,
};

/** The files of few pictures that a round trains with. */
const FEW: Readonly<Record<string, readonly (readonly [FewSource, number])[]>> = {
  3: [
    ["fashionMnist", 40],
    ["mnist", 100],
  ],
  6: [["mnist", 60]],
};

/** The rounds of which outcomes are kept. */
const KEPT: Readonly<Record<string, Round>> = { 5: "fifth", 6: "sixth", 7: "seventh" };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      round: { type: "string", default: "1 and 2" },
      only: { type: "string", multiple: true, default: [] },
      "no-remedies": { type: "boolean", default: false },
      trained: { type: "boolean", default: false },
      work: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const all = ROUNDS[values.round];
  if (!all) throw new Error(`--round is 3 to 7, and not ${values.round}`);
  const work = values.work ? resolve(values.work) : join(cacheDir(), "bench", "advisor");
  mkdirSync(work, { recursive: true });
  await writeFewDigits(work);
  if (!values.trained)
    for (const [source, count] of FEW[values.round] ?? []) writeThirdPictures(work, source, count);
  const { only, trained: isTrained } = values;
  const cases = all.filter(
    ({ id }) => only.length === 0 || only.some((name) => id.startsWith(name)),
  );
  const known = isTrained ? cases.filter((one) => isAtRest(runDir(work, one))) : cases;
  const judged: Judged[] = [];
  const tried = [];
  for (const one of known) {
    const dir = await train(work, one);
    const run = await judge(one, dir);
    judged.push(run);
    const isTried =
      all === ROUNDS["1 and 2"] &&
      !values["no-remedies"] &&
      !one.again &&
      !one.afterwards &&
      !one.unseen;
    const remedy = isTried ? await tryRemedy(work, run, dir, { isTrained }) : undefined;
    if (remedy) tried.push(remedy);
  }
  const round = KEPT[values.round];
  if (round)
    return keepOutcomes(judged.map((run) => ({ ...run, round, data: dataKind(run.case) })));
  const lines = [
    ...scoreTable([{ title: "runs to choose by", runs: judged }]),
    "",
    ...confusion(judged),
    "",
    ...remedyLines(tried),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** The kind of data by which the page counts a run. */
function dataKind({ game }: Case): DataKind {
  switch (GAME_KINDS[game].truth.by) {
    case "distances":
      return "1-D data";
    case "modes":
    case "points":
      return "points";
    default:
      return "pictures";
  }
}

void main().catch((error: unknown) => {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
