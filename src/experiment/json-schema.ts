import * as z from "../shared/zod";
import { experimentSchema } from "./schema";

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
  return Object.fromEntries(Object.entries(node).filter(([key]) => !REPORTED_BY_US.has(key)).map(([key, value]) => {
    if (key === "properties") return [key, Object.fromEntries(Object.entries(value as Record<string, Json>).map(([name, schema]) => [name, strip(schema)]))];
    // Without its required keys, an unfinished object fits several alternatives, which `oneOf` would call a mistake.
    return [key === "oneOf" ? "anyOf" : key, strip(value)];
  }));
}
