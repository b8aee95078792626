import { findNodeAtLocation, type Node, parseTree } from "jsonc-parser";
import type * as z from "../shared/zod";
import type { Finding, Path } from "./parse";
import { experimentSchema } from "./schema";

type Issue = z.core.$ZodIssue;

/** A schema issue in words for a person who writes a config: what is wrong, what was expected, the likely remedy. */
export function explainIssue(
  issue: Issue,
  root: Node,
  schema: z.ZodType = experimentSchema,
): Finding[] {
  const path = issue.path.map((key) => (typeof key === "symbol" ? String(key) : key));
  const finding = (message: string, hint = "", at: Path = path, atKey = false): Finding[] => [
    { severity: "error", message, hint, path: at, atKey },
  ];
  const given = findNodeAtLocation(root, path);
  const name = nameOf(path);

  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, root, path);
    return issue.keys.flatMap((key) =>
      finding(`unknown key "${key}"`, suggestion(key, known), [...path, key], true),
    );
  }
  if (!given && path.length > 0) {
    return finding(`"${name}" is missing${expected(issue)}`, "");
  }
  switch (issue.code) {
    case "invalid_type":
      return finding(`${name} must be ${article(issue.expected)}, not ${show(given)}`);
    case "invalid_value":
      return finding(
        `${name} is ${show(given)}`,
        suggestion(String(given?.value), issue.values.map(String)),
      );
    case "too_small":
      return finding(
        `${name} must be ${issue.inclusive === false ? "greater than" : "at least"} ${issue.minimum}${lengthOf(issue.origin)}, not ${show(given)}`,
      );
    case "too_big":
      return finding(
        `${name} must be ${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}${lengthOf(issue.origin)}, not ${show(given)}`,
      );
    case "invalid_union": {
      const options = (issue as { options?: unknown }).options;
      if (Array.isArray(options))
        return finding(
          `unknown ${name} ${show(given)}`,
          suggestion(String(given?.value), options.map(String)),
        );
      // A union that says itself what it takes says it better.
      const own =
        issue.message === "Invalid input"
          ? undefined
          : finding(`${name} ${issue.message}, not ${show(given)}`);
      return (
        explainUnion(issue.errors, given, path, root, schema) ??
        own ??
        finding(
          `${name} cannot be ${show(given)}`,
          'give a number or a schedule such as { "type": "exponential", "initial": 0.1, "decay": 0.9999 }',
        )
      );
    }
    default:
      return finding(`${name}: ${issue.message}`);
  }
}

/** Of a value that may be a number or an object, only the complaints about the kind that was given are of use. */
function explainUnion(
  branches: Issue[][],
  given: Node | undefined,
  path: Path,
  root: Node,
  schema: z.ZodType,
): Finding[] | undefined {
  const branch = branches.find((issues) =>
    issues.every((issue) => !(issue.code === "invalid_type" && issue.path.length === 0)),
  );
  if (!branch || !given) return undefined;
  return branch.flatMap((issue) =>
    explainIssue({ ...issue, path: [...path, ...issue.path] } as Issue, root, schema),
  );
}

const nameOf = (path: Path): string => {
  const last = path[path.length - 1];
  return last === undefined
    ? "the file"
    : typeof last === "number"
      ? `entry ${last + 1} of ${nameOf(path.slice(0, -1))}`
      : last;
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
  const options =
    issue.code === "invalid_union"
      ? (issue as { options?: unknown }).options
      : issue.code === "invalid_value"
        ? issue.values
        : undefined;
  return Array.isArray(options) ? `; it must be one of ${options.join(", ")}` : "";
}

const lengthOf = (origin: string): string =>
  origin === "array" ? " entries" : origin === "string" ? " characters" : "";

function show(node: Node | undefined): string {
  if (!node) return "nothing";
  if (node.type === "object") return "an object";
  if (node.type === "array") return node.children?.length ? "a list" : "an empty list";
  const text = JSON.stringify(node.value) ?? "nothing";
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

/** `did you mean "x"?` for a slip of the finger, else the whole choice. */
function suggestion(given: string, options: readonly string[]): string {
  const close = options.find(
    (option) =>
      distance(given.toLowerCase(), option.toLowerCase()) <=
      Math.max(1, Math.floor(option.length / 4)),
  );
  if (close) return `did you mean "${close}"?`;
  return options.length > 0 ? `use one of: ${options.join(", ")}` : "remove it";
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length]!;
}

/** The keys that the schema allows at a path, followed through unions by the `type` or `source` that is given. */
function keysAt(top: z.ZodType, root: Node, path: Path): string[] {
  let schema: unknown = top;
  for (let depth = 0; ; depth++) {
    const options = objectsOf(schema);
    const node = findNodeAtLocation(root, path.slice(0, depth));
    const chosen =
      options.length > 1 ? options.find((option) => accepts(option, node)) : options[0];
    if (depth === path.length) return chosen ? Object.keys(chosen) : [];
    const key = path[depth]!;
    schema = typeof key === "number" ? elementOf(schema) : chosen?.[key];
  }
}

interface Inside {
  _zod: {
    def: {
      type: string;
      innerType?: unknown;
      options?: unknown[];
      shape?: Record<string, unknown>;
      element?: unknown;
      values?: unknown[];
    };
  };
}
const inside = (schema: unknown) => (schema as Inside | undefined)?._zod.def;

/** The object shapes that a schema may stand for, defaults and optionals looked through. */
function objectsOf(schema: unknown): Record<string, unknown>[] {
  const def = inside(schema);
  if (!def) return [];
  if (def.shape) return [def.shape];
  if (def.options) return def.options.flatMap(objectsOf);
  return def.innerType ? objectsOf(def.innerType) : [];
}

function elementOf(schema: unknown): unknown {
  const def = inside(schema);
  return def?.element ?? (def?.innerType ? elementOf(def.innerType) : undefined);
}

function accepts(shape: Record<string, unknown>, node: Node | undefined): boolean {
  return ["type", "source"].some((key) => {
    const literal = inside(shape[key])?.values?.[0];
    return (
      literal !== undefined &&
      node !== undefined &&
      findNodeAtLocation(node, [key])?.value === literal
    );
  });
}

/** All that a schema says against a value, on one line: for values that come without a text, such as a command's. */
export function formatIssues(error: z.ZodError, schema: z.ZodType, value: unknown): string {
  const root = parseTree(JSON.stringify(value) ?? "null");
  return root
    ? error.issues
        .flatMap((issue) => explainIssue(issue, root, schema))
        .map(({ message, hint }) => (hint ? `${message}; ${hint}` : message))
        .join(". ")
    : error.message;
}
