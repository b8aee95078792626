import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sampleSteps } from "../../src/run";
import { picturePath } from "../../src/run/files";
import { formatNumber } from "../../src/shared/text/format";
import { median } from "../search/statistics";
import { BY_EYE } from "./by-eye";
import type { Tried } from "./runs";
import { FIRST_LOOK, INTRODUCTION } from "./page-text";
import { confusion, type Judged, rightVerdict, scoreOf } from "./score";

/* bench/results/advisor.md, with a picture of each run that a person has judged. */

const RESULTS = join(__dirname, "..", "results");
const PICTURES = join(RESULTS, "advisor");

const percent = (part: number, whole: number): string =>
  whole === 0 ? "-" : `${part} of ${whole} (${Math.round((100 * part) / whole)} %)`;

/** The best that a branch can be said to be better by. */
const BETTER = 0.9;

/** The parts of the runs, in the order in which they were judged. */
interface Part {
  title: string;
  runs: readonly Judged[];
}

function partsOf(runs: readonly Judged[]): Part[] {
  const first = runs.filter((run) => !run.case.unseen);
  const part = (title: string, heldOut: boolean, afterwards: boolean): Part => ({
    title,
    runs: first.filter(
      (run) => run.case.heldOut === heldOut && Boolean(run.case.afterwards) === afterwards,
    ),
  });
  return [
    part("chosen by at first", false, false),
    part("set aside at first", true, false),
    part("other seeds of the one", false, true),
    part("other seeds of the other", true, true),
    { title: "unseen configs", runs: runs.filter((run) => run.case.unseen) },
  ];
}

export async function writePage(
  runs: readonly Judged[],
  dirOf: (id: string) => string,
  tried: readonly Tried[],
): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  const parts = partsOf(runs);
  const rows = [];
  for (const { title, runs: own } of parts)
    for (const run of own) rows.push(await runRow(title, run, dirOf(run.case.id)));
  const lines = [
    ...INTRODUCTION,
    "",
    ...scoreTable(parts),
    "",
    ...FIRST_LOOK,
    "",
    ...parts.flatMap(({ title, runs: own }) => [
      `## Verdicts: ${title}`,
      "",
      ...confusion(own),
      "",
    ]),
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
    "| run | part | what became of it | by | by eye | verdicts, with their steps | last picture |",
    "|---|---|---|---|---|---|---|",
    ...rows,
  ];
  writeFileSync(join(RESULTS, "advisor.md"), `${lines.join("\n")}\n`);
  process.stdout.write("bench/results/advisor.md\n");
}

function scoreTable(parts: readonly Part[]): string[] {
  const scores = parts.map(({ runs }) => ({ ...scoreOf(runs), unclear: unclearIn(runs) }));
  const row = (title: string, cell: (score: (typeof scores)[number]) => string | number) =>
    `| ${[title, ...scores.map(cell)].join(" | ")} |`;
  return [
    `| | ${parts.map(({ title }) => title).join(" | ")} |`,
    `|---|${"---|".repeat(parts.length)}`,
    row("healthy and slow ones with any verdict", (one) => percent(one.disturbed, one.healthy)),
    row("ill ones with a right verdict", (one) => percent(one.right, one.ill)),
    row("of these in the first half of the run", (one) => percent(one.early, one.right)),
    row("unclear, counted nowhere", (one) => one.unclear),
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

/** Runs of this many seconds say what it costs where code is warm. */
const LONG_SECONDS = 10;

function costLine(runs: readonly Judged[]): string {
  const sum = (of: (run: Judged) => number) => runs.reduce((total, run) => total + of(run), 0);
  const total = sum(({ cost }) => cost) / sum(({ trainingSeconds }) => trainingSeconds);
  const share = ({ cost, trainingSeconds }: Judged) => (100 * cost) / trainingSeconds;
  const ofLong = runs.filter(({ trainingSeconds }) => trainingSeconds >= LONG_SECONDS).map(share);
  const ofShort = runs.filter(({ trainingSeconds }) => trainingSeconds < LONG_SECONDS).map(share);
  const text = (value: number) => `${formatNumber(value, 2)} %`;
  return (
    `The advisor takes ${text(100 * total)} of the training time of all runs together, what it makes of ` +
    `pictures included and reading of files not; at most ${text(Math.max(...ofLong))} of runs that train ` +
    `for ${LONG_SECONDS} s and more, ${text(median(ofShort))} of shorter ones in the median. One process looks at ` +
    `all runs, so that its code is warm after the first, which pays most: ${text(Math.max(...ofShort))} of a run ` +
    "of half a second. Seconds of training are those of a machine with other work."
  );
}

async function runRow(part: string, run: Judged, dir: string): Promise<string> {
  const { id } = run.case;
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
  // What a person has judged by.
  const last = BY_EYE[id] ? (await sampleSteps(dir)).at(-1) : undefined;
  const picture = last === undefined ? undefined : picturePath(dir, last);
  if (picture && existsSync(picture)) copyFileSync(picture, join(PICTURES, `${id}.png`));
  return (
    `| ${id} | ${part} | ${[label, ...also].join(", ")} | ${figures} | ` +
    `${BY_EYE[id] ?? ""} | ` +
    `${verdicts.join(", ")} | ${picture ? `[picture](advisor/${id}.png)` : ""} |`
  );
}
