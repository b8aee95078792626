import * as z from "../shared/zod";
import { experimentSchema } from "./schema";
import type { Entry } from "./schema/entry";
import type { OptimizerListing, SettingForm } from "./schema/form";

/*
 * The schema of experiments as JSON Schema with all that it says in words: the source of the
 * editor's texts and of the reference page.
 */

/** What of JSON Schema the schema of experiments uses. */
export interface SchemaNode {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  allOf?: SchemaNode[];
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
  properties?: Record<string, SchemaNode>;
  /** Of a record the values; false: no key but the properties. */
  additionalProperties?: SchemaNode | boolean;
  required?: string[];
  items?: SchemaNode | SchemaNode[];
  default?: unknown;
  description?: string;
  /** Of an alternative that no setting names. */
  title?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  definitions?: Record<string, SchemaNode>;
  /** Of a part, or of one of several alternatives. */
  entry?: Entry;
  /** Of an enum's values, by the value. */
  entries?: Record<string, Entry>;
  /** How a form shows it. */
  form?: SettingForm & Partial<Pick<OptimizerListing, "kind">>;
}

/** Of what a person writes, in which settings with a default may be left out. */
export const schemaTree = (schema: z.ZodType = experimentSchema): SchemaNode =>
  z.toJSONSchema(schema, { io: "input", target: "draft-7" }) as SchemaNode;

/**
 * Whether a setting is the one that tells alternatives from each other, such as `"type": "adam"`.
 */
export const isName = (key: string, node: SchemaNode): boolean =>
  (key === "type" || key === "source") && node.const !== undefined;

/** `adam`, of the alternative whose type that is. */
export function nameOf(node: SchemaNode): string | undefined {
  const name = Object.entries(node.properties ?? {}).find(([key, value]) => isName(key, value))?.[1]
    .const;
  return name === undefined ? undefined : String(name);
}

/**
 * A default as a person would write it; undefined for one that says nothing, such as that of a part
 * with defaults of its own.
 */
export function defaultText(value: unknown): string | undefined {
  if (typeof value === "number")
    return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value);
  if (Array.isArray(value))
    return value.length > 0 ? `[${value.map(defaultText).join(", ")}]` : undefined;
  if (typeof value !== "object" || value === null)
    return value === undefined ? undefined : String(value);
  const { type, ...settings } = value as { type?: unknown };
  if (type === undefined) return undefined;
  return [
    String(type),
    ...Object.entries(settings).map(([name, setting]) => `${name} ${defaultText(setting)}`),
  ].join(", ");
}

/** A formula with each of its assignments on a line of its own. */
export const formulaLines = (formula: string): string[] => formula.split("; ");
