import * as z from "../shared/zod";
import { experimentSchema } from "./schema";
import type { Entry } from "./schema/entry";

/**
 * The JSON Schema that the editor uses for completion and hover text. Everything that `parse.ts` reports itself, with
 * better words, is left out, so that no mistake is underlined twice: required and unknown keys, bounds, patterns.
 */
export function editorJsonSchema(): object {
  const schema = z.toJSONSchema(experimentSchema, { io: "input", target: "draft-7" });
  // The last two are VS Code's own: without them it complains of what the parser allows.
  return { ...strip(schema as Json & object), title: "GAN experiment", allowComments: true, allowTrailingCommas: true };
}

const REPORTED_BY_US = new Set([
  "required", "additionalProperties", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "pattern", "maxLength", "minItems", "maxItems",
]);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

function strip(node: Json): Json & object;
function strip(node: Json): Json {
  if (Array.isArray(node)) return node.map(strip);
  if (node === null || typeof node !== "object") return node;
  const { entry, entries, ...schema } = node as { [key: string]: Json } & { entry?: Entry; entries?: Record<string, Entry> };
  const properties = schema["properties"] as Properties | undefined;
  const hover = entry && hoverText(entry, properties);
  const stripped: { [key: string]: Json } = Object.fromEntries(Object.entries(schema).filter(([key]) => !REPORTED_BY_US.has(key)).map(([key, value]) => {
    if (key === "properties") return [key, Object.fromEntries(Object.entries(value as Properties).map(([name, schema]) => [name, strip(withHover(name, schema, hover))]))];
    // Without its required keys, an unfinished object fits several alternatives, which `oneOf` would call a mistake.
    return [key === "oneOf" ? "anyOf" : key, strip(value)];
  }));
  if (hover) stripped["markdownDescription"] = hover;
  if (entries) stripped["markdownEnumDescriptions"] = Object.values(entries).map((one) => hoverText(one));
  return stripped;
}

type Properties = Record<string, Json>;

/** The name that tells an alternative from the others, such as `"type": "adam"`, explains the alternative itself when the mouse is over it. */
const withHover = (name: string, schema: Json, hover: string | undefined): Json =>
  (hover && (name === "type" || name === "source") && "const" in (schema as object) ? { ...(schema as object), markdownDescription: hover } : schema);

/** An entry as the editor shows it, in Markdown: what it is, its formula, when it helps, the defaults of its settings, the paper. */
function hoverText({ summary, formula, paper, helps }: Entry, properties: Properties = {}): string {
  const defaults = Object.entries(properties as Record<string, { default?: Json }>).flatMap(([name, { default: value }]) =>
    (typeof value === "number" || typeof value === "string" || typeof value === "boolean" ? [`\`${name}\` ${value}`] : []));
  return [summary, formula && `\`${formula}\``, helps, defaults.length > 0 && `Defaults: ${defaults.join(", ")}`, paper && `*${paper}*`].filter(Boolean).join("\n\n");
}
