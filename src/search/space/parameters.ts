import type { Path } from "../../experiment/parse";
import type { Setting } from "../../experiment/settings";
import { formatNumber } from "../../shared/text/format";
import type { RangeInput } from "../schema/vary";
import type { Condition, Domain } from "./space";

/* What a study varies, from its file: parameters, each with what it sets. */

/** A value for a place in the experiment, and where the study says so. */
export interface StudySetting extends Setting {
  place: Path;
}

/** One of the things that a parameter may be. */
export interface Choice {
  label: string;
  settings: StudySetting[];
}

export type NumberDomain = Exclude<Domain, { kind: "choice" }>;

/** A parameter of a study: of a few things, or of a range of numbers. */
export type VariedParameter = {
  name: string;
  when?: Condition;
  /** The places that it sets. */
  paths: string[];
} & (
  | {
      kind: "choice";
      choices: Choice[];
      /** Whether the choices have names of a person's. */ named: boolean;
    }
  | { kind: "range"; domain: NumberDomain; /** Values of a grid. */ count?: number }
);

/** The part of a study that says what is varied. */
export interface Varied {
  vary: Record<string, unknown[] | Record<string, unknown>>;
  set: Record<string, unknown>;
}

type List = { values: unknown[]; paths?: string[] | undefined; when?: RangeInput["when"] };
type Named = Record<string, Record<string, unknown>>;

const isRange = (given: Record<string, unknown>): given is RangeInput & Record<string, unknown> =>
  typeof given["from"] === "number";
const isList = (given: Record<string, unknown>): given is List & Record<string, unknown> =>
  Array.isArray(given["values"]);

/** The parameters in the order of the file. */
export const parametersOf = ({ vary }: Pick<Varied, "vary">): VariedParameter[] =>
  Object.entries(vary).map(([name, given]) => parameterOf(name, given));

function parameterOf(name: string, given: Varied["vary"][string]): VariedParameter {
  if (Array.isArray(given))
    return { name, paths: [name], ...choicesOf(given, [name], ["vary", name]) };
  if (isRange(given)) return rangeOf(name, given);
  if (isList(given)) {
    const paths = given.paths ?? [name];
    return {
      name,
      paths,
      ...conditionOf(given.when),
      ...choicesOf(given.values, paths, ["vary", name, "values"]),
    };
  }
  const named = given as Named;
  return {
    name,
    kind: "choice",
    named: true,
    paths: [...new Set(Object.values(named).flatMap(Object.keys))],
    choices: Object.entries(named).map(([label, settings]) => ({
      label,
      settings: Object.entries(settings).map(([path, value]) => ({
        path,
        value,
        place: ["vary", name, label, path],
      })),
    })),
  };
}

function choicesOf(values: readonly unknown[], paths: readonly string[], place: Path) {
  const labels = labelsOf(values);
  return {
    kind: "choice" as const,
    named: false,
    choices: values.map((value, i) => ({
      label: labels[i] ?? "",
      settings: paths.map((path) => ({ path, value, place: [...place, i] })),
    })),
  };
}

function rangeOf(name: string, given: RangeInput): VariedParameter {
  const { from, to, scale, integer, step, count } = given;
  const log = scale === "log";
  return {
    name,
    paths: given.paths ?? [name],
    ...conditionOf(given.when),
    kind: "range",
    domain: integer
      ? { kind: "integer", from, to, log, step: step ?? 1 }
      : { kind: "float", from, to, log, ...(step === undefined ? {} : { step }) },
    ...(count === undefined ? {} : { count }),
  };
}

function conditionOf(when: RangeInput["when"]): { when?: Condition } {
  const [entry] = Object.entries(when ?? {});
  return entry ? { when: { parameter: entry[0], labels: entry[1].map(String) } } : {};
}

/** Short names for values: an object with a `type` goes by it where that tells them apart. */
function labelsOf(values: readonly unknown[]): string[] {
  const types = values.map((value) =>
    typeof value === "object" && value !== null && "type" in value ? String(value.type) : undefined,
  );
  const byType = types.every((type) => type !== undefined) && new Set(types).size === values.length;
  if (byType) return types;
  return values.map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
}

/** What a number of a range sets, and where the study says so: at an end that it is. */
export function settingsOfNumber(
  { name, paths, domain }: VariedParameter & { kind: "range" },
  value: number,
): StudySetting[] {
  const ends = (["from", "to"] as const).filter((end) => domain[end] === value);
  return paths.map((path) => ({ path, value, place: ["vary", name, ...ends.slice(0, 1)] }));
}

/**
 * The values of a range in a grid: `count` of them, or those of its steps; undefined where neither
 * says which.
 */
export function gridOfRange(domain: NumberDomain, count?: number): number[] | undefined {
  if (count !== undefined) return spacedValues(domain, count);
  const { from, to, step } = domain;
  if (step === undefined) return undefined;
  const length = Math.floor((to - from) / step + 1e-9) + 1;
  return Array.from({ length: Math.min(length, MAX_VALUES) }, (_, i) => clean(from + i * step));
}

/** More values of one parameter nobody trains. */
const MAX_VALUES = 10_001;

function spacedValues({ kind, from, to, log, step }: NumberDomain, count: number): number[] {
  const values = Array.from({ length: count }, (_, i) => {
    if (i === 0) return from;
    if (i === count - 1) return to;
    const share = i / (count - 1);
    const value = log ? from * (to / from) ** share : from + (to - from) * share;
    if (step !== undefined) return clean(from + Math.round((value - from) / step) * step);
    return kind === "integer" ? Math.round(value) : clean(value);
  });
  return [...new Set(values)];
}

/** Without the last digits, in which sums of decimal fractions err: 0.3, and not 0.30000000004. */
const clean = (value: number): number => Number(value.toPrecision(12));

/** Texts for numbers, as short as tells them apart. */
export function numberLabels(values: readonly number[]): string[] {
  const short = values.map(numberLabel);
  return new Set(short).size === values.length ? short : values.map(String);
}

/** A number of a range as a label, without separators of thousands: a run is named by it. */
export const numberLabel = (value: number): string =>
  Number.isInteger(value) ? String(value) : formatNumber(value, 4).replaceAll(",", "");
