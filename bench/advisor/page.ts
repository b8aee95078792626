import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatNumber } from "../../src/shared/text/format";
import { median } from "../search/statistics";
import { ROUNDS_TEXT, INTRODUCTION } from "./page-text";
import type { Tried } from "./runs";
import { isWell, type Truth } from "./truth";
import { confusion, type Outcome, rightVerdict, scoreOf, untimely } from "./score";

/*
 * bench/results/advisor.md, made of the outcomes that bench/results/advisor.json keeps: runs may be
 * gone by then.
 */

const RESULTS = join(__dirname, "..", "results");
const OUTCOMES = join(RESULTS, "advisor.json");

/** A run of a round of which outcomes are kept. */
export interface KeptOutcome extends Outcome {
  round: Round;
  data: DataKind;
}

/** The rounds that the page counts. */
const ROUNDS = ["fifth", "sixth", "seventh"] as const;
export type Round = (typeof ROUNDS)[number];

/** The kinds of data by which the page counts. */
export const DATA_KINDS = ["1-D data", "points", "pictures"] as const;
export type DataKind = (typeof DATA_KINDS)[number];

/** Keeps outcomes in place of earlier ones of the same runs, and writes the page of all. */
export function keepOutcomes(judged: readonly KeptOutcome[]): void {
  const before = existsSync(OUTCOMES)
    ? (JSON.parse(readFileSync(OUTCOMES, "utf8")) as KeptOutcome[])
    : [];
  const ids = new Set(judged.map(({ id }) => id));
  const all = [...before.filter(({ id }) => !ids.has(id)), ...judged.map(kept)];
  all.sort(
    (a, b) => DATA_KINDS.indexOf(a.data) - DATA_KINDS.indexOf(b.data) || (a.id < b.id ? -1 : 1),
  );
  writeFileSync(OUTCOMES, `[\n${all.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`);
  writeFileSync(join(RESULTS, "advisor.md"), `${pageOf(all).join("\n")}\n`);
  process.stdout.write("bench/results/advisor.md\n");
}

/** What is kept of an outcome: no evidence, and no remedy. */
const kept = ({
  id,
  round,
  data,
  steps,
  trainingSeconds,
  cost,
  truth,
  advice,
}: KeptOutcome): KeptOutcome => ({
  id,
  round,
  data,
  steps,
  trainingSeconds,
  cost,
  truth: { ...truth, figures: finiteOf(truth.figures) },
  advice: advice.map((one) => {
    if (one.type === "recovered") return one;
    const { kind, since, certainty, follows } = one.verdict;
    const verdict = { kind, since, certainty, ...(follows ? { follows } : {}) };
    return { type: one.type, step: one.step, verdict };
  }),
});

/** JSON has no others. */
const finiteOf = (figures: Truth["figures"]): Truth["figures"] =>
  Object.fromEntries(Object.entries(figures).filter(([, value]) => Number.isFinite(value)));

const pageOf = (outcomes: readonly KeptOutcome[]): string[] => [
  ...INTRODUCTION,
  "",
  ...scoreTable([
    { title: "all", runs: outcomes },
    ...ROUNDS.map((name) => ({
      title: `${name} round`,
      runs: outcomes.filter(({ round }) => round === name),
    })),
    ...DATA_KINDS.map((kind) => ({
      title: kind,
      runs: outcomes.filter(({ data }) => data === kind),
    })),
  ]),
  "",
  ...ROUNDS_TEXT,
  "",
  "## Verdicts",
  "",
  ...confusion(outcomes),
  "",
  "## Cost",
  "",
  costLine(outcomes),
  "",
  "## Runs",
  "",
  "Of each evaluation of the course: w is well, - in between, l learning, I ill. A verdict in bold is the",
  "first right one; ~ says that it was taken back; ! that it was given, or stood, while a run that is well in",
  "its last third was not ill.",
  "",
  "| run | round | data | what became of it | by | course | verdicts, with their steps |",
  "|---|---|---|---|---|---|---|",
  ...outcomes.map(runRow),
];

const percent = (part: number, whole: number): string =>
  whole === 0 ? "-" : `${part} of ${whole} (${Math.round((100 * part) / whole)} %)`;

/** Some of the runs. */
export interface Part {
  title: string;
  runs: readonly Outcome[];
}

export function scoreTable(parts: readonly Part[]): string[] {
  const scores = parts.map(({ runs }) => ({ ...scoreOf(runs), unclear: unclearIn(runs) }));
  const row = (title: string, cell: (score: (typeof scores)[number]) => string | number) =>
    `| ${[title, ...scores.map(cell)].join(" | ")} |`;
  return [
    `| | ${parts.map(({ title }) => title).join(" | ")} |`,
    `|---|${"---|".repeat(parts.length)}`,
    row("healthy and slow ones with any verdict", (one) => percent(one.disturbed, one.healthy)),
    row("of these told while ill alone, and not when well", (one) =>
      percent(one.whileIll, one.disturbed),
    ),
    row("of these told while well", (one) => percent(one.disturbed - one.whileIll, one.disturbed)),
    row("recovered ones with a verdict that was not true when it stood", (one) =>
      percent(one.misled, one.recovered),
    ),
    row("both together", (one) => percent(one.disturbed + one.misled, one.healthy + one.recovered)),
    row("recovered ones that were told while ill, and nothing else", (one) =>
      percent(one.told, one.recovered),
    ),
    row("ill ones with a right verdict", (one) => percent(one.right, one.ill)),
    row("of these in the first half of the run", (one) => percent(one.early, one.right)),
    row("unclear, counted nowhere", (one) => one.unclear),
  ];
}

const unclearIn = (runs: readonly Outcome[]): number =>
  runs.filter(({ truth }) => truth.label === "unclear").length;

/** The best that a branch can be said to be better by. */
const BETTER = 0.9;

export function remedyLines(tried: readonly Tried[]): string[] {
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

function costLine(runs: readonly Outcome[]): string {
  const sum = (of: (run: Outcome) => number) => runs.reduce((total, run) => total + of(run), 0);
  const total = sum(({ cost }) => cost) / sum(({ trainingSeconds }) => trainingSeconds);
  const share = ({ cost, trainingSeconds }: Outcome) => (100 * cost) / trainingSeconds;
  const ofLong = runs.filter(({ trainingSeconds }) => trainingSeconds >= LONG_SECONDS).map(share);
  const text = (value: number) => `${formatNumber(value, 2)} %`;
  return (
    `The advisor takes ${text(100 * total)} of the training time of all runs together, what it makes ` +
    "of pictures included and reading of files not; of runs that train for " +
    `${LONG_SECONDS} s and more at most ${text(Math.max(...ofLong))}, ${text(median(ofLong))} in the ` +
    "median. Seconds of training are those of a machine with other work, which makes shares smaller " +
    "than they are on a quiet one."
  );
}

const MARKS = { well: "w", between: "-", learning: "l", ill: "I" } as const;

function runRow(run: KeptOutcome): string {
  const { label, also, course } = run.truth;
  const figures = Object.entries(run.truth.figures)
    .map(([name, value]) => `${name} ${formatNumber(value, 3)}`)
    .join(", ");
  const right = rightVerdict(run);
  const wrong = run.truth.label === "recovered" || isWell(run.truth.label) ? untimely(run) : [];
  const verdicts = run.advice.map((one) => {
    if (one.type === "recovered") return `~${one.kind} ${one.step}`;
    const bold = one === right ? "**" : "";
    return `${wrong.includes(one) ? "!" : ""}${bold}${one.verdict.kind}${bold} ${one.step}`;
  });
  const states = course.map(({ state }) => MARKS[state]).join("");
  return (
    `| ${run.id} | ${run.round} | ${run.data} | ${[label, ...also].join(", ")} | ${figures} | ` +
    `${states && `\`${states}\``} | ${verdicts.join(", ")} |`
  );
}
