import type { Plan } from "../../src/search";
import type { Part } from "./part";
import { type ReplayedTrial, replay } from "./replay";
import { mean, median, quantile } from "./statistics";
import { keyOf, planOver, readTable, recordingIn, type Table, trainTable } from "./table";

/* Searches on GANs, at equal total steps. */

const TRAINING_SEEDS = [1, 2, 3, 4, 5];
/** Studies of each method that draws, on each of the tables. */
const STUDIES = 5;
/** What every study may spend, of the steps of the whole grid. */
const BUDGET = 1 / 3;

/** With each of them the methods are run; the first rung is what matters. */
const ASHA = { ring: [asha(60, 3), asha(120, 3)], mnist: [asha(40, 3)] };
type Name = keyof typeof ASHA;
const NAMES: readonly Name[] = ["ring", "mnist"];
const TITLES: Record<Name, string> = {
  ring: "Eight Gaussians on a ring: sliced Wasserstein distance",
  mnist: "MNIST: FID, by the features of the small classifier",
};

const MEASURES: Record<Name, string> = { ring: "slicedW1", mnist: "fid" };

interface Asha {
  type: "asha";
  minResource: number;
  reductionFactor: number;
}

function asha(minResource: number, reductionFactor: number): Asha {
  return { type: "asha", minResource, reductionFactor };
}

const METHODS = { grid: "the grid", random: "random", tpe: "TPE" };

/** How a study chooses its trials, and stops them. */
interface How {
  name: string;
  method: string;
  prune?: Asha;
}

const waysFor = (name: Name): How[] =>
  Object.entries(METHODS).flatMap(([method, title]) => [
    { name: title, method },
    ...ASHA[name].map((prune) => ({
      name: `${title}, with ASHA from step ${prune.minResource}`,
      method,
      prune,
    })),
  ]);

/** What a study has come to when its budget was spent. */
interface Outcome {
  trials: number;
  pruned: number;
  /** Of the steps of the whole grid. */
  spent: number;
  /** The best trial's loss, over the least of the whole grid. */
  found: number;
  /** The loss of the same settings with the seeds that the study has not seen: the median. */
  judged: number;
  /** When it had the best of the grid, of the grid's steps; missing where it never had it. */
  bestAt?: number;
}

interface Result {
  name: Name;
  seeds: number;
  points: number;
  steps: number;
  /** Of a whole grid, in training, by its own clock. */
  seconds: number;
  /** Of what the whole grid finds best, with the seeds that it has not seen: the median. */
  gridJudged: number;
  methods: { name: string; outcomes: Outcome[] }[];
}

async function run(say: (text: string) => void, work: string): Promise<Result[]> {
  const results: Result[] = [];
  for (const name of NAMES) {
    const tables = await tablesOf(name, say, work);
    if (tables.length > 1) results.push(resultOf(name, tables, say));
  }
  return results;
}

/** The tables of all seeds; those that are there where nothing may be trained. */
async function tablesOf(name: Name, say: (text: string) => void, work: string): Promise<Table[]> {
  const tables: Table[] = [];
  for (const seed of TRAINING_SEEDS) {
    say(`${name}: table of seed ${seed}`);
    if (process.env["GAN_BENCH_TRAIN"] !== "off") await trainTable(name, seed, work);
    const table = await readTable(name, seed, work);
    if (table) tables.push(table);
  }
  return tables;
}

function resultOf(name: Name, tables: readonly Table[], say: (text: string) => void): Result {
  const methods = waysFor(name).map((how) => {
    say(`${name}: ${how.name}`);
    const draws = how.method === "grid" ? 1 : STUDIES;
    const outcomes = tables.flatMap((table, index) =>
      Array.from({ length: draws }, (_, seed) => {
        const trials = replay(planOf(name, how, table, seed), (run) => recordingIn(table, run));
        return outcomeOf(name, trials, index, tables);
      }),
    );
    return { name: how.name, outcomes };
  });
  return {
    name,
    seeds: tables.length,
    points: tables[0]?.recordings.size ?? 0,
    steps: mean(tables.map(({ steps }) => steps)),
    seconds: mean(tables.map(({ seconds }) => seconds)),
    gridJudged: median(
      tables.map((table, index) => judgedOf(name, bestIn(name, table).key, index, tables)),
    ),
    methods,
  };
}

function planOf(name: Name, { method, prune }: How, { recordings }: Table, seed: number): Plan {
  return planOver(name, {
    method,
    ...(method === "grid" ? {} : { trials: recordings.size, seed }),
    ...(prune ? { prune } : {}),
  });
}

function outcomeOf(
  name: Name,
  trials: readonly ReplayedTrial[],
  index: number,
  tables: readonly Table[],
): Outcome {
  const table = tables[index]!;
  const best = bestIn(name, table);
  const within: ReplayedTrial[] = [];
  let spent = 0;
  let steps = 0;
  let bestAt: number | undefined;
  for (const trial of trials) {
    steps += trial.steps;
    if (!trial.isPruned && keyOf(trial.labels) === best.key) bestAt ??= steps / table.steps;
    if (steps > BUDGET * table.steps) continue;
    spent = steps;
    within.push(trial);
  }
  const complete = within.filter(({ isPruned }) => !isPruned).map(({ labels }) => keyOf(labels));
  const chosen = complete.reduce((a, b) =>
    lossIn(name, table, b) < lossIn(name, table, a) ? b : a,
  );
  return {
    trials: within.length,
    pruned: within.filter(({ isPruned }) => isPruned).length,
    spent: spent / table.steps,
    found: lossIn(name, table, chosen) / best.loss,
    judged: judgedOf(name, chosen, index, tables),
    ...(bestAt === undefined ? {} : { bestAt }),
  };
}

function bestIn(name: Name, table: Table): { key: string; loss: number } {
  const all = [...table.recordings.keys()].map((key) => ({ key, loss: lossIn(name, table, key) }));
  return all.reduce((a, b) => (b.loss < a.loss ? b : a));
}

/** The last figure of a run; one that diverged is the worst. */
function lossIn(name: Name, { recordings }: Table, key: string): number {
  const recording = recordings.get(key);
  const figure = recording?.evaluations.at(-1)?.results[MEASURES[name]]?.value;
  return recording?.state === "finished" && typeof figure === "number" ? figure : Infinity;
}

function judgedOf(name: Name, key: string, index: number, tables: readonly Table[]): number {
  const others = tables.filter((_, i) => i !== index);
  return median(others.map((table) => lossIn(name, table, key)));
}

const percent = (share: number): string =>
  Number.isFinite(share) ? `${(100 * share).toFixed(0)} %` : "never";
const short = (value: number): string => Number(value.toPrecision(3)).toString();

function section(results: Result[]): string[] {
  return [
    "Small spaces of settings, all of whose combinations were trained to the end by " +
      "`gan search`, once for each seed (`bench/search/tables/`). The methods are given these " +
      "spaces. A run follows from its config alone, number by number, so where a study asks for " +
      "a run, its recorded evaluations are read instead of training it once more; desk, claims, " +
      "journal, method and pruner are those of `gan search`. Every study may spend a third of the " +
      "steps of the whole grid. *Best found* is the loss of its best trial over the least of the " +
      "whole grid; *judged* the loss of the same settings with the seeds that the study has not " +
      "seen. Both are medians over the studies. *After* says when a study that goes on has the " +
      "best combination of the whole grid, in steps of the whole grid: median (quartiles). The grid " +
      "goes in the order of its file, which is luck.",
    ...results.flatMap(tableOf),
  ];
}

function tableOf(result: Result): string[] {
  const { name, seeds, points, steps, seconds, gridJudged, methods } = result;
  return [
    "",
    `### ${TITLES[name]}`,
    "",
    `${points} combinations with each of ${seeds} seeds. A whole grid is ` +
      `${steps.toLocaleString("en")} steps, and took ${seconds.toFixed(0)} s of training on a ` +
      `busy machine. ASHA lets one of three go on at each rung.`,
    "",
    "| | studies | trials (stopped) | steps | best found | judged | after | never |",
    "| --- | --: | --: | --: | --: | --: | --- | --: |",
    `| the whole grid | ${seeds} | ${points} (0) | 100 % | 1 | ${short(gridJudged)} | | |`,
    ...methods.map(rowOf),
  ];
}

function rowOf({ name, outcomes }: Result["methods"][number]): string {
  const of = (figure: (outcome: Outcome) => number): number[] => outcomes.map(figure);
  const after = of(({ bestAt }) => bestAt ?? Infinity);
  const never = after.filter((share) => share === Infinity).length;
  const cells = [
    name,
    outcomes.length,
    `${median(of(({ trials }) => trials))} (${median(of(({ pruned }) => pruned))})`,
    percent(mean(of(({ spent }) => spent))),
    short(median(of(({ found }) => found))),
    short(median(of(({ judged }) => judged))),
    `${percent(median(after))} (${percent(quantile(after, 0.25))} to ${percent(quantile(after, 0.75))})`,
    percent(never / outcomes.length),
  ];
  return `| ${cells.join(" | ")} |`;
}

export const gans: Part<Result[]> = { title: "GANs", run, section };
