import { asFileName } from "../../shared/text/names";
import {
  type Choice,
  gridOfRange,
  numberLabels,
  parametersOf,
  settingsOfNumber,
  type StudySetting,
  type Varied,
  type VariedParameter,
} from "./parameters";
import type { Condition } from "./space";

/*
 * Which experiments a study without a search consists of: all combinations of what its parameters
 * may be. `methods/` chooses trials in other ways.
 */

/** More runs than anybody means: a slip of the keyboard. */
export const MAX_RUNS = 10_000;

/** The factor over which a report takes means. */
export const SEED = "training.seed";

/** A parameter as a grid takes it. */
export interface Factor {
  name: string;
  when?: Condition;
  choices: Choice[];
  /** Whether the choices have names of a person's. */
  named: boolean;
}

/** One choice for each factor whose condition is met. */
export interface Combination {
  /** A name for its folder; different for each combination of a study. */
  id: string;
  /** For each of these factors, the label of its choice. */
  labels: Record<string, string>;
  /** In the order in which they are to be made. */
  settings: StudySetting[];
}

/** What a grid is made of: what is varied, and the seeds where the study gives them apart. */
interface Grid extends Varied {
  search?: { seeds?: number[] | undefined } | undefined;
}

/** Whether every combination is trained, and none is chosen. */
export const isGrid = ({ search }: { search?: { method: string } | undefined }): boolean =>
  search === undefined || search.method === "grid";

/** The factors in the order of the file; the seeds that a search gives come last. */
export function factorsOf({ vary, search }: Omit<Grid, "set">): Factor[] {
  const seeds = search?.seeds ? [seedFactor(search.seeds)] : [];
  return [...parametersOf({ vary }).map(factorOf), ...seeds];
}

const seedFactor = (seeds: readonly number[]): Factor => ({
  name: SEED,
  named: false,
  choices: seeds.map((value, i) => ({
    label: String(value),
    settings: [{ path: SEED, value, place: ["search", "seeds", i] }],
  })),
});

function factorOf(parameter: VariedParameter): Factor {
  const { name, when } = parameter;
  const common = { name, ...(when ? { when } : {}) };
  if (parameter.kind === "choice")
    return { ...common, choices: parameter.choices, named: parameter.named };
  const values = gridOfRange(parameter.domain, parameter.count) ?? [];
  const labels = numberLabels(values);
  return {
    ...common,
    named: false,
    choices: values.map((value, i) => ({
      label: labels[i] ?? "",
      settings: settingsOfNumber(parameter, value),
    })),
  };
}

/** How many combinations a grid has. */
export function countCombinations(study: Omit<Grid, "set">): number {
  const factors = factorsOf(study);
  const asked = new Set(factors.flatMap(({ when }) => (when ? [when.parameter] : [])));
  // Combinations that conditions cannot tell apart are counted together.
  let counts = new Map<string, { labels: Record<string, string>; count: number }>([
    ["", { labels: {}, count: 1 }],
  ]);
  for (const { name, when, choices } of factors) {
    const next: typeof counts = new Map();
    const add = (labels: Record<string, string>, count: number) => {
      const key = JSON.stringify(labels);
      next.set(key, { labels, count: (next.get(key)?.count ?? 0) + count });
    };
    for (const { labels, count } of counts.values()) {
      const isActive = !when || when.labels.includes(labels[when.parameter] ?? "");
      if (!isActive) add(labels, count);
      else if (!asked.has(name)) add(labels, count * choices.length);
      else for (const { label } of choices) add({ ...labels, [name]: label }, count);
    }
    counts = next;
    if (counts.size > MAX_RUNS) break;
  }
  return [...counts.values()].reduce((sum, { count }) => sum + count, 0);
}

/** A combination before it has a name. */
interface Unnamed {
  labels: Record<string, string>;
  settings: StudySetting[];
  words: string[];
}

/** Every combination; the last factor changes fastest. A study without factors is one run. */
export function combinationsOf(study: Grid): Combination[] {
  const start: Unnamed = { labels: {}, settings: commonSettings(study), words: [] };
  const all = factorsOf(study).reduce(
    (combinations, factor) =>
      combinations.flatMap((combination) =>
        isMet(factor.when, combination.labels) ? withEach(combination, factor) : [combination],
      ),
    [start],
  );
  const taken = new Set<string>();
  return all.map(({ words, ...rest }) => ({ id: runId(words, taken), ...rest }));
}

/** What a study sets alike in all runs. */
export const commonSettings = ({ set }: Pick<Varied, "set">): StudySetting[] =>
  Object.entries(set).map(([path, value]) => ({ path, value, place: ["set", path] }));

export function isMet(when: Condition | undefined, labels: Record<string, string>): boolean {
  if (!when) return true;
  const label = labels[when.parameter];
  return label !== undefined && when.labels.includes(label);
}

const withEach = ({ labels, settings, words }: Unnamed, factor: Factor): Unnamed[] =>
  factor.choices.map((choice) => ({
    labels: { ...labels, [factor.name]: choice.label },
    settings: [...settings, ...choice.settings],
    words: [
      ...words,
      factor.named ? choice.label : `${factor.name.split(".").at(-1) ?? ""}-${choice.label}`,
    ],
  }));

/**
 * A combination for a person: `Adam, seed 1`. Numbers and the like say of which factor they are.
 */
export function textOf(labels: Record<string, string>): string {
  const speaks = (label: string) => !/^[-\d."{[]|^(true|false|null)$/.test(label);
  return Object.entries(labels)
    .map(([factor, label]) =>
      speaks(label) ? label : `${factor.split(".").at(-1) ?? factor} ${label}`,
    )
    .join(", ");
}

/** A name for a run's folder that is not taken yet, of words of its combination. */
export function runId(words: readonly string[], taken: Set<string>): string {
  const wanted =
    words
      .map((word) => asFileName(word, 40))
      .join("_")
      .slice(0, 150) || "run";
  let id = wanted;
  // File systems that do not tell capitals apart must do as well.
  for (let n = 2; taken.has(id.toLowerCase()); n++) id = `${wanted}-${n}`;
  taken.add(id.toLowerCase());
  return id;
}
