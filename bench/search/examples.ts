import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type readStudyView, trialsTable, writeSearchReport } from "../../src/search";
import { formatCount, formatDuration } from "../../src/shared/text/format";
import { chart } from "../paper/chart";
import { EXAMPLES, gan } from "../paper/gan";
import type { Part } from "./part";

/* The example studies that search, run as a person runs them, each with a results page. */

const NAMES = ["tune-ring", "tune-mnist"] as const;
const RESULTS = join(__dirname, "..", "results");
/** Trials of a page's table. */
const MOST_ROWS = 15;

type View = Awaited<ReturnType<typeof readStudyView>>;

interface Result {
  name: string;
  says: string;
}

async function run(say: (text: string) => void, work: string): Promise<Result[]> {
  const results: Result[] = [];
  for (const name of NAMES) {
    const dir = join(work, name);
    if (process.env["GAN_BENCH_TRAIN"] === "off") {
      if (!existsSync(join(dir, "study.json"))) continue;
    } else {
      say(name);
      await gan("search", join(EXAMPLES, `${name}.study.json`), "--study-dir", dir, "--json");
    }
    const view = await writeSearchReport(dir);
    writeFileSync(join(RESULTS, `${name}.md`), pageOf(name, view));
    writeFileSync(join(RESULTS, `${name}.svg`), pictureOf(view));
    results.push({ name, says: saysOf(view) });
  }
  return results;
}

/** What the best trial has gained over the base as it is, which was the first. */
function saysOf({ trials, trialsPlanned, best, objectives, spent }: View): string {
  const title = objectives[0]?.title ?? "";
  const figureOf = (number: number): number | undefined =>
    trials.find((trial) => trial.number === number)?.objectives?.[0]?.value;
  const pruned = trials.filter(({ state }) => state === "pruned").length;
  const [winner] = best;
  const base = trials[0]?.origin === "first" ? figureOf(0) : undefined;
  const found = winner === undefined ? undefined : figureOf(winner);
  const against = base === undefined ? "" : `; the base as it is comes to ${base.toPrecision(3)}`;
  const isWhole = trialsPlanned === undefined || trials.length >= trialsPlanned;
  const count = isWhole ? `${trials.length}` : `ended after ${trials.length} of ${trialsPlanned}`;
  return (
    `${count} trials, ${pruned} of them stopped early, ` +
    `${formatCount(spent.steps)} steps in ${formatDuration(spent.seconds)}: ${title} ` +
    `${found?.toPrecision(3) ?? "-"} in trial ${winner ?? "-"}${against}`
  );
}

function pageOf(name: string, view: View): string {
  const { description, importance, parameters } = view;
  const shares = Object.entries(importance?.[0] ?? {}).sort(([, a], [, b]) => b - a);
  return [
    `# ${name}`,
    "",
    `${description ?? ""}: \`gan search examples/${name}.study.json\`, run by ` +
      "`npm run bench:search -- examples` on two processors that others used as well.",
    "",
    `${saysOf(view)}.`,
    "",
    `![The best so far](${name}.svg)`,
    "",
    `The best ${Math.min(MOST_ROWS, view.trials.length)} of ${view.trials.length} trials:`,
    "",
    trialsTable(view, MOST_ROWS),
    "",
    ...(shares.length > 0
      ? [
          "How much each setting mattered (PED-ANOVA): " +
            `${shares.map(([one, share]) => `${one} ${(100 * share).toFixed(0)} %`).join(", ")}.`,
        ]
      : [`${parameters.length} parameters.`]),
    "",
  ].join("\n");
}

/** The least figure so far, over the steps of all trials. */
function pictureOf({ trials, objectives }: View): string {
  let steps = 0;
  let least = Infinity;
  const points: [number, number][] = [];
  for (const { runs, state, objectives: figures } of trials) {
    steps += runs.reduce((sum, { step }) => sum + step, 0);
    const value = state === "finished" ? figures?.[0]?.value : undefined;
    if (value !== undefined && value < least) {
      if (least < Infinity) points.push([steps, least]);
      least = value;
      points.push([steps, least]);
    }
  }
  if (least < Infinity) points.push([steps, least]);
  const title = `${objectives[0]?.title ?? ""}: the best so far`;
  return chart(title, "steps of all trials", [{ name: "", colour: "#0b6bcb", points }]);
}

function section(results: Result[]): string[] {
  return [
    "The examples that search, each with a page of its own:",
    "",
    ...results.map(({ name, says }) => `- [${name}](${name}.md): ${says}.`),
  ];
}

export const examples: Part<Result[]> = { title: "Examples", run, section };
