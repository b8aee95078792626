import * as z from "../shared/zod";
import { experimentSchema } from "./schema";

/**
 * The JSON Schema that the editor uses for completion and hover text. Everything that `parse.ts` reports itself, with
 * better words, is left out, so that no mistake is underlined twice: required and unknown keys, bounds, patterns.
 */
export function editorJsonSchema(): object {
  const schema = z.toJSONSchema(experimentSchema, { io: "input" });
  return { ...strip(schema as Json & object), title: "GAN experiment" };
}

const REPORTED_BY_US = new Set([
  "required", "additionalProperties", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "pattern", "maxLength", "minItems", "maxItems",
]);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

function strip(node: Json): Json & object;
function strip(node: Json): Json {
  if (Array.isArray(node)) return node.map(strip);
  if (node === null || typeof node !== "object") return node;
  const entries = Object.entries(node).filter(([key, value]) => !REPORTED_BY_US.has(key) || (key === "required" && !Array.isArray(value)));
  return Object.fromEntries(entries.map(([key, value]) => [
    key,
    key === "properties" ? Object.fromEntries(Object.entries(value as object).map(([name, v]) => [name, strip(v as Json)])) : strip(value),
  ]));
}
