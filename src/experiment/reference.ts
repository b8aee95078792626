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
import { isName, nameOf, type SchemaNode, schemaTree } from "./schema-tree";

/*
 * Makes docs/reference.md of the schemas: every part of an experiment, and of a study, with its
 * settings, defaults and sources.
 */

/** A part of the page with a section for each of several choices. */
interface Chapter {
  /** What one of them is: `optimizer`. */
  what: string;
  choices: Choice[];
}

const TITLE = "Reference of `*.gan.json` and `*.study.json`";

/**
 * The reference page in Markdown, from the schemas alone.
 *
 * @param study the schema of `*.study.json`
 */
export function referencePage(study: SchemaNode): string {
  const ofExperiment = new Reference(schemaTree()).body("The experiment");
  const ofStudy = new Reference(study).body("The study");
  return `${[
    `# ${TITLE}`,
    "",
    "Everything that an experiment and a study can say, made by `npm run docs` from the schemas " +
      "that check them. The editor shows the same when the mouse is over a name.",
    "A setting without a default may be left out, unless it is required; it is then off, " +
      "or its text says what happens.",
    "[How to write studies](studies.md) begins with examples.",
    "",
    ...contents([...ofExperiment, ...ofStudy]),
    ...ofExperiment,
    ...ofStudy,
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

  /** @param title of the settings that stand at the beginning of a file */
  body(title: string): string[] {
    const parts = Object.entries(this.#schema.properties!).map(
      ([key, given]) => [key, this.#resolve(given)] as const,
    );
    const alone = Object.fromEntries(parts.filter(([, part]) => !part.properties));
    const body = [
      "",
      `## ${title}`,
      ...this.#settingsOf({ properties: alone, required: this.#schema.required }, "", 3),
      ...parts.flatMap(([key, part]) =>
        part.properties
          ? ["", `## \`${key}\``, "", ...entryLines(part), ...this.#settingsOf(part, `${key}.`, 3)]
          : this.#namedBelow(key, part),
      ),
    ];
    this.#addChapters(body, 0, new Set());
    return body;
  }

  /** A part whose keys a person chooses: what may stand under each of them. */
  #namedBelow(key: string, { additionalProperties, ...part }: SchemaNode): string[] {
    const below =
      typeof additionalProperties === "object" ? (additionalProperties.anyOf ?? []) : [];
    const titled = below.filter(({ title }) => title !== undefined);
    if (titled.length === 0) return [];
    return [
      "",
      `## \`${key}\``,
      "",
      ...entryLines(part),
      ...titled.flatMap((one) => [
        "",
        `### ${one.title ?? ""}`,
        "",
        ...entryLines(one),
        ...this.#settingsOf(one, "", 4),
      ]),
    ];
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
      return hasSection(node) ? linkTo(path, "object") : "values by their names";
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
      const part = this.#itemOf(whole) ?? partOf(whole);
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

/** Whether an object has a section of the page: its keys are known, or what stands under them. */
const hasSection = ({ properties, additionalProperties }: SchemaNode): boolean =>
  properties !== undefined ||
  (typeof additionalProperties === "object" &&
    additionalProperties.anyOf?.some(({ title }) => title !== undefined) === true);

/** A part, also of what may be one of it or a list of several. */
function partOf(node: SchemaNode): SchemaNode {
  const one = node.anyOf?.find((option) => option.properties && !nameOf(option));
  return one ? { ...one, ...node } : node;
}

/** A line for each part and chapter, with links to its sections. */
function contents(body: string[]): string[] {
  const slug = slugger();
  slug(TITLE);
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
