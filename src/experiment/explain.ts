import type { Node } from "jsonc-parser";
import type * as z from "../shared/zod";
import { type JsonTree, type Path, readJson } from "./json-document";
import type { Finding } from "./finding";
import { closest, NO_REMEDY, type Remedy, remedyFor } from "./remedy";
import { keysAt } from "./schema-keys";

/* The problems that the schema finds in a config, in words that say where, what and what to do. */

type Issue = z.core.$ZodIssue;

/**
 * More issues than these are counted, not explained: a list of 100,000 wrong numbers is one
 * mistake.
 */
const MAX_EXPLAINED = 1000;
/** Of as many unknown keys in one object each is named. */
const MAX_UNKNOWN_KEYS = 20;
/** Longer texts of a file are cut in messages. */
const MAX_SHOWN = 40;

/** What a schema says against a document, in words for a person who writes it. */
export function explainIssues(
  issues: readonly Issue[],
  tree: JsonTree,
  schema: z.ZodType,
): Finding[] {
  const misspelt = misspeltKeys(issues, tree, schema);
  const explained = issues
    .slice(0, MAX_EXPLAINED)
    .filter((issue) => !misspelt.has(JSON.stringify(pathOf(issue))))
    .flatMap((issue) => explainIssue(issue, tree, schema));
  const next = issues[MAX_EXPLAINED];
  if (!next) return explained;
  const message = `${issues.length - MAX_EXPLAINED} more problems from here on`;
  return [...explained, { severity: "error", message, hint: "", path: pathOf(next) }];
}

/**
 * Paths of the keys that slips of the finger stand for. Such a key is also missing, which is the
 * same mistake and not told a second time.
 */
function misspeltKeys(
  issues: readonly Issue[],
  tree: JsonTree,
  schema: z.ZodType,
): ReadonlySet<string> {
  const meant = issues.slice(0, MAX_EXPLAINED).flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") return [];
    const path = pathOf(issue);
    const known = keysAt(schema, tree, path);
    return issue.keys
      .slice(0, MAX_UNKNOWN_KEYS)
      .flatMap((key) => closest(key, known) ?? [])
      .filter((key) => !tree.at([...path, key]))
      .map((key) => JSON.stringify([...path, key]));
  });
  return new Set(meant);
}

const pathOf = ({ path }: Issue): Path =>
  path.map((key) => (typeof key === "symbol" ? String(key) : key));

/** A schema issue in words: what is wrong, what was expected, the likely remedy. */
function explainIssue(issue: Issue, tree: JsonTree, schema: z.ZodType): Finding[] {
  const path = pathOf(issue);
  const finding = (message: string, { hint, replacement }: Remedy = NO_REMEDY): Finding[] => [
    { severity: "error", message, hint, path, ...(replacement && { replacement }) },
  ];
  if (issue.code === "unrecognized_keys") {
    return unknownKeys(issue.keys, path, keysAt(schema, tree, path));
  }
  const given = tree.at(path);
  const name = nameOf(path);
  if (!given && path.length > 0) return finding(`"${name}" is missing${expected(issue)}`);
  switch (issue.code) {
    case "invalid_type":
      return finding(`${name} must be ${article(issue.expected)}, not ${show(given)}`);
    case "invalid_value":
      return finding(
        `${name} is ${show(given)}`,
        remedyFor(String(given?.value), issue.values.map(String)),
      );
    case "too_small":
      return finding(
        `${name} must be ${issue.inclusive === false ? "greater than" : "at least"} ` +
          `${issue.minimum}${lengthOf(issue.origin)}, not ${show(given)}`,
      );
    case "too_big":
      return finding(
        `${name} must be ${issue.inclusive === false ? "less than" : "at most"} ` +
          `${issue.maximum}${lengthOf(issue.origin)}, not ${show(given)}`,
      );
    case "invalid_union": {
      const options = (issue as { options?: unknown }).options;
      if (Array.isArray(options))
        return finding(
          `unknown ${name} ${show(given)}`,
          remedyFor(String(given?.value), options.map(String)),
        );
      // A union that says itself what it takes says it better.
      const own =
        issue.message === "Invalid input"
          ? undefined
          : finding(`${name} ${issue.message}, not ${show(given)}`);
      return (
        explainUnion(issue.errors, given, path, tree, schema) ??
        own ??
        finding(`${name} cannot be ${show(given)}`, {
          hint:
            'give a number or a schedule such as { "type": "exponential", "initial": 0.1, ' +
            '"decay": 0.9999 }',
        })
      );
    }
    default:
      return finding(`${name}: ${issue.message}`);
  }
}

/**
 * Keys that the schema does not know; of many in one object the first ones, and how many more there
 * are.
 */
function unknownKeys(keys: readonly string[], path: Path, known: readonly string[]): Finding[] {
  const named = keys.slice(0, MAX_UNKNOWN_KEYS).map((key): Finding => {
    const message = `unknown key "${clipped(key)}"`;
    const at = { path: [...path, key], atKey: true };
    return { severity: "error", message, ...remedyFor(key, known), removable: true, ...at };
  });
  const next = keys[MAX_UNKNOWN_KEYS];
  if (next === undefined) return named;
  const message = `${keys.length - MAX_UNKNOWN_KEYS} more unknown keys from here on`;
  const rest = { path: [...path, next], atKey: true };
  return [...named, { severity: "error", message, hint: "remove them", ...rest }];
}

/**
 * Of a value that may be a number or an object, only the complaints about the kind that was given
 * are of use; of several kinds of objects those about the one that it resembles most.
 */
function explainUnion(
  branches: Issue[][],
  given: Node | undefined,
  path: Path,
  tree: JsonTree,
  schema: z.ZodType,
): Finding[] | undefined {
  const [branch] = branches
    .filter((issues) =>
      issues.every((issue) => !(issue.code === "invalid_type" && issue.path.length === 0)),
    )
    .sort((a, b) => faultsIn(a) - faultsIn(b));
  if (!branch || !given) return undefined;
  return branch.flatMap((issue) =>
    explainIssue({ ...issue, path: [...path, ...issue.path] } as Issue, tree, schema),
  );
}

const faultsIn = (issues: readonly Issue[]): number =>
  issues.reduce(
    (sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 1),
    0,
  );

const nameOf = (path: Path): string => {
  const last = path[path.length - 1];
  if (last === undefined) return "the file";
  return typeof last === "number" ? `entry ${last + 1} of ${nameOf(path.slice(0, -1))}` : last;
};

function article(type: string): string {
  const word =
    {
      int: "whole number",
      object: "object { ... }",
      array: "list [ ... ]",
      boolean: "true or false",
      record: "object { ... }",
    }[type] ?? type;
  return word.startsWith("true") ? word : `${/^[aeiou]/.test(word) ? "an" : "a"} ${word}`;
}

function expected(issue: Issue): string {
  if (issue.code === "invalid_type") return `; it must be ${article(issue.expected)}`;
  const options = optionsOf(issue);
  return Array.isArray(options) ? `; it must be one of ${options.join(", ")}` : "";
}

function optionsOf(issue: Issue): unknown {
  if (issue.code === "invalid_union") return (issue as { options?: unknown }).options;
  return issue.code === "invalid_value" ? issue.values : undefined;
}

function lengthOf(origin: string): string {
  if (origin === "array") return " entries";
  return origin === "string" ? " characters" : "";
}

function show(node: Node | undefined): string {
  if (!node) return "nothing";
  if (node.type === "object") return "an object";
  if (node.type === "array") return node.children?.length ? "a list" : "an empty list";
  return clipped(JSON.stringify(node.value) ?? "nothing");
}

/** A text of a file for a message: on one line, without control characters, and not too long. */
export function clipped(text: string): string {
  const line = text.slice(0, 2 * MAX_SHOWN).replace(/\p{Cc}+/gu, " ");
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN - 3)}...` : line;
}

/**
 * All that a schema says against a value, on one line: for values that come without a text, such as
 * a command's.
 */
export function formatIssues(error: z.ZodError, schema: z.ZodType, value: unknown): string {
  const document = readJson(JSON.stringify(value) ?? "null");
  if ("problems" in document) return document.problems.map(({ message }) => message).join(". ");
  return explainIssues(error.issues, document.tree, schema)
    .map(({ message, hint }) => (hint ? `${message}; ${hint}` : message))
    .join(". ");
}
