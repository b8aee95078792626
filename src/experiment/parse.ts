import type { Node } from "jsonc-parser";
import type * as z from "../shared/zod";
import { type Experiment, experimentSchema } from "./schema";
import { checkExperiment } from "./checks";
import { clipped, explainIssues } from "./explain";
import { errorAt, type Finding, type Fix } from "./finding";
import { type JsonTree, type Path, readJson } from "./json-document";
import { missingFiles } from "./paths";
import { checkChanges } from "./planned-changes";
import { checkWeightsFrom } from "./weights-from-checks";

export type { Path } from "./json-document";

/*
 * Reads the text of a `*.gan.json` file: the experiment with its defaults, and all problems with
 * their places.
 */

/** More problems than these tell a reader nothing new, and would fill the editor's list. */
const MAX_PROBLEMS = 200;

/** Something wrong with a config, and where. Lines and columns count from 1. */
export interface Problem {
  severity: "error" | "warning";
  message: string;
  /** What to do about it; may be empty. */
  hint: string;
  offset: number;
  length: number;
  line: number;
  column: number;
  path: Path;
  /** The text that would be right in place of those characters, where that is known. */
  replacement?: string;
  /** Whether the config would be right without what is at the path. */
  removable?: boolean;
  /** Values that would put it right, wherever they stand in the config. */
  fix?: Fix;
  /** Whether every editor of JSON says it, too: the text is no JSON there, or a key is repeated. */
  syntax?: boolean;
}

/**
 * Reads a `*.gan.json` text (JSON with comments and trailing commas). Never throws: whatever is
 * wrong comes back as problems, in the order of the text. `experiment`, with its defaults filled
 * in, is there when no problem is an error. `folder`: that of the file; with it the files of
 * modules, and the run whose weights it begins with, must be there. They are not looked into.
 */
export function parseExperiment(
  text: string,
  folder?: string,
): { experiment?: Experiment; problems: Problem[] } {
  const check = (experiment: Experiment) => [
    ...checkExperiment(experiment),
    ...checkChanges(experiment, parseExperiment),
    ...(folder === undefined
      ? []
      : [...missingFiles(experiment, folder), ...checkWeightsFrom(experiment, folder)]),
  ];
  const { value, problems } = parseDocument(text, {
    schema: experimentSchema,
    check,
    start: "write an experiment, or take a template",
  });
  return value === undefined ? { problems } : { experiment: value, problems };
}

/**
 * What a kind of file must be: its schema, what a schema cannot say, and what to do about an empty
 * one.
 */
export interface DocumentKind<T extends z.ZodType> {
  schema: T;
  check(value: z.output<T>): Finding[];
  start: string;
}

/** As `parseExperiment`, for any kind of file. */
export function parseDocument<T extends z.ZodType>(
  text: string,
  { schema, check, start }: DocumentKind<T>,
): { value?: z.output<T>; problems: Problem[] } {
  const locate = lineCounter(text);
  const document = readJson(text, start);
  if ("problems" in document) {
    const problems = document.problems.map((problem): Problem => ({
      severity: "error",
      path: [],
      ...problem,
      ...locate(problem.offset),
    }));
    return { problems };
  }
  const { tree } = document;
  const duplicates = duplicateKeys(tree.root);
  const checked = schema.safeParse(plainValue(tree.root));
  const findings = checked.success
    ? check(checked.data)
    : explainIssues(checked.error.issues, tree, schema);
  const problems = [...duplicates, ...findings]
    .map((finding) => placed(finding, tree, locate))
    .sort((a, b) => a.offset - b.offset);
  const failed = !checked.success || problems.some((problem) => problem.severity === "error");
  return failed ? { problems: shortened(problems) } : { value: checked.data, problems };
}

/** A list that is too long to read, with a last entry that says how many more there are. */
function shortened(problems: readonly Problem[]): Problem[] {
  const next = problems[MAX_PROBLEMS];
  if (!next) return [...problems];
  const rest = problems.length - MAX_PROBLEMS;
  const message = `${rest} more problems from here on`;
  return [
    ...problems.slice(0, MAX_PROBLEMS),
    { ...next, severity: "error", message, hint: "mend the first ones", replacement: undefined },
  ];
}

/** Findings at their places in a text that is valid JSON with comments. */
export function placeFindings(findings: readonly Finding[], text: string): Problem[] {
  const document = readJson(text);
  if ("problems" in document) return [];
  const locate = lineCounter(text);
  return findings.map((finding) => placed(finding, document.tree, locate));
}

function placed(
  { atKey, ...finding }: Finding,
  tree: JsonTree,
  locate: ReturnType<typeof lineCounter>,
): Problem {
  const { offset, length } = rangeOf(tree, finding.path, atKey === true);
  return { ...finding, offset, length, ...locate(offset) };
}

/** `where (line:column): message; hint`, as the command line prints a problem. */
export function formatProblem(problem: Problem, file: string): string {
  return (
    `${problem.severity}: ${problem.message} ` +
    `(${file}:${problem.line}:${problem.column})${problem.hint ? `; ${problem.hint}` : ""}`
  );
}

/**
 * The value of a JSON node. `__proto__` and the like stay ordinary keys, to be reported as unknown.
 */
function plainValue(node: Node): unknown {
  if (node.type === "array") return (node.children ?? []).map(plainValue);
  if (node.type !== "object") return node.value;
  const value: Record<string, unknown> = {};
  for (const { children } of node.children ?? []) {
    const [key, child] = children ?? [];
    if (key && child)
      Object.defineProperty(value, key.value as string, {
        value: plainValue(child),
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return value;
}

function duplicateKeys(node: Node, path: Path = []): Finding[] {
  const children = node.children ?? [];
  if (node.type === "array") {
    return children.flatMap((child, i) => duplicateKeys(child, [...path, i]));
  }
  if (node.type !== "object") return [];
  const seen = new Set<string>();
  return children.flatMap(({ children: pair }): Finding[] => {
    const [key, child] = pair ?? [];
    if (!key || !child) return [];
    const name = key.value as string;
    const here = [...path, name];
    const within = duplicateKeys(child, here);
    if (!seen.has(name)) {
      seen.add(name);
      return within;
    }
    const message = `"${clipped(name)}" is given twice`;
    const repeated = { ...errorAt(here, message, "remove one"), atKey: true, syntax: true };
    return [repeated, ...within];
  });
}

/** The text that a path stands for, or that of the nearest part which is there. */
function rangeOf(tree: JsonTree, path: Path, atKey: boolean): { offset: number; length: number } {
  for (let n = path.length; n > 0; n--) {
    const node = tree.at(path.slice(0, n));
    if (!node) continue;
    const missing = n < path.length;
    const key = node.parent?.type === "property" ? node.parent.children?.[0] : undefined;
    // What is missing, or stretches over many lines, is underlined at the name of what it belongs
    // to.
    if (key && (atKey || missing)) return { offset: key.offset, length: key.length };
    return missing && node.type === "object"
      ? { offset: node.offset, length: 1 }
      : { offset: node.offset, length: node.length };
  }
  return { offset: tree.root.offset, length: 1 };
}

function lineCounter(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
}
