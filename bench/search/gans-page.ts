import { mean, median, quantile } from "./statistics";

/* The section of the results page about searches on GANs. */

export type Name = "ring" | "mnist";

const TITLES: Record<Name, string> = {
  ring: "Eight Gaussians on a ring: sliced Wasserstein distance",
  mnist: "MNIST: FID, by the features of the small classifier",
};

/** What a study has come to when its budget was spent. */
export interface Outcome {
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

/** What a population has come to. */
export type PopulationResult = Omit<Outcome, "pruned" | "bestAt">;

export interface Result {
  name: Name;
  seeds: number;
  points: number;
  steps: number;
  /** Of a whole grid, in training, by its own clock. */
  seconds: number;
  /** What trained, with its version. */
  engines: string[];
  /** Of what the whole grid finds best, with the seeds that it has not seen: the median. */
  gridJudged: number;
  methods: { name: string; outcomes: Outcome[] }[];
  /** Of each seed whose population was trained to its end; generations of so many steps. */
  populations: { every: number; outcomes: PopulationResult[] };
}

const percent = (share: number): string =>
  Number.isFinite(share) ? `${(100 * share).toFixed(0)} %` : "never";
const short = (value: number): string => Number(value.toPrecision(3)).toString();

export function section(results: Result[]): string[] {
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
      "goes in the order of its file, which is luck. TPE draws its first ten trials at random: with " +
      "no more trials than that it is random search. A first rung that comes too early stops what " +
      "would have been the best in the end: those studies are counted as *never*.",
    "",
    "A population is trained, since it changes the settings of its runs on their way: its members " +
      "are as many as a third of the grid has combinations, and train to the end. Its *best found* " +
      "can lie below 1, and its *judged* is that of the schedule that it has found, which is " +
      "trained once more in one run with each of the other seeds.",
    ...results.flatMap(tableOf),
  ];
}

function tableOf(result: Result): string[] {
  const { name, seeds, points, steps, seconds, engines, gridJudged, methods, populations } = result;
  return [
    "",
    `### ${TITLES[name]}`,
    "",
    `${points} combinations with each of ${seeds} seeds. A whole grid is ` +
      `${steps.toLocaleString("en")} steps, and took ${seconds.toFixed(0)} s of training on a ` +
      `busy machine, with ${engines.join(" and ")}. ASHA lets one of three go on at each rung.`,
    "",
    "| | studies | trials (stopped) | steps | best found | judged | after | never |",
    "| --- | --: | --: | --: | --: | --: | --- | --: |",
    `| the whole grid | ${seeds} | ${points} (0) | 100 % | 1 | ${short(gridJudged)} | | |`,
    ...methods.map(rowOf),
    ...(populations.outcomes.length > 0 ? [populationRow(populations)] : []),
  ];
}

/** Without the columns about combinations of the grid, which a population leaves on its way. */
function populationRow({ every, outcomes }: Result["populations"]): string {
  const of = (figure: (outcome: PopulationResult) => number): number[] => outcomes.map(figure);
  const cells = [
    `a population, generations of ${every} steps`,
    outcomes.length,
    `${median(of(({ trials }) => trials))} (0)`,
    percent(mean(of(({ spent }) => spent))),
    short(median(of(({ found }) => found))),
    short(median(of(({ judged }) => judged))),
  ];
  return `| ${cells.join(" | ")} | | |`;
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
