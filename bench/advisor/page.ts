import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sampleSteps } from "../../src/run";
import { picturePath } from "../../src/run/files";
import { formatNumber } from "../../src/shared/text/format";
import { median } from "../search/statistics";
import { BY_EYE } from "./by-eye";
import type { Tried } from "./runs";
import { confusion, type Judged, rightVerdict, scoreOf } from "./score";

/* bench/results/advisor.md, with a picture of each run beside its label. */

const RESULTS = join(__dirname, "..", "results");
const PICTURES = join(RESULTS, "advisor");

/** What decides, as truth.ts does. */
const TRUTH_ROWS = [
  "| healthy | w1 < 0.29 and JS < 0.1 at each | lack < 1/6, all modes, half of samples good | lack < 1/6 |",
  "| slow | w1 < 0.29 | lack < 1/6 | FID still falls |",
  "| collapsed | JS > 0.35 | lack > 0.7, a quarter of the modes | lack > 0.7 |",
  "| partial | w1 > 0.29 | lack > 1/3 | lack > 1/3 |",
  "| oscillating | w1 swings by a quarter, to 0.4 and more | lack > 1/3, and samples hop | FID 1.3 times its best |",
  "| stuck | samples are where they began | samples do not move, and are not good | FID does not move |",
  "| diverging | not finite, or w1 ten times as at first | not finite | not finite, or FID three times as at first |",
  "| memorising | | | more than half of samples are copies |",
  "| unclear | in between | in between | in between |",
];

const percent = (part: number, whole: number): string =>
  whole === 0 ? "-" : `${part} of ${whole} (${Math.round((100 * part) / whole)} %)`;

/** The best that a branch can be said to be better by. */
const BETTER = 0.9;

export async function writePage(
  runs: readonly Judged[],
  dirOf: (id: string) => string,
  tried: readonly Tried[],
): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  const held = runs.filter((run) => run.case.heldOut);
  const chosen = runs.filter((run) => !run.case.heldOut);
  const rows = [];
  for (const run of runs) rows.push(await runRow(run, dirOf(run.case.id)));
  const lines = [
    "# The advisor",
    "",
    "`npm run bench:advisor` trains the runs and makes this page. What became of a run is decided by what",
    "the advisor is not shown: modes covered, distances of 1-D samples, classes that a classifier finds,",
    "where samples move, and copies beside held-out digits. Half of the runs were set aside before any",
    "bound was chosen; the seeds of a config lie in the same half. A run is told as it would have been",
    "while it trained, by its rows and pictures; no evaluation is shown that decides what became of it.",
    "",
    "| what became of it | 1-D data | points | pictures |",
    "|---|---|---|---|",
    ...TRUTH_ROWS,
    "",
    "Some have two names: samples that are all in one place, and this place moves, are collapsed and",
    "oscillate. Where figures are unclear of pictures, a person who has seen nothing else says what it is",
    "(by eye). All figures are of the last third of a run. w1 is in deviations of the data; lack is",
    "1 - exp(-KL), the share of the data that is lacking, were the rest of it made evenly.",
    "",
    "| | set aside | chosen by |",
    "|---|---|---|",
    ...scoreRows(held, chosen),
    "",
    "## Set aside",
    "",
    ...confusion(held),
    "",
    "## Chosen by",
    "",
    ...confusion(chosen),
    "",
    "## Remedies",
    "",
    ...remedyLines(tried),
    "",
    "## Cost",
    "",
    costLine(runs),
    "",
    "## Runs",
    "",
    "| run | set aside | what became of it | by | by eye | verdicts, with their steps | last picture |",
    "|---|---|---|---|---|---|---|",
    ...rows,
  ];
  writeFileSync(join(RESULTS, "advisor.md"), `${lines.join("\n")}\n`);
  process.stdout.write("bench/results/advisor.md\n");
}

function scoreRows(held: readonly Judged[], chosen: readonly Judged[]): string[] {
  const [a, b] = [scoreOf(held), scoreOf(chosen)];
  return [
    `| healthy and slow ones with any verdict | ${percent(a.disturbed, a.healthy)} | ${percent(b.disturbed, b.healthy)} |`,
    `| ill ones with a right verdict | ${percent(a.right, a.ill)} | ${percent(b.right, b.ill)} |`,
    `| of these in the first half of the run | ${percent(a.early, a.right)} | ${percent(b.early, b.right)} |`,
    `| unclear, counted nowhere | ${unclearIn(held)} | ${unclearIn(chosen)} |`,
  ];
}

const unclearIn = (runs: readonly Judged[]): number =>
  runs.filter(({ truth }) => truth.label === "unclear").length;

function remedyLines(tried: readonly Tried[]): string[] {
  const better = tried.filter(({ original, branch }) => isBetter(branch.badness, original.badness));
  const cured = tried.filter(({ branch }) => ["healthy", "slow"].includes(branch.label));
  return [
    `The branch was better than the original in ${percent(better.length, tried.length)}, and well in ` +
      `${percent(cured.length, tried.length)}.`,
    "",
    "| run | verdict | remedy | from step | original | branch |",
    "|---|---|---|---|---|---|",
    ...tried.map(
      ({ id, verdict, remedy, from, original, branch }) =>
        `| ${id} | ${verdict} | ${remedy} | ${from} | ${original.label} ` +
        `(${formatNumber(original.badness, 3)}) | ${branch.label} (${formatNumber(branch.badness, 3)}) |`,
    ),
  ];
}

const isBetter = (branch: number, original: number): boolean =>
  Number.isFinite(branch) && (!Number.isFinite(original) || branch < BETTER * original);

function costLine(runs: readonly Judged[]): string {
  const shares = runs.map(({ cost }) => 100 * cost).filter(Number.isFinite);
  return (
    `Of a run's training time the advisor takes ${formatNumber(median(shares), 2)} % in the median and ` +
    `${formatNumber(Math.max(...shares), 2)} % at most, reading of pictures included.`
  );
}

async function runRow(run: Judged, dir: string): Promise<string> {
  const { id, heldOut } = run.case;
  const { label, also } = run.truth;
  const figures = Object.entries(run.truth.figures)
    .map(([name, value]) => `${name} ${formatNumber(value, 3)}`)
    .join(", ");
  const right = rightVerdict(run);
  const verdicts = run.advice.flatMap((one) =>
    one.type === "diagnosed"
      ? [`${one === right ? "**" : ""}${one.verdict.kind}${one === right ? "**" : ""} ${one.step}`]
      : [],
  );
  const last = (await sampleSteps(dir)).at(-1);
  const picture = last === undefined ? undefined : picturePath(dir, last);
  if (picture && existsSync(picture)) copyFileSync(picture, join(PICTURES, `${id}.png`));
  return (
    `| ${id} | ${heldOut ? "yes" : ""} | ${[label, ...also].join(", ")} | ${figures} | ` +
    `${BY_EYE[id] ?? ""} | ` +
    `${verdicts.join(", ")} | ${picture ? `[picture](advisor/${id}.png)` : ""} |`
  );
}
