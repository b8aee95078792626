import {
  findNodeAtLocation,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from "jsonc-parser";
import type * as z from "../shared/zod";
import { type Experiment, experimentSchema } from "./schema";
import { checkExperiment } from "./checks";
import { explainIssue } from "./explain";
import { missingFiles } from "./paths";

export type Path = (string | number)[];

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
}

/** What `checks.ts` and `explain.ts` say: a problem at a path. `atKey`: underline the property's name, not its value. */
export interface Finding {
  severity: "error" | "warning";
  message: string;
  hint: string;
  path: Path;
  atKey?: boolean;
}

/**
 * Reads a `*.gan.json` text (JSON with comments and trailing commas). Never throws: whatever is wrong comes back as
 * problems, in the order of the text. `experiment`, with its defaults filled in, is there when no problem is an error.
 * `folder`: that of the file; with it the files of modules must be there. They are not looked into.
 */
export function parseExperiment(
  text: string,
  folder?: string,
): { experiment?: Experiment; problems: Problem[] } {
  const check = (experiment: Experiment) => [
    ...checkExperiment(experiment),
    ...(folder === undefined ? [] : missingFiles(experiment, folder)),
  ];
  const { value, problems } = parseDocument(text, {
    schema: experimentSchema,
    check,
    start: "write an experiment, or take a template",
  });
  return value === undefined ? { problems } : { experiment: value, problems };
}

/** What a kind of file must be: its schema, what a schema cannot say, and what to do about an empty one. */
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
  const syntax: ParseError[] = [];
  const root = parseTree(text, syntax, { allowTrailingComma: true, disallowComments: false });
  if (root === undefined || syntax.length > 0) {
    const empty =
      root === undefined &&
      syntax.every(({ error }) => printParseErrorCode(error) === "ValueExpected");
    return {
      problems: (empty ? [{ error: 0, offset: 0, length: 0 }] : syntax).map(
        ({ error, offset, length }) => ({
          severity: "error",
          path: [],
          offset,
          length,
          ...locate(offset),
          ...(empty
            ? { message: "the file is empty", hint: start }
            : { message: `not valid JSON: ${spaced(printParseErrorCode(error))}`, hint: "" }),
        }),
      ),
    };
  }
  const duplicates = duplicateKeys(root);
  const checked = schema.safeParse(plainValue(root));
  const findings = checked.success
    ? check(checked.data)
    : checked.error.issues.flatMap((issue) => explainIssue(issue, root, schema));
  const problems = [...duplicates, ...findings]
    .map((finding) => placed(finding, root, locate))
    .sort((a, b) => a.offset - b.offset);
  const failed = !checked.success || problems.some((problem) => problem.severity === "error");
  return failed ? { problems } : { value: checked.data, problems };
}

/** Findings at their places in a text that is valid JSON with comments. */
export function placeFindings(findings: readonly Finding[], text: string): Problem[] {
  const root = parseTree(text, [], { allowTrailingComma: true, disallowComments: false });
  const locate = lineCounter(text);
  return root ? findings.map((finding) => placed(finding, root, locate)) : [];
}

function placed(
  { atKey, ...finding }: Finding,
  root: Node,
  locate: ReturnType<typeof lineCounter>,
): Problem {
  const { offset, length } = rangeOf(root, finding.path, atKey === true);
  return { ...finding, offset, length, ...locate(offset) };
}

/** `where (line:column): message; hint`, as the command line prints a problem. */
export function formatProblem(problem: Problem, file: string): string {
  return `${problem.severity}: ${problem.message} (${file}:${problem.line}:${problem.column})${problem.hint ? `; ${problem.hint}` : ""}`;
}

const spaced = (code: string): string => code.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

/** The value of a JSON node. `__proto__` and the like stay ordinary keys, to be reported as unknown. */
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
  if (node.type === "array")
    return (node.children ?? []).flatMap((child, i) => duplicateKeys(child, [...path, i]));
  if (node.type !== "object") return [];
  const seen = new Set<string>();
  return (node.children ?? []).flatMap(({ children }): Finding[] => {
    const [key, child] = children ?? [];
    if (!key || !child) return [];
    const name = key.value as string,
      here = [...path, name];
    const repeated: Finding[] = seen.has(name)
      ? [
          {
            severity: "error",
            message: `"${name}" is given twice`,
            hint: "remove one",
            path: here,
            atKey: true,
          },
        ]
      : [];
    seen.add(name);
    return [...repeated, ...duplicateKeys(child, here)];
  });
}

/** The text that a path stands for, or that of the nearest part which is there. */
function rangeOf(root: Node, path: Path, atKey: boolean): { offset: number; length: number } {
  for (let n = path.length; n > 0; n--) {
    const node = findNodeAtLocation(root, path.slice(0, n));
    if (!node) continue;
    const missing = n < path.length;
    const key = node.parent?.type === "property" ? node.parent.children?.[0] : undefined;
    // What is missing, or stretches over many lines, is underlined at the name of what it belongs to.
    if (key && (atKey || missing)) return { offset: key.offset, length: key.length };
    return missing && node.type === "object"
      ? { offset: node.offset, length: 1 }
      : { offset: node.offset, length: node.length };
  }
  return { offset: root.offset, length: 1 };
}

function lineCounter(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
  return (offset) => {
    let low = 0,
      high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
}
