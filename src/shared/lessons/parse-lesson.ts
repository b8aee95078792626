import { LineCounter, parseDocument, type Document } from "yaml";
import { GanError } from "../errors";
import type * as z from "../zod";
import { frontMatterSchema, type Lesson } from "./lesson";

/* Reads a lesson, and says in which line it is wrong. */

/** The front matter and what comes after it. */
const PARTS = /^\uFEFF?---[ \t]*\r?\n([^]*?)^---[ \t]*\r?$\n?([^]*)$/m;

/** A lesson is wrong in a line, counted from 1. */
export class LessonError extends GanError {
  /** @param place the file, as a person knows it */
  constructor(
    place: string,
    readonly line: number,
    what: string,
  ) {
    super(
      "bad-config",
      `${place}, line ${line}: ${what}`,
      "a lesson has title, config, task, steps and seen; docs/lessons.md has an example",
    );
  }
}

/**
 * Reads the text of a `*.lesson.md` file.
 *
 * @param place the file, as errors are to name it
 * @throws LessonError where there is no front matter, where it is no YAML, or where a setting is
 * missing, unknown or wrong
 */
export function parseLesson(text: string, place: string): Lesson {
  const [, front, body] = PARTS.exec(text) ?? [];
  if (front === undefined || body === undefined)
    throw new LessonError(place, 1, "a lesson begins with front matter between two lines of ---");
  const counter = new LineCounter();
  const document = parseDocument(front, { lineCounter: counter, prettyErrors: false });
  // The file begins with a line of dashes.
  const lineAt = (offset: number): number => counter.linePos(offset).line + 1;
  const [error] = document.errors;
  if (error) throw new LessonError(place, lineAt(error.pos[0]), error.message);
  const checked = frontMatterSchema.safeParse(document.toJS());
  if (checked.success) return { ...checked.data, body: body.trim() };
  const { path, what } = problemOf(checked.error);
  throw new LessonError(place, lineAt(offsetOf(document, path)), what);
}

/** The first thing that is wrong: where, and what in a sentence. */
function problemOf({ issues }: z.ZodError): { path: PropertyKey[]; what: string } {
  const [issue] = issues.map(innermost);
  if (!issue || issue.path.length + (issue.code === "unrecognized_keys" ? 1 : 0) === 0)
    return { path: [], what: "the front matter must have settings, one a line" };
  const { path } = issue;
  const name = path.join(".");
  if (issue.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const known = path.length === 0 ? Object.keys(frontMatterSchema.shape) : ["do", "command"];
    return { path: [...path, key], what: `unknown setting ${key}; there are ${known.join(", ")}` };
  }
  if (issue.code === "invalid_union")
    return { path, what: `${name} must be a text, or have do and command` };
  return { path, what: `${name} ${reasonOf(issue)}` };
}

/** Of a step that is no text, what is wrong in it. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== "invalid_union") return issue;
  const within = issue.errors
    .flat()
    .find(({ path, code }) => path.length > 0 || code === "unrecognized_keys");
  return within ? { ...within, path: [...issue.path, ...within.path] } : issue;
}

function reasonOf({ code, message }: z.core.$ZodIssue): string {
  if (code !== "invalid_type") return message;
  return message.endsWith("received undefined")
    ? "is missing"
    : message.replace(/^Invalid input: /, "is wrong: ");
}

/** Where a setting stands, in characters; of one that is missing, where the one above it does. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number] } | undefined;
    if (node?.range) return node.range[0];
  }
  return 0;
}
