import type { Plan } from "../../src/search";
import { type Name, type Outcome, type PopulationResult, type Result, section } from "./gans-page";
import type { Part } from "./part";
import { type PopulationSettings, readPopulation, trainPopulation } from "./populations";
import { type ReplayedTrial, replay } from "./replay";
import { mean, median } from "./statistics";
import { keyOf, planOver, readTable, recordingIn, type Table, trainTable } from "./table";

/* Searches on GANs, at equal total steps. */

const TRAINING_SEEDS = [1, 2, 3, 4, 5];
/** Studies of each method that draws, on each of the tables. */
const STUDIES = 5;
/** What every study may spend, of the steps of the whole grid. */
const BUDGET = 1 / 3;

/** With each of them the methods are run; the first rung is what matters. */
const ASHA: Record<Name, Asha[]> = {
  ring: [asha(60, 3), asha(120, 3)],
  mnist: [asha(120, 3)],
};
/** As many members as a third of the grid has combinations: so they have as many steps. */
const POPULATIONS: Record<Name, PopulationSettings> = {
  ring: { members: 10, every: 240 },
  mnist: { members: 4, every: 180 },
};
const NAMES: readonly Name[] = ["ring", "mnist"];
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

async function run(say: (text: string) => void, work: string): Promise<Result[]> {
  const results: Result[] = [];
  for (const name of NAMES) {
    const tables = await tablesOf(name, say, work);
    if (tables.length < 2) continue;
    const populations = await populationsOf(name, tables, say, work);
    results.push({ ...resultOf(name, tables, say), populations });
  }
  return results;
}

const mayTrain = (): boolean => process.env["GAN_BENCH_TRAIN"] !== "off";

/** The tables of all seeds; those that are there where nothing may be trained. */
async function tablesOf(name: Name, say: (text: string) => void, work: string): Promise<Table[]> {
  const tables: Table[] = [];
  for (const seed of TRAINING_SEEDS) {
    say(`${name}: table of seed ${seed}`);
    if (mayTrain()) await trainTable(name, seed, work);
    const table = await readTable(name, seed, work);
    if (table) tables.push(table);
  }
  return tables;
}

/** A population with each of the seeds, judged by runs of its schedule with the other seeds. */
async function populationsOf(
  name: Name,
  tables: readonly Table[],
  say: (text: string) => void,
  work: string,
): Promise<Result["populations"]> {
  const population = POPULATIONS[name];
  const outcomes: PopulationResult[] = [];
  for (const table of tables) {
    const { seed } = table;
    say(`${name}: population of seed ${seed}`);
    const others = tables.map((other) => other.seed).filter((other) => other !== seed);
    if (mayTrain()) await trainPopulation(name, seed, population, others, work);
    const outcome = await readPopulation(name, seed, MEASURES[name], others, work);
    if (!outcome) continue;
    outcomes.push({
      trials: outcome.members,
      spent: outcome.steps / table.steps,
      found: outcome.loss / bestIn(name, table).loss,
      judged: median(outcome.others),
    });
  }
  return { every: population.every, outcomes };
}

function resultOf(
  name: Name,
  tables: readonly Table[],
  say: (text: string) => void,
): Omit<Result, "populations"> {
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
    engines: [...new Set(tables.flatMap(({ engines }) => engines))],
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

export const gans: Part<Result[]> = { title: "GANs", run, section };
