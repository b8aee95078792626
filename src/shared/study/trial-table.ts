import { formatCount, formatDuration, formatNumber } from "../text/format";
import type { StudyView, TrialState, TrialView } from "./study-view";

/* The table of a study's trials: its columns, order and filter. */

export interface TrialColumn {
  /** Stays the same over the study's life: `number`, `objective 0`, `parameter rate`, ... */
  id: string;
  title: string;
  /** Its cells stand at the right. */
  number: boolean;
  /** What is written in a trial's cell; empty where there is nothing to say. */
  text(trial: TrialView): string;
  /** What the order goes by; undefined is always last. */
  key(trial: TrialView): number | string | undefined;
}

export const STATE_NAMES: Record<TrialState, string> = {
  waiting: "waiting",
  running: "running",
  interrupted: "interrupted",
  finished: "finished",
  pruned: "pruned",
  diverged: "diverged",
  failed: "failed",
};
/** In the order of the state column: what goes on first, what went wrong last. */
export const TRIAL_STATES = Object.keys(STATE_NAMES) as TrialState[];

/** How far a trial's runs have come, and how long they have trained. */
export const stepsOf = ({ runs }: TrialView): number =>
  runs.reduce((sum, { step }) => sum + step, 0);
export const secondsOf = ({ runs }: TrialView): number =>
  runs.reduce((sum, { trainingSeconds }) => sum + trainingSeconds, 0);

/** A value of a parameter for a person. */
export const valueText = (value: number | string | undefined): string =>
  typeof value === "number" ? formatNumber(value) : (value ?? "");

/** Mean, and where there are several seeds the deviation: 0.123 ± 0.004. */
export function spreadText(spread: { value: number; stddev?: number } | undefined): string {
  if (!spread) return "";
  const { value, stddev } = spread;
  return stddev === undefined
    ? formatNumber(value)
    : `${formatNumber(value)} ± ${formatNumber(stddev, 2)}`;
}

/** All columns of a study's table, in their order. */
export function trialColumns({ objectives, parameters, trials }: StudyView): TrialColumn[] {
  return [
    NUMBER,
    STATE,
    ...objectives.map(({ title }, i) =>
      column(
        { id: `objective ${i}`, title, number: true },
        (trial) => trial.objectives?.[i]?.value,
        (trial) => spreadText(trial.objectives?.[i]),
      ),
    ),
    ...parameters.map(({ name, domain }) =>
      column(
        { id: `parameter ${name}`, title: name, number: domain.kind !== "choice" },
        ({ values }) => values[name],
        ({ values }) => valueText(values[name]),
      ),
    ),
    STEPS,
    ...(trials.some(({ prunedAt }) => prunedAt !== undefined) ? [PRUNED_AT] : []),
    SECONDS,
    ...(trials.some(({ origin }) => origin !== undefined) ? [ORIGIN] : []),
  ];
}

const column = (
  what: Pick<TrialColumn, "id" | "title" | "number">,
  key: TrialColumn["key"],
  text: TrialColumn["text"],
): TrialColumn => ({ ...what, key, text });

const NUMBER = column(
  { id: "number", title: "#", number: true },
  ({ number }) => number,
  ({ number }) => String(number),
);
const STATE = column(
  { id: "state", title: "State", number: false },
  ({ state }) => TRIAL_STATES.indexOf(state),
  ({ state }) => STATE_NAMES[state],
);
const STEPS = column({ id: "steps", title: "Steps", number: true }, stepsOf, (trial) =>
  formatCount(stepsOf(trial)),
);
const PRUNED_AT = column(
  { id: "prunedAt", title: "Pruned at", number: true },
  ({ prunedAt }) => prunedAt,
  ({ prunedAt }) => (prunedAt === undefined ? "" : formatCount(prunedAt)),
);
const SECONDS = column({ id: "seconds", title: "Time", number: true }, secondsOf, (trial) =>
  secondsOf(trial) > 0 ? formatDuration(secondsOf(trial)) : "",
);
const ORIGIN = column(
  { id: "origin", title: "From", number: false },
  ({ origin }) => origin,
  ({ origin }) => origin ?? "",
);

export interface SortOrder {
  /** The id of a column. */
  by: string;
  descending: boolean;
}

const names = new Intl.Collator("en", { numeric: true });

/**
 * The trials in an order; those without a value of the column are last in both directions, and
 * equals stay in the order of their numbers.
 */
export function sortTrials(
  trials: readonly TrialView[],
  columns: readonly TrialColumn[],
  { by, descending }: SortOrder,
): TrialView[] {
  const key = columns.find(({ id }) => id === by)?.key;
  const ordered = [...trials].sort((a, b) => a.number - b.number);
  if (!key) return ordered;
  const keyed = ordered.map((trial) => ({ trial, value: rankable(key(trial)) }));
  const sign = descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.value === undefined || b.value === undefined)
      return Number(a.value === undefined) - Number(b.value === undefined);
    return sign * compare(a.value, b.value);
  });
  return keyed.map(({ trial }) => trial);
}

/** A NaN has no place in an order. */
const rankable = (value: number | string | undefined): number | string | undefined =>
  typeof value === "number" && Number.isNaN(value) ? undefined : value;

function compare(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a === b ? 0 : a - b;
  return names.compare(String(a), String(b));
}

export interface TrialFilter {
  /** Words that a trial has somewhere in its row, or comparisons such as `rate<0.001`. */
  text: string;
  /** States that are not shown. */
  hiddenStates: readonly TrialState[];
}

/** The trials that a filter lets through, in their order. */
export function filterTrials(
  trials: readonly TrialView[],
  columns: readonly TrialColumn[],
  { text, hiddenStates }: TrialFilter,
): TrialView[] {
  const conditions = text
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => conditionOf(word, columns));
  return trials.filter(
    (trial) => !hiddenStates.includes(trial.state) && conditions.every((meets) => meets(trial)),
  );
}

type Condition = (trial: TrialView) => boolean;

/** A word of the filter: `rate<1e-3` where there is such a column, else any cell's part. */
function conditionOf(word: string, columns: readonly TrialColumn[]): Condition {
  const comparison = /^(.+?)(<=|>=|<|>|=)(.+)$/.exec(word);
  const [, name = "", operator = "", right = ""] = comparison ?? [];
  const named = columns.find(({ title }) => title.toLowerCase() === name.toLowerCase());
  if (comparison && named) return comparisonOf(named, operator, right);
  const sought = word.toLowerCase();
  return (trial) => columns.some((one) => one.text(trial).toLowerCase().includes(sought));
}

function comparisonOf({ key, text }: TrialColumn, operator: string, right: string): Condition {
  const bound = Number(right);
  if (operator === "=")
    return (trial) => text(trial).toLowerCase() === right.toLowerCase() || key(trial) === bound;
  return (trial) => {
    const value = key(trial);
    if (typeof value !== "number" || Number.isNaN(bound)) return false;
    if (operator === "<") return value < bound;
    if (operator === "<=") return value <= bound;
    return operator === ">" ? value > bound : value >= bound;
  };
}

/** The widths of columns in letters: of their names with the mark of the order, and their cells. */
export const columnWidths = (
  trials: readonly TrialView[],
  columns: readonly TrialColumn[],
): number[] =>
  columns.map(({ title, text }) =>
    Math.min(
      MAX_LETTERS,
      trials.reduce((most, trial) => Math.max(most, text(trial).length), title.length + 2),
    ),
  );
const MAX_LETTERS = 32;
