import { getLocation, parse, type Location } from "jsonc-parser";
import { parameterSchema } from "../schema/vary";
import { parametersOf, type VariedParameter } from "../space/parameters";

/*
 * What may stand inside `when` and `first` of a study: names of its own parameters and of their
 * choices, which no schema knows.
 */

/** A text that may stand in a place, and what it replaces there. */
export interface Completion {
  /** As JSON. */
  text: string;
  kind: "name" | "value";
  offset: number;
  length: number;
}

/** What may stand at a place of a study's text, also of one that is being written. */
export function completionsAt(text: string, offset: number): Completion[] {
  const location = getLocation(text, offset);
  const { path, previousNode, isAtPropertyKey } = location;
  const given = (parse(text) ?? {}) as Given;
  const texts = isAtPropertyKey ? namesAt(location, given) : valuesAt(location, given);
  const replaced =
    previousNode && offset <= previousNode.offset + previousNode.length
      ? { offset: previousNode.offset, length: previousNode.length }
      : { offset, length: 0 };
  // A condition takes a list of values.
  const isWholeCondition = isCondition(path) && path.length === 4;
  return texts.map((one) => ({
    text: isWholeCondition && !isAtPropertyKey ? `[${one}]` : one,
    kind: isAtPropertyKey ? "name" : "value",
    ...replaced,
  }));
}

type Path = Location["path"];
interface Given {
  vary?: unknown;
  search?: { first?: unknown };
}

/** Of `["vary", name, "when", other, place of a value]` the beginning. */
const isCondition = ([vary, , when]: Path): boolean => vary === "vary" && when === "when";
/** Of `["search", "first", place of a point, name]` the beginning. */
const isFirst = ([search, first]: Path): boolean => search === "search" && first === "first";

function namesAt({ path }: Location, given: Given): string[] {
  const parameters = readable(given.vary);
  if (isCondition(path) && path.length === 4) {
    const place = Object.keys(record(given.vary)).indexOf(String(path[1]));
    const before = Object.keys(record(given.vary)).slice(0, place);
    return parameters
      .filter(({ name, kind }) => kind === "choice" && before.includes(name))
      .map(({ name }) => JSON.stringify(name));
  }
  if (!isFirst(path) || path.length !== 4) return [];
  const points = given.search?.first;
  const point = record(Array.isArray(points) ? points[Number(path[2])] : undefined);
  return parameters
    .filter(({ name }) => !Object.hasOwn(point, name))
    .map(({ name }) => JSON.stringify(name));
}

function valuesAt({ path }: Location, given: Given): string[] {
  const isValue =
    (isCondition(path) && (path.length === 4 || path.length === 5)) ||
    (isFirst(path) && path.length === 4);
  const name = path[3];
  const parameter = isValue ? readable(given.vary).find((one) => one.name === name) : undefined;
  return parameter?.kind === "choice" ? parameter.choices.map(choiceText) : [];
}

/** A choice as a person writes it: of a list of numbers the number. */
function choiceText({ label, settings: [setting] }: VariedChoice): string {
  const { value } = setting ?? {};
  const isPlain = typeof value === "number" || typeof value === "boolean";
  return isPlain && String(value) === label ? label : JSON.stringify(label);
}

type VariedChoice = Extract<VariedParameter, { kind: "choice" }>["choices"][number];

/** The parameters that can be read already. */
const readable = (vary: unknown): VariedParameter[] =>
  Object.entries(record(vary)).flatMap(([name, one]) => {
    const { data } = parameterSchema.safeParse(one);
    return data === undefined ? [] : parametersOf({ vary: { [name]: data } });
  });

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
