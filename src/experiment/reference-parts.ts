import { defaultText, formulaLines, isName, nameOf, type SchemaNode } from "./schema-tree";
import type { Entry } from "./schema/entry";

/* The pieces of the reference page. */

/**
 * One of several that a setting can name: an alternative with its settings, or a value of an enum.
 */
export interface Choice {
  name: string;
  node: SchemaNode;
}

/** What has an entry of its own among that which may stand in a place, and the rest. */
export function choicesOf({ enum: values, entries, anyOf, oneOf }: SchemaNode): {
  choices: Choice[];
  others: SchemaNode[];
} {
  if (values && entries)
    return {
      choices: Object.entries(entries).map(([name, entry]) => ({ name, node: { entry } })),
      others: [],
    };
  // A part that is referred to has a chapter of its own.
  const options = (anyOf ?? oneOf ?? []).flatMap((option) =>
    option.$ref ? [option] : (option.anyOf ?? option.oneOf ?? [option]),
  );
  const choices = options.flatMap((node) => {
    const name = nameOf(node);
    return name === undefined ? [] : [{ name, node }];
  });
  return { choices, others: options.filter((option) => nameOf(option) === undefined) };
}

/**
 * The settings that all of several choices have alike. Few choices, or few such settings, are
 * better told one by one.
 */
export function common(choices: Choice[]): Record<string, SchemaNode> {
  const alike = Object.entries(choices[0]!.node.properties ?? {}).filter(
    ([key, setting]) =>
      !isName(key, setting) &&
      choices.every(
        ({ node }) => JSON.stringify(node.properties?.[key]) === JSON.stringify(setting),
      ),
  );
  return choices.length > 2 && alike.length > 1 ? Object.fromEntries(alike) : {};
}

/** How a choice stands in a config. */
export function example({ name, node: { properties = {} } }: Choice): string {
  const [key] = Object.entries(properties).find(([key, value]) => isName(key, value)) ?? [];
  return key === undefined
    ? `"${name}"`
    : `{ "${key}": "${name}"${Object.keys(properties).length > 1 ? ", ..." : ""} }`;
}

/** Follows a reference; what is said beside it counts more than what is said there. */
export const resolver =
  ({ definitions = {} }: SchemaNode) =>
  (node: SchemaNode): SchemaNode => {
    const { $ref, ...beside } = node;
    return $ref === undefined ? node : { ...definitions[$ref.split("/").at(-1)!], ...beside };
  };

/** The title of the chapter about what a setting names: "Penalties" for `penalty`. */
export function pluralOf(name: string): string {
  const plural = lowerCasePlural(name);
  return plural.charAt(0).toUpperCase() + plural.slice(1);
}

function lowerCasePlural(name: string): string {
  if (name === "data" || /[^s]s$/.test(name)) return name;
  if (name.endsWith("ss")) return `${name}es`;
  return name.endsWith("y") ? `${name.slice(0, -1)}ies` : `${name}s`;
}

/** Gives each heading of a page, in their order, the anchor that GitHub gives it. */
export function slugger(): (heading: string) => string {
  const seen = new Map<string, number>();
  return (heading) => {
    const slug = slugOf(heading);
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  };
}

const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, "")
    .replaceAll(" ", "-");

/** A link to the first heading of this text. */
export const linkTo = (heading: string, text: string): string => `[${text}](#${slugOf(heading)})`;

export const TABLE_HEAD = ["| setting | value | default | meaning |", "|---|---|---|---|"];

/** A row of a table of settings. */
export function settingLine(
  key: string,
  kind: string,
  setting: SchemaNode,
  required: boolean,
): string {
  const fallback = defaultText(setting.default);
  const withoutDefault = required ? "required" : "";
  const own =
    setting.entry && !setting.properties
      ? inline(setting.entry)
      : (setting.entry?.summary ?? setting.description ?? "");
  const cells = [
    `\`${key}\``,
    kind,
    fallback === undefined ? withoutDefault : `\`${fallback}\``,
    own.replaceAll("|", "\\|"),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** An entry on one line. */
const inline = ({ summary, formula, paper, helps }: Entry): string =>
  [summary, formula && `\`${formula}\`.`, helps, paper && `*${paper}*`].filter(Boolean).join(" ");

/** What is said of a part under its heading. */
export function entryLines({ entry, description = "" }: SchemaNode): string[] {
  if (!entry) return [description];
  const { summary, formula, paper, helps } = entry;
  return [
    summary,
    ...(formula ? ["", "```text", ...formulaLines(formula), "```"] : []),
    ...(helps ? ["", helps] : []),
    ...(paper ? ["", `*${paper}*`] : []),
  ];
}
