import {
  defaultText,
  formulaLines,
  isName,
  nameOf,
  type SchemaNode,
  schemaTree,
} from "./schema-tree";
import { canBeChanged } from "./changeable-paths";
import type { Entry } from "./schema/entry";
import { settingNodes } from "./setting-nodes";

/**
 * The JSON Schema that the editor uses for completion and hover text. The whole of it is a
 * condition from which nothing follows: an editor completes and explains by what a condition says,
 * and finds no fault by it. `parse.ts` finds every fault itself, with better words, and no mistake
 * is underlined twice.
 */
export const editorJsonSchema = (): object =>
  jsonSchemaOf("GAN experiment", withChangeable(schemaTree()));

/** With the places that `training.changes` can set, which are keys of a record. */
function withChangeable(tree: SchemaNode): SchemaNode {
  const places = Object.entries(settingNodes(tree)).filter(([path]) => canBeChanged(path));
  const changed: SchemaNode = { type: "object", properties: Object.fromEntries(places) };
  const properties = { ...tree.properties };
  const training = { ...properties["training"] };
  const changes = { ...training.properties?.["changes"] };
  const item = changes.items as SchemaNode;
  const { description } = { ...item.properties?.["set"] };
  const set: SchemaNode = { ...changed, ...(description && { description }) };
  changes.items = { ...item, properties: { ...item.properties, set } };
  training.properties = { ...training.properties, changes };
  return { ...tree, properties: { ...properties, training } };
}

/** The same of any kind of file. */
export function jsonSchemaOf(title: string, tree: SchemaNode): object {
  const { definitions, ...file } = strip(withHovers(tree) as Json) as JsonObject;
  // The last two are VS Code's own: without them it complains of what the parser allows.
  return {
    title,
    if: file,
    // References are looked up at the top.
    definitions,
    allowComments: true,
    allowTrailingCommas: true,
  };
}

/**
 * What decides nothing between alternatives: with it, a setting that is missing or wrong would turn
 * its whole object into another alternative, whose completions are of no use there.
 */
const LEFT_OUT = new Set([
  "required",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "pattern",
  "maxLength",
  "minItems",
  "maxItems",
  "entry",
  "entries",
  "form",
]);

type Json = null | boolean | number | string | Json[] | JsonObject;

interface JsonObject {
  [key: string]: Json;
}

/**
 * Settings may be called like a keyword, so what stands under `properties` and `definitions` keeps
 * all its keys.
 */
function strip(node: Json): Json {
  if (Array.isArray(node)) return node.map(strip);
  if (node === null || typeof node !== "object") return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !LEFT_OUT.has(key) && !isClosing(key, value))
      .map(([key, value]) => {
        if (key === "properties" || key === "definitions")
          return [
            key,
            Object.fromEntries(
              Object.entries(value as { [key: string]: Json }).map(([name, inner]) => [
                name,
                strip(inner),
              ]),
            ),
          ];
        if (key === "default") return [key, value];
        // Without its required keys, an unfinished object fits several alternatives, which `oneOf`
        // would call a mistake.
        return [key === "oneOf" ? "anyOf" : key, strip(value)];
      }),
  );
}

/** Whether a part of the schema says that there are no other keys. */
const isClosing = (key: string, value: Json): boolean =>
  key === "additionalProperties" && value === false;

interface HoverNode extends SchemaNode {
  markdownDescription?: string;
  markdownEnumDescriptions?: string[];
}

/**
 * Entries as VS Code shows them: `markdownDescription` where it has one, beside the plain text for
 * other editors.
 */
function withHovers(node: SchemaNode): HoverNode {
  const { entry, entries, description } = node;
  const name = nameOf(node);
  const each = (nodes: SchemaNode[] | undefined): HoverNode[] | undefined => nodes?.map(withHovers);
  const within: HoverNode = {
    ...node,
    ...(node.properties && { properties: mapValues(node.properties, withHovers) }),
    ...(typeof node.additionalProperties === "object" && {
      additionalProperties: withHovers(node.additionalProperties),
    }),
    ...(node.definitions && { definitions: mapValues(node.definitions, withHovers) }),
    ...(node.allOf && { allOf: each(node.allOf) }),
    ...(node.anyOf && { anyOf: each(node.anyOf) }),
    ...(node.oneOf && { oneOf: each(node.oneOf) }),
    ...(node.items && {
      items: Array.isArray(node.items) ? each(node.items) : withHovers(node.items),
    }),
    ...(entries && {
      markdownEnumDescriptions: Object.values(entries).map((one) => hoverText(one)),
    }),
  };
  const facts = settingFacts(node);
  if (!entry) {
    if (description === undefined || facts === undefined) return within;
    return { ...within, markdownDescription: `${description}\n\n${facts}` };
  }
  const markdownDescription = hoverText(entry, node.properties, name);
  if (name === undefined) return { ...within, markdownDescription };
  // Said at its name alone. At the alternative too, it would hide what is said of the setting that
  // the alternative is given for.
  const rest = { ...within };
  delete rest.description;
  return {
    ...rest,
    properties: mapValues(rest.properties!, (value, key) =>
      isName(key, value) ? { ...value, description, markdownDescription } : value,
    ),
  };
}

/** The default and the bounds of a setting on one line; undefined where it has neither. */
function settingFacts(node: SchemaNode): string | undefined {
  const text = defaultText(node.default);
  const range = rangeText(node) ?? node.anyOf?.map(rangeText).find((one) => one !== undefined);
  const facts = [text && `Default: \`${text}\``, range].filter(Boolean);
  return facts.length > 0 ? facts.join(" · ") : undefined;
}

/** The numbers that a setting may be, in words; undefined for what is no number, or any. */
function rangeText(node: SchemaNode): string | undefined {
  if (node.type !== "number" && node.type !== "integer") return undefined;
  const { minimum, exclusiveMinimum } = node;
  const { maximum, exclusiveMaximum } = withoutSafeInteger(node);
  const least = exclusiveMinimum === undefined ? "at least" : "greater than";
  const most = exclusiveMaximum === undefined ? "at most" : "less than";
  const low = exclusiveMinimum ?? minimum;
  const high = exclusiveMaximum ?? maximum;
  const bounds = [
    low !== undefined && low > -Number.MAX_SAFE_INTEGER && `${least} ${low}`,
    high !== undefined && `${most} ${high}`,
  ].filter(Boolean);
  const kind = node.type === "integer" ? "A whole number" : "A number";
  return bounds.length > 0 ? `${kind}, ${bounds.join(" and ")}` : undefined;
}

/** Zod bounds whole numbers by what JavaScript can hold exactly, which says nothing to a person. */
const withoutSafeInteger = (node: SchemaNode): SchemaNode =>
  node.maximum === Number.MAX_SAFE_INTEGER ? { ...node, maximum: undefined } : node;

const mapValues = <A, B>(
  record: Record<string, A>,
  change: (value: A, key: string) => B,
): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));

/**
 * An entry in Markdown: its name and paper, what it is, its formula, when it helps, the defaults of
 * its settings. The formula is no block of code: beside a list of completions that would be cut off
 * where the line ends.
 */
function hoverText(
  { summary, formula, paper, helps }: Entry,
  settings: Record<string, SchemaNode> = {},
  name?: string,
): string {
  const defaults = Object.entries(settings).flatMap(([key, { default: value }]) => {
    const text = defaultText(value);
    return text === undefined ? [] : [`\`${key}\` ${text}`];
  });
  const source = paper && `*${paper}*`;
  return [
    // A hover is cut at about a dozen lines: the paper has none of its own where there is a title.
    name && [`**${name}**`, source].filter(Boolean).join(" · "),
    summary,
    formula &&
      formulaLines(formula)
        .map((line) => `\`${line}\``)
        .join("  \n"),
    helps,
    defaults.length > 0 && `Defaults: ${defaults.join(", ")}`,
    name === undefined && source,
  ]
    .filter(Boolean)
    .join("\n\n");
}
