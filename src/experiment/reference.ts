import {
  type Choice,
  choicesOf,
  common,
  entryLines,
  example,
  linkTo,
  pluralOf,
  resolver,
  settingLine,
  slugger,
  TABLE_HEAD,
} from "./reference-parts";
import { isName, type SchemaNode, schemaTree } from "./schema-tree";

/*
 * Makes docs/reference.md of the schema: every part of an experiment with its settings, defaults
 * and sources.
 */

/** A part of the page with a section for each of several choices. */
interface Chapter {
  /** What one of them is: `optimizer`. */
  what: string;
  choices: Choice[];
}

/** The reference page of `*.gan.json` in Markdown, from the schema alone. */
export function referencePage(): string {
  const body = new Reference(schemaTree()).body();
  return `${[
    "# Reference of `*.gan.json`",
    "",
    "Everything that an experiment can say, made by `npm run docs` from the schema that " +
      "checks it. The editor shows the same when the mouse is over a name.",
    "A setting without a default may be left out, unless it is required; it is then off, " +
      "or its text says what happens.",
    "",
    ...contents(body),
    ...body,
  ].join("\n")}\n`;
}

/** The parts and chapters of the page. A chapter is made when the first setting refers to it. */
class Reference {
  readonly #schema: SchemaNode;
  readonly #resolve: (node: SchemaNode) => SchemaNode;
  /** What settings may refer to under a name of its own; it gets a chapter when a setting does. */
  readonly #defined: Chapter[];
  readonly #chapters: Chapter[] = [];

  constructor(schema: SchemaNode) {
    this.#schema = schema;
    this.#resolve = resolver(schema);
    this.#defined = Object.entries(schema.definitions ?? {}).flatMap(([name, node]) => {
      const { choices } = choicesOf(node);
      return choices.length > 0 ? [{ what: name, choices }] : [];
    });
  }

  body(): string[] {
    const parts = Object.entries(this.#schema.properties!).map(
      ([key, given]) => [key, this.#resolve(given)] as const,
    );
    const alone = Object.fromEntries(parts.filter(([, part]) => !part.properties));
    const body = [
      "",
      "## The experiment",
      ...this.#settingsOf({ properties: alone, required: this.#schema.required }, "", 3),
      ...parts.flatMap(([key, part]) =>
        part.properties
          ? ["", `## \`${key}\``, "", ...entryLines(part), ...this.#settingsOf(part, `${key}.`, 3)]
          : [],
      ),
    ];
    this.#addChapters(body, 0, new Set());
    return body;
  }

  /** Adds the chapters from one on; what a chapter is the first to refer to comes after it. */
  #addChapters(body: string[], from: number, written: Set<Chapter>): void {
    const next = () => this.#chapters.slice(from).find((one) => !written.has(one));
    for (let chapter = next(); chapter; chapter = next()) {
      written.add(chapter);
      const before = this.#chapters.length;
      body.push(...this.#linesOf(chapter));
      this.#addChapters(body, before, written);
    }
  }

  /** A link to the chapter that has these choices. */
  #chapterOf(choices: Choice[], what: string): string {
    const has = (chapter: Chapter): boolean =>
      choices.every((choice) =>
        chapter.choices.some((other) => JSON.stringify(other) === JSON.stringify(choice)),
      );
    let chapter = this.#chapters.find(has);
    if (!chapter) {
      chapter = this.#defined.find(has) ?? { what, choices };
      this.#chapters.push(chapter);
    }
    return linkTo(pluralOf(chapter.what), chapter.what);
  }

  /** In a few words what a setting may be. */
  #kindOf(given: SchemaNode, path: string): string {
    const node = this.#resolve(given);
    const { choices, others } = choicesOf(node);
    const kinds = [
      ...others.map((other) => this.#kindOf(other, path)),
      ...(choices.length > 0 ? [this.#chapterOf(choices, path.split(".").at(-1)!)] : []),
    ];
    if (kinds.length > 0) return kinds.join(" or ");
    if (node.allOf) return this.#kindOf(node.allOf[0]!, path);
    if (node.enum) return node.enum.map((value) => `\`${String(value)}\``).join(", ");
    if (node.const !== undefined) return `\`${String(node.const)}\``;
    if (node.type === "array")
      return Array.isArray(node.items)
        ? `list of ${node.items.length}: ${this.#kindOf(node.items[0]!, path)}`
        : `list: ${this.#kindOf(node.items!, path)}`;
    if (node.type === "object")
      return node.properties ? linkTo(path, "object") : "values by their paths";
    if (node.type === "number" || node.type === "integer")
      return `${node.type === "integer" ? "whole number" : "number"}${boundsOf(node)}`;
    return node.type === "boolean" ? "true or false" : (node.type ?? "anything");
  }

  /**
   * A table of settings; then, each under a heading of the level, those settings that have settings
   * themselves.
   */
  #settingsOf(
    { properties = {}, required = [] }: SchemaNode,
    path: string,
    level: number,
  ): string[] {
    const settings = Object.entries(properties).filter(
      ([key, given]) => key !== "$schema" && !isName(key, given),
    );
    if (settings.length === 0) return [];
    const rows = settings.map(([key, given]) =>
      settingLine(
        key,
        this.#kindOf(given, `${path}${key}`),
        this.#resolve(given),
        required.includes(key),
      ),
    );
    const inner = settings.flatMap(([key, given]) => {
      const whole = this.#resolve(given);
      const part = this.#itemOf(whole) ?? whole;
      return part.properties
        ? [
            "",
            `${"#".repeat(level)} \`${path}${key}\``,
            "",
            ...entryLines(part),
            ...this.#settingsOf(part, `${path}${key}.`, level),
          ]
        : [];
    });
    return ["", ...TABLE_HEAD, ...rows, ...inner];
  }

  /** Of a list of objects of one kind, that kind, described as the list is. */
  #itemOf({ items, description, entry }: SchemaNode): SchemaNode | undefined {
    if (items === undefined || Array.isArray(items)) return undefined;
    const { properties, required } = this.#resolve(items);
    return properties && { properties, required, description, entry };
  }

  #linesOf({ what, choices }: Chapter): string[] {
    const title = pluralOf(what);
    const shared = common(choices);
    const all = `All ${title.toLowerCase()}`;
    const own = (node: SchemaNode): SchemaNode => ({
      ...node,
      properties: Object.fromEntries(
        Object.entries(node.properties ?? {}).filter(([key]) => !(key in shared)),
      ),
    });
    const some = Object.keys(shared).length > 0;
    return [
      "",
      `## ${title}`,
      "",
      `Written \`${example(choices[0]!)}\`.`,
      ...(some ? ["", `Each has the settings of ${linkTo(all, all.toLowerCase())} too.`] : []),
      ...choices.flatMap(({ name, node }) => [
        "",
        `### \`${name}\``,
        "",
        ...entryLines(node),
        ...this.#settingsOf(own(node), "", 4),
      ]),
      ...(some ? ["", `### ${all}`, ...this.#settingsOf({ properties: shared }, "", 4)] : []),
    ];
  }
}

/** A line for each part and chapter, with links to its sections. */
function contents(body: string[]): string[] {
  const slug = slugger();
  slug("Reference of `*.gan.json`");
  const lines: string[] = [];
  for (const line of body) {
    const [, level, title] = /^(#+) (.*)$/.exec(line) ?? [];
    if (level === undefined) continue;
    const link = `[${title}](#${slug(title!)})`;
    if (level === "##") lines.push(`- ${link}`);
    if (level === "###")
      lines[lines.length - 1] += `${lines.at(-1)!.includes("): [") ? ", " : ": "}${link}`;
  }
  return lines;
}

/** Whole numbers have these bounds where they have no others. */
const SAFE = Number.MAX_SAFE_INTEGER;

function boundsOf({
  minimum = -SAFE,
  maximum = SAFE,
  exclusiveMinimum,
  exclusiveMaximum,
}: SchemaNode): string {
  const least = minimum > -SAFE ? ` from ${minimum}` : "";
  const most = maximum < SAFE ? ` to ${maximum}` : "";
  const low = exclusiveMinimum === undefined ? least : ` above ${exclusiveMinimum}`;
  const high = exclusiveMaximum === undefined ? most : ` below ${exclusiveMaximum}`;
  return low + high;
}
