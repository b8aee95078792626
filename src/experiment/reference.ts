import * as z from "../shared/zod";
import { experimentSchema } from "./schema";
import type { Entry } from "./schema/entry";

/* The reference page of a config, in Markdown: from the schema alone. */

/** What of JSON Schema the schema of experiments uses. */
interface Node {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  allOf?: Node[];
  anyOf?: Node[];
  oneOf?: Node[];
  properties?: Record<string, Node>;
  required?: string[];
  items?: Node | Node[];
  default?: unknown;
  description?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  entry?: Entry;
  entries?: Record<string, Entry>;
  definitions?: Record<string, Node>;
}

/** The keys whose value tells the alternatives of a part from each other. */
const NAMES = ["type", "source"] as const;

/** Whole numbers have these bounds where they have no others. */
const SAFE = 2 ** 53 - 1;

export function referencePage(): string {
  const schema = z.toJSONSchema(experimentSchema, { io: "input", target: "draft-7" }) as Node;
  const definitions = schema.definitions ?? {};
  const resolved = (node: Node): Node => (node.$ref ? { ...definitions[node.$ref.split("/").at(-1)!]!, ...node } : node);
  /** Parts that a setting refers to and that get a chapter of their own: title -> alternatives. */
  const chapters = new Map<string, Node[]>(Object.entries(definitions).flatMap(([name, { anyOf, oneOf }]) => {
    const named = (anyOf ?? oneOf ?? []).filter((option) => nameOf(option) !== undefined);
    return named.length > 0 ? [[titleOf({ $ref: name }, ""), named] as [string, Node[]]] : [];
  }));

  /** The alternatives of a part that have names, and what else may stand in their place. */
  function alternativesOf(node: Node): { named: Node[]; others: Node[] } {
    // What another part is referred to for has a chapter of its own.
    const options = (node.anyOf ?? node.oneOf ?? []).flatMap((option) => (option.$ref ? [option] : option.anyOf ?? option.oneOf ?? [option]));
    const named = options.filter((option) => nameOf(option) !== undefined);
    return { named, others: options.filter((option) => !named.includes(option)) };
  }

  /** The chapter that has these alternatives, which is a new one where no other has them all. */
  function chapterOf(named: Node[], title: string): string {
    const known = [...chapters].find(([, options]) => named.every((option) => options.some((other) => nameOf(other) === nameOf(option) && Object.keys(other.properties!).join() === Object.keys(option.properties!).join())));
    if (!known) chapters.set(title, named);
    return known?.[0] ?? title;
  }

  /** Parts without names that several others have, such as what goes around every optimizer: told the first time. */
  const told = new Set<string>();
  const firstTime = (what: unknown): boolean => {
    const key = JSON.stringify(what);
    return !told.has(key) && told.add(key).size > 0;
  };

  /** In a few words what a value may be. */
  function kindOf(given: Node, path: string): string {
    const node = resolved(given);
    if (node.enum) return node.enum.map((value) => `\`${String(value)}\``).join(", ");
    if (node.const !== undefined) return `\`${String(node.const)}\``;
    const { named, others } = alternativesOf(node);
    const kinds = [...others.map((option) => kindOf(option, path)), ...(named.length > 0 ? [linkTo(chapterOf(named, titleOf(given, path)))] : [])];
    if (kinds.length > 0) return kinds.join(" or ");
    if (node.allOf) return kindOf(node.allOf[0]!, path);
    if (node.type === "array") return Array.isArray(node.items) ? `list of ${node.items.length}` : `list: ${node.items ? kindOf(node.items, path) : "anything"}`;
    if (node.type === "object") return `[object](#${`${path}`.toLowerCase().replaceAll(".", "")})`;
    if (node.type === "number" || node.type === "integer") return `${node.type === "integer" ? "whole number" : "number"}${boundsOf(node)}`;
    return node.type === "boolean" ? "true or false" : node.type ?? "anything";
  }

  function settingsOf(node: Node, path: string): string[] {
    const rows = Object.entries(node.properties ?? {}).filter(([key]) => key !== "$schema" && !(isName(key) && node.properties![key]!.const !== undefined)).map(([key, given]) => {
      const value = resolved(given);
      const fallback = value.default !== undefined && typeof value.default !== "object" ? `\`${String(value.default)}\``
        : isEmpty(value.default) || !node.required?.includes(key) ? "" : "required";
      return `| \`${key}\` | ${kindOf(given, `${path}${key}`)} | ${fallback} | ${cell(ownWords(given, value))} |`;
    });
    const table = rows.length > 0 ? ["", "| setting | value | default | |", "|---|---|---|---|", ...rows] : [];
    const inner = Object.entries(node.properties ?? {}).flatMap(([key, given]) => {
      const value = resolved(given);
      return [
        ...(value.entries && firstTime(value.entries) ? ["", ...list(value.entries)] : []),
        ...(value.type === "array" && !Array.isArray(value.items) && value.items && resolved(value.items).entries ? ["", ...list(resolved(value.items).entries!)] : []),
        ...(value.properties && firstTime(value.properties) ? ["", `### \`${path}${key}\``, "", ...(value.entry ? entryLines(value.entry) : [ownWords(given, value)]), ...settingsOf(value, `${path}${key}.`)] : []),
      ];
    });
    return [...table, ...inner];
  }

  const lines = [
    "# Reference of `*.gan.json`", "",
    "Everything that an experiment can say, made by `npm run docs` from the schema that checks it. The editor shows the same when the mouse is over a name.",
  ];
  const own = Object.entries(schema.properties!).filter(([, value]) => !resolved(value).properties);
  lines.push("", "## The experiment", ...settingsOf({ ...schema, properties: Object.fromEntries(own) }, ""));
  for (const [key, given] of Object.entries(schema.properties!)) {
    const value = resolved(given);
    if (value.properties) lines.push("", `## \`${key}\``, "", ownWords(given, value), ...settingsOf(value, `${key}.`));
  }
  const written = new Set<string>();
  for (let more = true; more;) {
    more = false;
    for (const [title, options] of [...chapters]) {
      if (written.has(title)) continue;
      written.add(title);
      more = true;
      lines.push("", `## ${title}`);
      for (const option of options) lines.push("", `### \`${nameOf(option)!}\``, "", ...(option.entry ? entryLines(option.entry) : [option.description ?? ""]), ...settingsOf(option, ""));
    }
  }
  return `${lines.join("\n").replace(/\n{3,}/g, "\n\n")}\n`;
}

const isName = (key: string): boolean => NAMES.some((name) => name === key);

const nameOf = (node: Node): string | undefined => {
  const named = NAMES.map((name) => node.properties?.[name]?.const).find((value) => value !== undefined);
  return named === undefined ? undefined : String(named);
};

/** A chapter has the name of its definition, or of the setting that it is for. */
const titleOf = (node: Node, path: string): string => {
  const name = node.$ref?.split("/").at(-1) ?? path.split(".").at(-1)!;
  const plural = /s$|^data$/.test(name) ? name : name.endsWith("y") ? `${name.slice(0, -1)}ies` : `${name}s`;
  return (plural.charAt(0).toUpperCase() + plural.slice(1)).replace(/[A-Z]/g, (letter, at: number) => (at === 0 ? letter : ` ${letter.toLowerCase()}`));
};

/** To a chapter, by the anchor that GitHub gives its heading. */
const linkTo = (title: string): string => `[${title.toLowerCase()}](#${title.toLowerCase().replaceAll(" ", "-")})`;

function boundsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Node): string {
  const bounds = [
    ...(exclusiveMinimum !== undefined ? [`above ${exclusiveMinimum}`] : minimum !== undefined && minimum > -SAFE ? [`from ${minimum}`] : []),
    ...(exclusiveMaximum !== undefined ? [`below ${exclusiveMaximum}`] : maximum !== undefined && maximum < SAFE ? [`to ${maximum}`] : []),
  ];
  return bounds.length > 0 ? ` ${bounds.join(" ")}` : "";
}

const isEmpty = (value: unknown): boolean => typeof value === "object" && value !== null;

/** What is said of a setting itself, and not of the part that it refers to. */
const ownWords = (given: Node, resolved: Node): string => (given.entry ?? resolved.entry)?.summary ?? given.description ?? resolved.description ?? "";

function entryLines({ summary, formula, paper, helps }: Entry): string[] {
  return [summary, ...(helps ? ["", helps] : []), ...(formula ? ["", `    ${formula}`] : []), ...(paper ? ["", `*${paper}*`] : [])];
}

const list = (entries: Record<string, Entry>): string[] => Object.entries(entries).map(([name, { summary, formula, paper, helps }]) =>
  `- \`${name}\`: ${[summary, formula && `\`${formula}\`.`, helps, paper && `*${paper}*`].filter(Boolean).join(" ")}`);

/** Text for a cell of a table. */
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
