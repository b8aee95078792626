import {
  createScanner,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from "jsonc-parser";

/*
 * Reads JSON with comments so that each value knows its place in the text, for messages with a
 * line.
 */

/** The way from the top of a document to a value: keys and places in lists. */
export type Path = (string | number)[];

/** What keeps a text from being JSON with comments, and where. */
export interface SyntaxProblem {
  message: string;
  hint: string;
  offset: number;
  length: number;
  /** Whether every reader of JSON says so; no limit of our own. */
  syntax?: boolean;
}

/** A text as a tree, or the reasons why it is none. */
export type JsonDocument = { tree: JsonTree } | { problems: SyntaxProblem[] };

/**
 * No config that means something is nested as deeply; parsers that recurse fail at some thousand
 * levels.
 */
const MAX_DEPTH = 100;
/** More syntax errors than these tell a reader nothing new. */
const MAX_SYNTAX_PROBLEMS = 20;

/**
 * Reads JSON with comments and trailing commas. Takes time in proportion to the text, whatever is
 * in it. A byte order mark is passed over. Never throws.
 *
 * @param start what to do about a text that has nothing in it
 */
export function readJson(text: string, start = ""): JsonDocument {
  // A blank keeps every offset where it is.
  const source = text.startsWith("\uFEFF") ? ` ${text.slice(1)}` : text;
  const unreadable = otherEncoding(source) ?? tooDeep(source);
  if (unreadable) return { problems: [unreadable] };
  const errors: ParseError[] = [];
  const root = parseTree(source, errors, { allowTrailingComma: true, disallowComments: false });
  if (root && errors.length === 0) return { tree: new JsonTree(root) };
  if (isEmpty(source))
    return { problems: [{ ...AT_START, message: "the file is empty", hint: start }] };
  return { problems: syntaxProblems(errors) };
}

/** Whether a text has nothing in it but blanks and comments. */
function isEmpty(text: string): boolean {
  const scanner = createScanner(text, true);
  scanner.scan();
  return scanner.getTokenLength() === 0;
}

/** A text that was read as UTF-8 and is UTF-16: half of its bytes are zeros. */
function otherEncoding(text: string): SyntaxProblem | undefined {
  const zero = text.indexOf("\0");
  if (zero < 0) return undefined;
  const head = text.slice(0, 64).replace(/^[\uFEFF\uFFFD ]+/, "");
  const zeros = (parity: number) => [...head].filter((c, i) => i % 2 === parity && c === "\0");
  const isUtf16 = Math.max(zeros(0).length, zeros(1).length) > head.length / 4;
  if (!isUtf16) {
    const message = "there is a character of code 0 in the text, which no JSON can have";
    return { offset: zero, length: 1, message, hint: "remove it" };
  }
  const order = head.startsWith("\0") ? "UTF-16 BE" : "UTF-16 LE";
  return { ...AT_START, message: `the file is encoded as ${order}`, hint: "save it as UTF-8" };
}

/** Where a text is nested more deeply than MAX_DEPTH. */
function tooDeep(text: string): SyntaxProblem | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  while (scanner.getPosition() < text.length) {
    scanner.scan();
    const first = text.charAt(scanner.getTokenOffset());
    if (first === "{" || first === "[") depth++;
    if (first === "}" || first === "]") depth--;
    if (depth <= MAX_DEPTH) continue;
    const message = `more than ${MAX_DEPTH} levels lie within each other here`;
    return { offset: scanner.getTokenOffset(), length: 1, message, hint: "take some away" };
  }
  return undefined;
}

const AT_START = { offset: 0, length: 0 };

function syntaxProblems(errors: readonly ParseError[]): SyntaxProblem[] {
  const shown = errors.slice(0, MAX_SYNTAX_PROBLEMS).map(({ error, offset, length }) => ({
    offset,
    length,
    message: `not valid JSON: ${spaced(printParseErrorCode(error))}`,
    hint: "",
    syntax: true,
  }));
  const last = errors[MAX_SYNTAX_PROBLEMS];
  if (!last) return shown;
  const message = `not valid JSON: ${errors.length - MAX_SYNTAX_PROBLEMS} more such problems from here on`;
  const rest = { offset: last.offset, length: last.length, message, hint: "", syntax: true };
  return [...shown, rest];
}

const spaced = (code: string): string => code.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

/** A document's nodes, each found by its path in as many steps as the path has. */
export class JsonTree {
  readonly #children = new Map<Node, Map<string | number, Node>>();

  constructor(readonly root: Node) {}

  /** The node at a path; of a key that is given twice the first. */
  at(path: Path): Node | undefined {
    let node: Node | undefined = this.root;
    for (const key of path) {
      node = node && this.#childrenOf(node).get(key);
    }
    return node;
  }

  #childrenOf(node: Node): Map<string | number, Node> {
    const known = this.#children.get(node);
    if (known) return known;
    const found = new Map<string | number, Node>();
    (node.children ?? []).forEach((child, i) => {
      if (node.type === "array") found.set(i, child);
      const [key, value] = child.children ?? [];
      if (node.type !== "object" || !key || !value) return;
      const name: unknown = key.value;
      if (typeof name === "string" && !found.has(name)) found.set(name, value);
    });
    this.#children.set(node, found);
    return found;
  }
}
