import { methodOf } from "../../src/search/methods";
import type { Method, PastTrial } from "../../src/search/outcome/history";
import { askMilliseconds } from "./ask-time";
import { KnownLosses } from "./known-losses";
import { Optuna } from "./optuna";
import type { Part } from "./part";
import { type Problem, PROBLEMS } from "./problems";
import { OPTUNA_VERSION, optunaPython } from "./python";
import { chanceOfLess, median, quantile, ratioInterval } from "./statistics";

/* TPE beside Optuna's, quasi-random and random search, on functions whose minima are known. */

/** So many studies of each function, unless it says otherwise. */
const STUDIES = 100;
/** After so many trials of a study its best loss is taken. */
const BUDGETS = [50, 200];
const TRIALS = Math.max(...BUDGETS);
const OURS = ["tpe", "sobol", "random"] as const;
const ASK_TRIALS = 1000;

interface Result {
  optuna: string;
  problems: {
    name: string;
    parameters: number;
    /** For each method and seed the least loss of the first trials, above the minimum. */
    regrets: Record<string, { trials: number; values: number[] }[]>;
    askMs: number;
  }[];
}

async function run(say: (text: string) => void): Promise<Result> {
  const optuna = Optuna.start(await optunaPython(say));
  const known = new KnownLosses(OPTUNA_VERSION);
  const problems: Result["problems"] = [];
  for (const problem of PROBLEMS) {
    const losses: Record<string, number[][]> = { optuna: [] };
    for (const method of OURS) losses[method] = [];
    const seeds = problem.studies ?? STUDIES;
    for (let seed = 0; seed < seeds; seed++) {
      say(`${problem.name}: seed ${seed + 1} of ${seeds}`);
      losses["optuna"]?.push(
        known.of(problem.name, seed, TRIALS) ?? (await ask(optuna, known, problem, seed)),
      );
      for (const method of OURS)
        losses[method]?.push(lossesOf(methodOf({ method }), problem, seed));
    }
    problems.push({
      name: problem.name,
      parameters: problem.space.length,
      regrets: Object.fromEntries(
        Object.entries(losses).map(([method, studies]) => [method, regretsOf(studies, problem)]),
      ),
      askMs: askMilliseconds(methodOf({ method: "tpe" }), problem, ASK_TRIALS),
    });
  }
  optuna.stop();
  return { optuna: OPTUNA_VERSION, problems };
}

async function ask(
  optuna: Optuna,
  known: KnownLosses,
  problem: Problem,
  seed: number,
): Promise<number[]> {
  const losses = await optuna.losses(problem, seed, TRIALS);
  known.keep({ problem: problem.name, seed, losses });
  return losses;
}

/** The losses of a study's trials, one after another. */
function lossesOf(method: Method, { space, lossOf }: Problem, seed: number): number[] {
  const history: PastTrial[] = [];
  const losses: number[] = [];
  for (let number = 0; number < TRIALS; number++) {
    const point = method({ space, history, number, seed });
    const loss = lossOf(point);
    losses.push(loss);
    history.push({ number, point, state: "complete", losses: [loss], reports: [] });
  }
  return losses;
}

function regretsOf(
  studies: readonly (readonly number[])[],
  { minimum }: Problem,
): { trials: number; values: number[] }[] {
  return BUDGETS.map((trials) => ({
    trials,
    values: studies.map((losses) => Math.min(...losses.slice(0, trials)) - minimum),
  }));
}

const short = (value: number): string => Number(value.toPrecision(3)).toString();

function cellOf(values: readonly number[]): string {
  return `${short(median(values))} (${short(quantile(values, 0.25))} to ${short(quantile(values, 0.75))})`;
}

function rowsOf({ name, parameters, regrets }: Result["problems"][number]): string[] {
  return (regrets["tpe"] ?? []).map(({ trials, values: { length: studies } }, i) => {
    const of = (method: string): number[] => regrets[method]?.[i]?.values ?? [];
    const ratio = median(of("tpe")) / median(of("optuna"));
    const interval = ratioInterval(of("tpe"), of("optuna")).map((end) => end.toFixed(2));
    return [
      "",
      `${name} (${parameters})`,
      `${trials} (${studies})`,
      ...["tpe", "optuna", "sobol", "random"].map((method) => cellOf(of(method))),
      `${ratio.toFixed(2)} (${interval.join(" to ")})`,
      `${(100 * chanceOfLess(of("tpe"), of("optuna"))).toFixed(0)} %`,
      "",
    ]
      .join(" | ")
      .trim();
  });
}

function section({ optuna, problems }: Result): string[] {
  return [
    "Functions with known minima. The figures are the best loss so far above the minimum: " +
      "median (quartiles). TPE is this project's; Optuna " +
      `${optuna} runs \`TPESampler(multivariate=True, group=True, constant_liar=True)\` on the very ` +
      "same functions. The ratio is that of the two medians, below 1 where this project's is " +
      "better, with the bootstrap's 95 % interval. Densities and choices of both are equal " +
      "(`test/unit/search/methods/tpe.test.ts`) where equal values have the same order, which " +
      "says which of the kernels at one value is the wider one: NumPy's sort leaves it to the " +
      "processor, and here it is drawn, by the seed of the study. How likely a study of this " +
      "project ends better than one of Optuna's is the last column; 50 % is a draw.",
    "",
    "| function (parameters) | trials (studies) | TPE | Optuna's TPE | Sobol' | random | ratio | better |",
    "| --- | --: | --- | --- | --- | --- | --: | --: |",
    ...problems.flatMap(rowsOf),
    "",
    `To ask TPE for a point after ${ASK_TRIALS.toLocaleString("en")} trials takes (median of ` +
      "processor time): " +
      `${problems.map(({ name, askMs }) => `${name} ${askMs.toFixed(1)} ms`).join(", ")}.`,
  ];
}

export const functions: Part<Result> = { title: "Functions", run, section };
