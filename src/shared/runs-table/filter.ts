import type { RunColumn } from "./column";
import {
  type Comparison,
  findColumn,
  type FilterProblem,
  numberOf,
  OPERATORS,
} from "./filter-terms";
import type { RunEntry } from "./run-entry";

/*
 * The filter of the table of runs, as a person types it: `state:finished FID<20 tag:good -failed
 * "two words" learningRate!=0.001`. All terms must hold.
 */

export interface RunFilter {
  fits(run: RunEntry): boolean;
  /** What in the text could not be understood, in words; those terms filter nothing. */
  problems: FilterProblem[];
}

type Condition = (run: RunEntry) => boolean;

/** A term: maybe `-`, then a word or a text in quotes, maybe an operator and what stands after it. */
const TERM = new RegExp(
  String.raw`(-?)(?:"([^"]*)"|([^\s"<>=!:]+))(?:\s*(<=|>=|!=|<|>|=|:)\s*(?:"([^"]*)"|([^\s"]*)))?|(\S+)`,
  "g",
);

export function parseFilter(text: string, columns: readonly RunColumn[]): RunFilter {
  const conditions: Condition[] = [];
  const problems: FilterProblem[] = [];
  for (const [whole, minus, quoted, bare, operator, rightQuoted, rightBare, odd] of text.matchAll(
    TERM,
  )) {
    const left = quoted ?? bare ?? "";
    const right = rightQuoted ?? rightBare ?? "";
    if (odd !== undefined) {
      problems.push({ term: odd, message: `“${odd}” is no part of a filter` });
      continue;
    }
    const made = operator
      ? compared({ whole, left, operator: operator as Comparison, right }, columns)
      : wordCondition(left, columns);
    if (typeof made === "function") conditions.push(minus ? (run) => !made(run) : made);
    else problems.push(made);
  }
  return { fits: (run) => conditions.every((holds) => holds(run)), problems };
}

/** A word that stands anywhere in a run's row. */
function wordCondition(word: string, columns: readonly RunColumn[]): Condition {
  const sought = word.toLowerCase();
  return (run) => columns.some(({ text }) => text(run).toLowerCase().includes(sought));
}

interface Term {
  whole: string;
  left: string;
  operator: Comparison;
  right: string;
}

function compared(term: Term, columns: readonly RunColumn[]): Condition | FilterProblem {
  const { whole, left, operator, right } = term;
  const found = findColumn(left, columns);
  if ("message" in found) return { term: whole, message: found.message };
  if (right === "" && operator !== "=" && operator !== "!=")
    return { term: whole, message: `“${whole}”: what is ${found.title} compared with?` };
  return OPERATORS[operator] === "size" ? sizeCondition(found, term) : textCondition(found, term);
}

function sizeCondition(column: RunColumn, term: Term): Condition | FilterProblem {
  const { whole, operator, right } = term;
  const bound = numberOf(right, column.unit);
  if (bound === undefined) return { term: whole, message: `“${whole}”: ${right} is no number` };
  return (run) => {
    const value = column.key(run);
    if (typeof value !== "number") return false;
    if (operator === "<") return value < bound;
    if (operator === "<=") return value <= bound;
    return operator === ">" ? value > bound : value >= bound;
  };
}

function textCondition({ key, text, unit }: RunColumn, { operator, right }: Term): Condition {
  const sought = right.toLowerCase();
  if (operator === ":") return (run) => text(run).toLowerCase().includes(sought);
  const bound = numberOf(right, unit);
  const isEqual: Condition = (run) => {
    const value = key(run);
    if (typeof value === "number" && bound !== undefined) return value === bound;
    return text(run).toLowerCase() === sought;
  };
  return operator === "=" ? isEqual : (run) => !isEqual(run);
}
