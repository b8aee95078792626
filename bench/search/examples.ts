import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type readStudyView, trialsTable, writeSearchReport } from "../../src/search";
import { populationReport } from "../../src/search/report/population-report";
import { ancestryOf, lineageOf } from "../../src/shared/study/lineage";
import { formatCount, formatDuration } from "../../src/shared/text/format";
import { chart } from "../paper/chart";
import { EXAMPLES, gan } from "../paper/gan";
import type { Part } from "./part";

/* The example studies that search, run as a person runs them, each with a results page. */

const NAMES = ["tune-ring", "tune-mnist", "population-ring"] as const;
const RESULTS = join(__dirname, "..", "results");
/** Trials of a page's table. */
const MOST_ROWS = 15;
const BEST = "#0b6bcb";
const OTHERS = "#bbb";

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
    writeFileSync(
      join(RESULTS, `${name}.svg`),
      isPopulation(view) ? populationPicture(view) : searchPicture(view),
    );
    results.push({ name, says: saysOf(view) });
  }
  return results;
}

const isPopulation = ({ members }: View): boolean => members !== undefined;

function saysOf(view: View): string {
  const { spent } = view;
  const cost = `${formatCount(spent.steps)} steps in ${formatDuration(spent.seconds)}`;
  return isPopulation(view) ? populationSays(view, cost) : searchSays(view, cost);
}

/** How far the best member came from where the best of the first generation was. */
function populationSays({ members = [], best, objectives }: View, cost: string): string {
  const title = objectives[0]?.title ?? "";
  const points = lineageOf(members);
  const [winner = NaN] = best;
  const first = points.flatMap(({ generation, value }) =>
    generation === 0 && value !== null ? [value] : [],
  );
  const figure = members[winner]?.generations.at(-1)?.value;
  const generations = new Set(points.map(({ generation }) => generation)).size;
  return (
    `${members.length} members, ${generations} generations, ${cost}: ${title} ` +
    `${figure?.toPrecision(3) ?? "-"} of member ${winner}; the best of the first generation had ` +
    Math.min(...first).toPrecision(3)
  );
}

/** What the best trial has gained over the base as it is, which was the first. */
function searchSays({ trials, trialsPlanned, best, objectives }: View, cost: string): string {
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
    `${cost}: ${title} ` +
    `${found?.toPrecision(3) ?? "-"} in trial ${winner ?? "-"}${against}`
  );
}

function pageOf(name: string, view: View): string {
  const { description, engines } = view;
  return [
    `# ${name}`,
    "",
    `${description ?? ""}: \`gan search examples/${name}.study.json\`, run by ` +
      "`npm run bench:search -- examples` on two processors that others used as well, with " +
      `${engines.join(" and ")}.`,
    "",
    `${saysOf(view)}.`,
    "",
    `![The figures over the steps](${name}.svg)`,
    "",
    isPopulation(view)
      ? "The members at their end:"
      : `The best ${Math.min(MOST_ROWS, view.trials.length)} of ${view.trials.length} trials:`,
    "",
    trialsTable(view, MOST_ROWS),
    "",
    ...evidenceOf(view),
  ].join("\n");
}

/** How much each setting mattered; of a population who took over from whom, and the schedule. */
function evidenceOf(view: View): string[] {
  if (isPopulation(view)) return populationReport(view, "schedule.gan.json");
  const shares = Object.entries(view.importance?.[0] ?? {}).sort(([, a], [, b]) => b - a);
  if (shares.length === 0) return [`${view.parameters.length} parameters.`, ""];
  const texts = shares.map(([name, share]) => `${name} ${(100 * share).toFixed(0)} %`);
  return [`How much each setting mattered (PED-ANOVA): ${texts.join(", ")}.`, ""];
}

/** Every member over its steps, and the way that the best one's state has come. */
function populationPicture({ members = [], best, objectives }: View): string {
  const points = lineageOf(members);
  const lines = members.map(({ member }) => ({
    name: "",
    colour: OTHERS,
    points: pointsOf(points.filter((point) => point.member === member)),
  }));
  const way = pointsOf(ancestryOf(points, best[0] ?? NaN).reverse());
  const title = `${objectives[0]?.title ?? ""} of each member; blue: the way of the best`;
  return chart(title, "steps of a member", [...lines, { name: "", colour: BEST, points: way }]);
}

const pointsOf = (stages: ReturnType<typeof lineageOf>): [number, number][] =>
  stages.flatMap(({ step, value }) => (value === null ? [] : [[step, value]]));

/** The least figure so far, over the steps of all trials. */
function searchPicture({ trials, objectives }: View): string {
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
  return chart(title, "steps of all trials", [{ name: "", colour: BEST, points }]);
}

function section(results: Result[]): string[] {
  return [
    "The examples that search, each with a page of its own:",
    "",
    ...results.map(({ name, says }) => `- [${name}](${name}.md): ${says}.`),
  ];
}

export const examples: Part<Result[]> = { title: "Examples", run, section };
